// The whole portal in one process group: sandbox servers, web and worker, on a clone in any state.
import fs from 'node:fs';
import path from 'node:path';
import { completeEnvironment } from '../server/environment.mjs';
import { bootstrap } from './bootstrap.mjs';
import { freePort } from './pg/cluster.mjs';
import { ProcessGroup } from './process-group.mjs';
import { dataDir, follower, root, runNode, sleep, tools, typescript } from './repository.mjs';

const READY_MS = 60_000;
const SANDBOX = 'sandbox/server.ts';
const SEED = 'scripts/seed-demo.ts';

const DAY_MS = 86_400_000;
// As many as scripts/demo/plan.ts plans.
const DEMO_DAYS = 186;

const demoWanted = () =>
  process.env.TRIBUTARY_MODE === 'sandbox' && process.env.TRIBUTARY_DEMO !== 'off' && exists(SEED);
const exists = (file) => fs.existsSync(path.join(root, file));

/**
 * Serves until Ctrl-C, SIGTERM or the unexpected end of a member.
 * @param {object} [options]
 * @param {boolean} [options.development] hot reload instead of the built application
 * @returns {Promise<number>} the exit status
 */
export async function serve({ development = false } = {}) {
  const started = performance.now();
  const group = new ProcessGroup();
  let prepared;
  try {
    prepared = await bootstrap({ build: !development, signal: group.signal });
    await startMembers(group, development);
    const address = await ready(group.signal);
    await seedDemo(address, group.signal);
    printWelcome(address, started);
  } catch (error) {
    // An interruption is no failure, and a member that ended has already been reported.
    if (!group.signal.aborted) {
      console.error(error.message);
      group.stop(1);
    }
  }
  const status = await group.ended;
  await prepared?.release();
  return status;
}

async function startMembers(group, development) {
  if (development) process.env.NODE_ENV = 'development';
  const sandbox = process.env.TRIBUTARY_MODE !== 'production' && exists(SANDBOX);
  if (sandbox) await chooseSandboxPort();
  completeEnvironment();
  // People read this terminal: routine belongs in it only when asked for.
  if (process.env.TRIBUTARY_MODE === 'sandbox') process.env.LOG_LEVEL ??= 'warn';
  const clock = await demoClock();
  const start = (name, args, env = { ...process.env, ...clock }) => {
    const listening = group.start(name, args, env);
    // Only the web server's word is waited for; a member that ends is the group's business.
    listening.catch(() => {});
    return listening;
  };
  if (sandbox) start('sandbox', typescript(SANDBOX));
  if (development) {
    const worker = ['--watch', '--import', 'tsx', 'server/worker.mjs'];
    start('worker', worker, { ...process.env, TRIBUTARY_SOURCE: '1' });
    start('web', follower(tools.remix, 'vite:dev'));
  } else {
    start('worker', ['server/worker.mjs']);
    // Without it a portal that is just ending on this port would be taken for ours.
    await start('web', ['server/web.mjs']);
  }
}

/**
 * On an empty database the demo's six months lie behind us: the clock begins there, the seed walks it to today and lets it run, or to
 * where it was set by hand, and leaves it standing there.
 */
async function demoClock() {
  if (!demoWanted()) return {};
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select exists (select from partner) or exists (select from sandbox_clock) as used',
    );
    if (rows[0].used) return {};
  } finally {
    await client.end();
  }
  const byHand = Date.parse(process.env.TRIBUTARY_CLOCK_START ?? '');
  const midnight = Math.floor((Number.isNaN(byHand) ? Date.now() : byHand) / DAY_MS) * DAY_MS;
  return { TRIBUTARY_CLOCK_START: new Date(midnight - DEMO_DAYS * DAY_MS).toISOString() };
}

/** The same port at every start while it is free, so that addresses shown yesterday work today. */
async function chooseSandboxPort() {
  if (process.env.SANDBOX_PORT) return;
  const file = path.join(dataDir(), 'sandbox-port');
  const kept = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const port = (kept && (await freePort(kept))) || (await freePort(0));
  fs.mkdirSync(dataDir(), { recursive: true });
  fs.writeFileSync(file, String(port));
}

/** Waits until the web server, the database and the queue are ready; returns the server's local address. */
async function ready(signal) {
  const { HOST = '', PORT = '3000' } = process.env;
  const host = ['', '0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const response = await fetch(`${address}/readyz`).catch(() => null);
    if (response && response.status < 500) return address;
    await sleep(50);
  }
  throw new Error(`The portal was not ready after ${READY_MS / 1000} s.`);
}

// The seed goes through the portal's own doors, so it runs beside it; it leaves a database with data alone.
async function seedDemo(address, signal) {
  if (!demoWanted()) return;
  try {
    const env = { ...process.env, PORTAL_ADDRESS: address };
    await runNode(typescript(SEED), { env, signal, show: true });
  } catch (error) {
    signal.throwIfAborted();
    console.error(`The demo is incomplete: ${error.message}`);
  }
}

function printWelcome(address, started) {
  const { ORIGIN = address.replace('127.0.0.1', 'localhost'), TRIBUTARY_MODE, SANDBOX_URL } = process.env;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const rows = [
    ['Portal', ORIGIN],
    ['Administration', `${ORIGIN}/admin`],
    ['API', `${ORIGIN}/api/docs`],
    ...(SANDBOX_URL
      ? [
          ['Demo product', `${SANDBOX_URL}/product`],
          ['Sandbox servers', SANDBOX_URL],
        ]
      : []),
    ['Data', dataDir()],
  ];
  console.log(`\nTributary is ready after ${seconds} s, in ${TRIBUTARY_MODE} mode.\n`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
  printSignIns();
  console.log('\nCtrl-C stops everything.');
}

// { "signIns": [{ "role", "email", "password", "totpSecret"? }] }, written by the seed.
function printSignIns() {
  const file = path.join(dataDir(), 'demo.json');
  if (process.env.TRIBUTARY_MODE !== 'sandbox' || !fs.existsSync(file)) return;
  const { signIns = [] } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (signIns.length === 0) return;
  console.log('\n  Sign-ins of the demo');
  for (const signIn of signIns) {
    const { role, email, password, totpSecret } = signIn;
    const second = totpSecret ? `  TOTP secret ${totpSecret}` : '';
    console.log(`  ${String(role).padEnd(16)} ${email}  ${password}${second}`);
  }
}
