// Runs one of the operator's TypeScript commands on a clone in any state:
//   node scripts/run-tool.mjs [--build] scripts/portal.ts reconcile --json
import { spawn } from 'node:child_process';
import { completeEnvironment } from '../server/environment.mjs';
import { bootstrap } from './bootstrap.mjs';
import { root, typescript } from './repository.mjs';

const [build, ...rest] =
  process.argv[2] === '--build' ? process.argv.slice(2) : ['', ...process.argv.slice(2)];
const [file, ...args] = rest;

// stdout is the command's own (--json); what had to be prepared goes to stderr, and only that.
const report = (line) => {
  if (!line.includes('up to date')) console.error(line);
};

const { release } = await bootstrap({ build: build !== '', report });
completeEnvironment();
process.env.LOG_LEVEL ??= 'warn';
// Ctrl-C reaches the command itself; we stay to give the database up.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
const child = spawn(process.execPath, [...typescript(file), ...args], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', async (code) => {
  await release();
  process.exit(code ?? 1);
});
