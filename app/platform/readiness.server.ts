import { pool } from './db.server';

// The names alone: what this build was made with.
const migrations = Object.keys(import.meta.glob('/prisma/migrations/*/migration.sql')).map(
  (file) => file.split('/').at(-2) ?? '',
);

export interface Readiness {
  ready: boolean;
  /** "ok", or what is missing */
  checks: { database: string; migrations: string; queue: string };
}

/** Whether this process can serve: its database answers, has every migration of this build, and the queue's tables are there. */
export async function readReadiness(): Promise<Readiness> {
  const database = await outcome(() => pool.query('select 1'));
  const checks =
    database === 'ok'
      ? { database, migrations: await outcome(checkMigrations), queue: await outcome(checkQueue) }
      : { database, migrations: 'unknown', queue: 'unknown' };
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
}

/** Never the error's own words: they hold addresses and names of roles. */
async function outcome(check: () => Promise<unknown>): Promise<string> {
  try {
    const missing = await check();
    return typeof missing === 'string' ? missing : 'ok';
  } catch {
    return 'unreachable';
  }
}

async function checkMigrations(): Promise<string | undefined> {
  const { rows } = await pool.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  const applied = new Set(rows.map(({ name }) => name));
  const missing = migrations.filter((name) => !applied.has(name));
  return missing.length > 0 ? `${missing.length} not applied` : undefined;
}

async function checkQueue(): Promise<string | undefined> {
  const { rows } = await pool.query('select version from pgboss.version');
  return rows.length === 0 ? 'not installed' : undefined;
}
