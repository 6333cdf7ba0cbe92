import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { applyMigrations, localMigrations } from '../../scripts/migrations.mjs';
import { acquire } from '../../scripts/pg.mjs';
import { dataDir, exclusively, isAlive } from '../../scripts/repository.mjs';

const TEMPLATE_PREFIX = 'tributary_template_';
const CLONE_PREFIX = 'tributary_test_';
const KEPT_TEMPLATES = 4;

type Server = Pick<Awaited<ReturnType<typeof acquire>>, 'urlFor' | 'release'>;

/** Another server than the embedded one, to test on: any version, its owner's url. */
function serverAt(url: string): Server {
  const urlFor = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  return { urlFor: (database = 'postgres') => urlFor(database), release: async () => false };
}

/**
 * Starts the embedded server for the database tests (or takes the one of TEST_DATABASE_SERVER_URL) and prepares a migrated template: cloning it takes a twentieth of
 * migrating. db.ts does that for each test file, and finds in its environment
 * - TEST_DATABASE_SERVER_URL: where to create databases,
 * - TEST_DATABASE_TEMPLATE: what to clone,
 * - TEST_DATABASE_PREFIX: how the names of this run's clones begin.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_SERVER_URL;
  const server = given ? serverAt(given) : await acquire();
  await dropClones(server, (run) => !isAlive(run));
  process.env.TEST_DATABASE_SERVER_URL = server.urlFor('postgres');
  process.env.TEST_DATABASE_TEMPLATE = await prepareTemplate(server);
  process.env.TEST_DATABASE_PREFIX = CLONE_PREFIX + process.pid;
  return async () => {
    await dropClones(server, (run) => run === process.pid);
    await server.release();
  };
}

/** The template of exactly these migrations; made once, and again only when one of them changes. */
async function prepareTemplate(server: Server): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(localMigrations())).digest('hex').slice(0, 12);
  const template = TEMPLATE_PREFIX + digest;
  await exclusively(path.join(dataDir(), 'template.lock'), async () => {
    const existing = await databasesLike(server, TEMPLATE_PREFIX);
    if (existing.includes(template)) return;
    // others may run the tests of a neighbouring version at this moment
    for (const outdated of existing.slice(0, -KEPT_TEMPLATES)) await drop(server, outdated);
    // Under another name until it is whole: a template cut short would be cloned for ever.
    const draft = `${TEMPLATE_PREFIX}draft`;
    await drop(server, draft);
    await statement(server, `create database "${draft}"`);
    await applyMigrations(server.urlFor(draft));
    await statement(server, `alter database "${draft}" rename to "${template}"`);
  });
  return template;
}

/** Drops what test runs left behind; a clone's name holds the process id of its run. */
async function dropClones(server: Server, isOver: (run: number) => boolean): Promise<void> {
  for (const name of await databasesLike(server, CLONE_PREFIX)) {
    if (isOver(Number.parseInt(name.slice(CLONE_PREFIX.length), 10))) await drop(server, name);
  }
}

const drop = (server: Server, name: string) =>
  statement(server, `drop database if exists "${name}" with (force)`);

async function databasesLike(server: Server, prefix: string): Promise<string[]> {
  const rows = await statement(
    server,
    `select datname as name from pg_database where starts_with(datname, '${prefix}') order by oid`,
  );
  return rows.map(({ name }) => name);
}

async function statement(server: Server, sql: string): Promise<{ name: string }[]> {
  const client = new pg.Client({ connectionString: server.urlFor('postgres') });
  await client.connect();
  try {
    return (await client.query<{ name: string }>(sql)).rows;
  } finally {
    await client.end();
  }
}
