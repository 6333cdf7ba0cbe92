// The checks that run no test, shared by `npm run check` and `npm test`.
import { spawn } from 'node:child_process';
import { root, tools } from './repository.mjs';

const CRUISED = ['app', 'server', 'scripts', 'sandbox', 'bench'];

/** Checks of the source alone. */
export const sourceChecks = [
  { name: 'types', args: [tools.tsc, '--noEmit'] },
  { name: 'lint', args: [tools.biome, 'check', '--error-on-warnings', '.'] },
  { name: 'architecture', args: [tools.depcruise, '--config', '.dependency-cruiser.cjs', ...CRUISED] },
  { name: 'house rules', args: ['scripts/check-source.mjs'] },
  { name: 'docs', args: ['scripts/check-docs.mjs'] },
  { name: 'lock file', args: ['scripts/check-lock.mjs'] },
  { name: 'unused code', args: [tools.knip] },
];

/** Checks that need a database server. */
export const databaseChecks = [
  {
    name: 'migrations match the schema',
    args: [
      tools.prisma,
      'migrate',
      'diff',
      '--from-migrations',
      'prisma/migrations',
      '--to-schema',
      'prisma/schema.prisma',
      '--exit-code',
    ],
  },
];

/**
 * Runs the checks, two at a time, and reports each; what a failed one said follows its line.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks, { signal } = {}) {
  const waiting = [...checks];
  const totals = { passed: 0, failed: 0 };
  const lane = async () => {
    for (let check = waiting.shift(); check && !signal?.aborted; check = waiting.shift()) {
      const { ok, output, seconds } = await runCheck(check, signal);
      totals[ok ? 'passed' : 'failed'] += 1;
      console.log(`  ${ok ? 'passed' : 'FAILED'}  ${check.name.padEnd(28)} ${seconds} s`);
      if (!ok) console.log(output.trimEnd());
    }
  };
  await Promise.all([lane(), lane()]);
  return totals;
}

function runCheck({ args }, signal) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const end = (ok) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      resolve({ ok, output: Buffer.concat(chunks).toString(), seconds });
    };
    child.once('error', () => end(false));
    child.once('close', (status) => end(status === 0));
  });
}
