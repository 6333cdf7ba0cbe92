import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'prisma/config';

const root = import.meta.dirname;
// The native schema engine would be downloaded on first use; ours ships through npm as WebAssembly.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(root, 'scripts/prisma-engine/schema-engine.mjs');
process.env.CHECKPOINT_DISABLE ??= '1';

/** The embedded server's address, kept in the data folder; a placeholder where none has run (generate needs none). */
function embeddedUrl(): string {
  const file = path.resolve(root, process.env.DATA_DIR ?? '.data', 'database-url');
  return existsSync(file)
    ? readFileSync(file, 'utf8').trim()
    : 'postgresql://tributary@127.0.0.1:54329/tributary';
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL || embeddedUrl() },
});
