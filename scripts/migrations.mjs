// What Prisma's migration table says, asked directly.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { root } from './repository.mjs';

const folder = path.join(root, 'prisma/migrations');

/** Name and SHA-256 of every migration of this clone: what Prisma notes when it applies one. */
export function localMigrations() {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .map((name) => ({ name, file: path.join(folder, name, 'migration.sql') }))
    .filter(({ file }) => fs.existsSync(file))
    .map(({ name, file }) => ({
      name,
      checksum: createHash('sha256').update(fs.readFileSync(file)).digest('hex'),
    }));
}

/** Whether exactly our migrations are applied, each as it stands here. Every doubt is a no: Prisma then says why. */
export async function isMigrated(url) {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query(
      `select migration_name as name, checksum from _prisma_migrations
        where rolled_back_at is null and finished_at is not null`,
    );
    const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
    const local = localMigrations();
    return (
      local.length === applied.size && local.every(({ name, checksum }) => applied.get(name) === checksum)
    );
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
