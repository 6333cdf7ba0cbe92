import pg from 'pg';
import { applyMigrations } from '../scripts/migrations.mjs';

export interface BenchDatabase {
  url: string;
  /** connections as the owner of the tables */
  pool: pg.Pool;
  drop: () => Promise<void>;
}

/**
 * A migrated database of its own on the server of DATABASE_URL, so that no benchmark touches anybody's data.
 * @throws when that user may not create one
 */
export async function createDatabase(): Promise<BenchDatabase> {
  const serverUrl = process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL;
  if (!serverUrl) throw new Error('DATABASE_URL is missing: run the benchmarks with npm run bench');
  const name = `tributary_bench_${process.pid}`;
  await statement(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const { href } = url;
  await applyMigrations(href);
  const pool = new pg.Pool({ connectionString: href, max: 2 });
  pool.on('error', () => {});
  return {
    url: href,
    pool,
    async drop() {
      await pool.end();
      await statement(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function statement(serverUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
