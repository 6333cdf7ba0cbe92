import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import type { Random } from '~/kernel/random';
import { applyMigrations, localMigrations } from '../../scripts/migrations.mjs';
import { cloneDatabase, createEmptyDatabase } from './db';

const script = path.resolve(import.meta.dirname, '../../scripts/migrations.mjs');

/** Longest life of a process that migrates, in milliseconds: by then it is done. */
const LONGEST_MS = 900;

/**
 * Migrates an empty database, kills the process somewhere on the way, and migrates again (ADR-0078).
 * @throws when the second run does not lead to the schema that every other database has
 */
export async function migrateKilled(random: Random): Promise<void> {
  for (;;) {
    const database = await createEmptyDatabase();
    try {
      if (!(await killed(database.url, random.between(50, LONGEST_MS)))) continue;
      const rest = await applyMigrations(database.url);
      if ((await schemaOf(database.url)) === (await expectedSchema())) return;
      throw new Error(
        `the schema differs after ${localMigrations().length - rest.length} migrations, a kill and ${rest.length} more`,
      );
    } finally {
      await database.drop();
    }
  }
}

/** @returns false when it was done before */
function killed(url: string, ms: number): Promise<boolean> {
  const env = { ...process.env, DATABASE_URL: url, DATABASE_MIGRATION_URL: url };
  const child = spawn(process.execPath, [script], { env, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  return new Promise((resolve) =>
    child.once('exit', (_code, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL');
    }),
  );
}

let expected: Promise<string> | undefined;

/** Of the template: a database in use has the queue's own tables, too. */
function expectedSchema(): Promise<string> {
  expected ??= cloneDatabase().then(async ({ url, drop }) => {
    const schema = await schemaOf(url);
    await drop();
    return schema;
  });
  return expected;
}

/** SHA-256 of every table, column, constraint, index, trigger, function and privilege, by name. */
async function schemaOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ said: string }>(`
      select said from (
        select format('column %s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default) as said
          from information_schema.columns
        union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where conrelid > 0
        union all select indexdef from pg_indexes
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
        union all select format('privilege %s %s %s', grantee, table_name, privilege_type) from information_schema.table_privileges
      ) as everything order by said`);
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  } finally {
    await client.end();
  }
}
