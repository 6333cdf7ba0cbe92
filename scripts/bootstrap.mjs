// Everything between a fresh clone and a portal that can run: install, database, client, migrations, build. Each step
// is left out when what it depends on is as it was. Node built-ins only, until the install is done.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { exclusively, root, run, runNode, tools } from './repository.mjs';

const MINIMUM_NODE = [20, 19];
const stamps = path.join(root, 'node_modules/.cache/tributary');

/**
 * Prepares this clone. Sets DATABASE_URL when it is absent.
 * @param {object} [options]
 * @param {boolean} [options.database] start (or use) a database and migrate it
 * @param {boolean} [options.build] build the application
 * @param {(line: string) => void} [options.report] told each step and its time
 * @param {AbortSignal} [options.signal] ends it early
 * @returns {Promise<{ release: () => Promise<void> }>} release: gives the embedded database up
 */
export async function bootstrap({ database = true, build = true, report = console.log, signal } = {}) {
  requireNode();
  const step = timedSteps({ report, signal });
  let server;
  const release = async () => void (await server?.release());
  try {
    // Two commands started together must not install or build on top of each other.
    await exclusively(path.join(root, '.data/bootstrap.lock'), async () => {
      await step('dependencies', install);
      await step('database client', generateClient);
      if (database) {
        if (!process.env.DATABASE_URL) server = await step('embedded PostgreSQL', startDatabase);
        await step('migrations', migrate);
      }
      if (build) await step('build', buildApplication);
      if (build) await step('verifier', buildStandAloneVerifier);
    });
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Error(`Node ${process.versions.node} is too old: ${MINIMUM_NODE.join('.')} or newer is needed.`);
}

/** Runs named steps and reports how long each took; a step that returns false had nothing to do. */
function timedSteps({ report, signal }) {
  return async (name, work) => {
    signal?.throwIfAborted();
    const start = performance.now();
    const result = await work({ signal, say: (detail) => report(`  ${name.padEnd(20)} ${detail}`) });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    report(`  ${name.padEnd(20)} ${result === false ? 'up to date' : `done in ${seconds} s`}`);
    return result;
  };
}

/** Installs exactly what the lock file says, unless that is what node_modules holds. */
async function install({ signal, say }) {
  if (installedAsLocked()) return false;
  say('installing, about half a minute ...');
  // A shell with NODE_ENV=production would otherwise leave out the tools the build needs.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  if (npm) await runNode([npm, ...args], { signal });
  else await run('npm', args, { signal });
}

// npm writes down what it installed: comparing that catches an edited lock file, a half install and an older branch.
function installedAsLocked() {
  const installed = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!installed) return false;
  const { '': _project, ...locked } = readJson(path.join(root, 'package-lock.json')).packages;
  return Object.entries(locked).every(([at, { version, optional, peer }]) =>
    installed[at] ? installed[at].version === version : optional || peer,
  );
}

const readJson = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null);

function generateClient({ signal }) {
  const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];
  const generate = () => runNode([tools.prisma, 'generate'], { signal });
  return unlessUnchanged('client', inputs, 'app/generated/prisma/client.ts', generate);
}

async function startDatabase() {
  const { acquire } = await import('./pg.mjs');
  const server = await acquire();
  process.env.DATABASE_URL = server.urlFor();
  return server;
}

/** Applies what is missing. */
async function migrate() {
  const { applyMigrations } = await import('./migrations.mjs');
  const applied = await applyMigrations(process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL);
  return applied.length > 0;
}

function buildApplication({ signal, say }) {
  const inputs = [
    'app',
    'public',
    'package-lock.json',
    'remix.config.js',
    'tailwind.config.ts',
    'tsconfig.json',
    'vite.config.ts',
  ];
  return unlessUnchanged('build', inputs, 'build/server/index.js', () => {
    say('building, about ten seconds ...');
    return runNode([tools.remix, 'vite:build'], { env: { ...process.env, NODE_ENV: 'production' }, signal });
  });
}

/** The one file that /verify offers; the build before it empties its folder. */
async function buildStandAloneVerifier({ signal }) {
  const inputs = [
    'app/domain',
    'app/kernel',
    'package-lock.json',
    'scripts/build-verifier.mjs',
    'scripts/verify-chain.ts',
  ];
  const output = 'build/client/tributary-verify.mjs';
  return unlessUnchanged('verifier', inputs, output, () =>
    runNode([path.join(root, 'scripts/build-verifier.mjs'), output], { signal }),
  );
}

/** Runs `work` unless its inputs are as they were when it last succeeded and its output is there. */
async function unlessUnchanged(name, inputs, output, work) {
  const stamp = path.join(stamps, name);
  const digest = digestOf(inputs);
  const unchanged = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest;
  if (unchanged && fs.existsSync(path.join(root, output))) return false;
  await work();
  fs.mkdirSync(stamps, { recursive: true });
  fs.writeFileSync(stamp, digest);
}

function digestOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesIn(path.join(root, input))) {
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(at) {
  const stats = fs.statSync(at, { throwIfNoEntry: false });
  if (!stats) return [];
  if (stats.isFile()) return [at];
  const names = fs.readdirSync(at).filter((name) => name !== 'generated' && !/\.test\.tsx?$/.test(name));
  return names.sort().flatMap((name) => filesIn(path.join(at, name)));
}
