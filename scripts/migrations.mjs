// Applies the migrations and says whether they are applied, in Prisma's own table (ADR-0078).
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { root } from './repository.mjs';

const folder = path.join(root, 'prisma/migrations');

/** The lock that Prisma's own commands hold while they migrate. */
const PRISMAS_LOCK = 72_707_369;

/** Prisma's table as Prisma makes it: `prisma migrate dev` goes on from it. */
const TABLE = `create table _prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/** Every migration of this clone, oldest first: name, file and SHA-256, which Prisma notes when it applies one. */
function migrationFiles() {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: path.join(folder, name, 'migration.sql') }))
    .filter(({ file }) => fs.existsSync(file))
    .map(({ name, file }) => ({
      name,
      file,
      checksum: createHash('sha256').update(fs.readFileSync(file)).digest('hex'),
    }));
}

/** Name and SHA-256 of every migration of this clone. */
export const localMigrations = () => migrationFiles().map(({ name, checksum }) => ({ name, checksum }));

/**
 * Applies what is missing, each migration and its mark in one transaction: a process killed in the middle, or a lock that could not be had,
 * leaves nothing behind, and the next run goes on there. One at a time, also beside Prisma's commands.
 * @param {string} url of the owner of the tables
 * @returns {Promise<string[]>} the names applied
 * @throws when a migration fails, was changed after it was applied, or was begun and never finished by another program
 */
export async function applyMigrations(url) {
  const client = new pg.Client({ connectionString: url, application_name: 'tributary migrations' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PRISMAS_LOCK]);
    // whoever may not create it may see that nothing is missing
    const { rows } = await client.query(`select to_regclass('_prisma_migrations') is null as fresh`);
    if (rows[0].fresh) await client.query(TABLE);
    const missing = await missingMigrations(client);
    for (const migration of missing) await applyMigration(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function missingMigrations(client) {
  const { rows } = await client.query(
    `select migration_name as name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null`,
  );
  const known = new Map(rows.map((row) => [row.name, row]));
  return migrationFiles().filter(({ name, checksum }) => {
    const row = known.get(name);
    if (row?.finished === false)
      throw new Error(
        `The migration ${name} was begun by another program and never finished. See whether what it does is there, then say so: ` +
          `npx prisma migrate resolve --applied ${name} (or --rolled-back), and start again.`,
      );
    if (row && row.checksum !== checksum)
      throw new Error(`The migration ${name} was changed after it was applied. Restore it as it was.`);
    return !row;
  });
}

async function applyMigration(client, { name, file, checksum }) {
  try {
    await client.query('begin');
    // first, because a migration may leave another role behind
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query(fs.readFileSync(file, 'utf8'));
    await client.query('commit');
  } catch (error) {
    throw new Error(`The migration ${name} failed and left nothing behind: ${error.message}`, {
      cause: error,
    });
  }
}

if (process.argv[1] === import.meta.filename) {
  const url = process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL;
  if (!url)
    throw new Error('Set DATABASE_URL, or DATABASE_MIGRATION_URL to that of the owner of the tables.');
  const applied = await applyMigrations(url);
  console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'everything is applied');
}
