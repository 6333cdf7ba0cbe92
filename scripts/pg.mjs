// Embedded PostgreSQL: no Docker, no system package, also as root.
//   node scripts/pg.mjs start | stop | status | reset
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { account, canReach } from './pg/account.mjs';
import { binaries } from './pg/binaries.mjs';
import { create, launch, OWNER, readState, running, shutdown } from './pg/cluster.mjs';
import { dataDir, exclusively, isAlive, root } from './repository.mjs';

const MANUAL = 'manual';
const DEFAULT_DATABASE = 'tributary';

/** The folder of the cluster; outside the repository when the account that must run it cannot reach that. */
function homeFor(who) {
  const wanted = path.join(dataDir(), 'postgres');
  if (canReach(who, wanted)) return wanted;
  return path.join('/var/tmp', `tributary-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
}

const userFile = (home, user) => path.join(home, 'users', String(user));

/** The processes that hold the server (and `manual`, after `pg.mjs start`); files of dead ones are removed. */
function users(home) {
  const folder = path.join(home, 'users');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((user) => {
    if (user === MANUAL || isAlive(Number(user))) return true;
    fs.rmSync(userFile(home, user), { force: true });
    return false;
  });
}

/**
 * Starts the server unless it runs and notes that this process needs it. Several commands of one clone share it
 * (`npm start` and `npm test`, say): it stops with the last of them.
 */
export async function acquire({ user = process.pid } = {}) {
  const who = account();
  const home = homeFor(who);
  const lock = path.join(dataDir(), 'postgres.lock');
  return exclusively(lock, async () => {
    const programs = await binaries(who, home);
    if (!readState(home)) create(home, who, programs);
    const live = running(home);
    const state = live ? { ...readState(home), port: live.port } : await launch(home, who, programs);
    fs.mkdirSync(path.join(home, 'users'), { recursive: true });
    fs.writeFileSync(userFile(home, user), '');
    fs.writeFileSync(path.join(dataDir(), 'database-url'), urlOf(state, DEFAULT_DATABASE), { mode: 0o600 });
    await ensureDatabase(state, DEFAULT_DATABASE);
    return {
      urlFor: (database = DEFAULT_DATABASE) => urlOf(state, database),
      release: () => exclusively(lock, () => release({ who, home, user, programs })),
    };
  });
}

/** Gives the server up; the last one to do so stops it. */
function release({ who, home, user, programs }) {
  fs.rmSync(userFile(home, user), { force: true });
  if (users(home).length === 0 && running(home)) shutdown(home, who, programs);
}

const urlOf = ({ password, port }, database) =>
  `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${database}`;

function ensureDatabase(state, name) {
  return withClient(urlOf(state, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** An empty database of that name, whatever it held before. */
export function recreateDatabase(server, name) {
  return withClient(server.urlFor('postgres'), async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

async function withClient(connectionString, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const commands = {
  start: async () => (await acquire({ user: MANUAL })).urlFor(),
  status: async () => {
    const home = homeFor(account());
    const live = running(home);
    return live
      ? `running (pid ${live.pid}, port ${live.port}), used by ${users(home).join(', ') || 'nobody'}`
      : 'not running';
  },
  stop: async () => {
    const who = account();
    const home = homeFor(who);
    fs.rmSync(userFile(home, MANUAL), { force: true });
    if (!running(home)) return 'not running';
    shutdown(home, who, await binaries(who, home));
    return 'stopped';
  },
  reset: async () => {
    const who = account();
    const home = homeFor(who);
    if (running(home)) shutdown(home, who, await binaries(who, home), 'immediate');
    fs.rmSync(home, { recursive: true, force: true });
    return `removed ${home}`;
  },
};

if (process.argv[1] === import.meta.filename) {
  const command = commands[process.argv[2] ?? 'status'];
  if (!command) throw new Error(`unknown command; one of ${Object.keys(commands).join(', ')}`);
  console.log(await command());
}
