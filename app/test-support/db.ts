// The set-up file of the database tests (vitest.config.ts): before a test file loads any module of ours, it gets a database of its
// own, a clone of the migrated template. The application's modules connect to it as the role that owns nothing, as in production.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';

/** What global-setup.ts prepared. */
function prepared(name: 'SERVER_URL' | 'TEMPLATE' | 'PREFIX'): string {
  const value = process.env[`TEST_DATABASE_${name}`];
  if (!value) throw new Error('app/test-support/db.ts works only under app/test-support/global-setup.ts');
  return value;
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: prepared('SERVER_URL') });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

interface OwnDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** Another clone of the template, for a test that starts the application many times over. */
export const cloneDatabase = (): Promise<OwnDatabase> => createDatabase(`template "${prepared('TEMPLATE')}"`);

/** One without any table, for a test of the migrations. */
export const createEmptyDatabase = (): Promise<OwnDatabase> => createDatabase('');

async function createDatabase(options: string): Promise<OwnDatabase> {
  const name = `${prepared('PREFIX')}_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database "${name}" ${options}`);
  const url = new URL(prepared('SERVER_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`drop database if exists "${name}" with (force)`) };
}

const database = await cloneDatabase();
process.env.DATABASE_URL = database.url;
delete process.env.DATABASE_MIGRATION_URL;
delete process.env.DATABASE_REPLICA_URL;

/** Where this test file's database is: for processes it starts, and for connections as the owner. */
export const testDatabaseUrl: string = database.url;

/** Connections as the owner of the tables, as which the application never connects: to look behind its back, or to attack. */
export const ownerPool: pg.Pool = new pg.Pool({ connectionString: testDatabaseUrl, max: 5 });
ownerPool.on('error', () => {});

/**
 * Empties every table but those the migrations fill (program, terms). For property tests, which need many clean starts; a test file
 * begins with a fresh database anyway. Only the owner can: the append-only triggers are switched off meanwhile.
 */
export async function truncateAll(): Promise<void> {
  const filled = ['_prisma_migrations', 'program', 'terms', 'terms_version'];
  const { rows } = await ownerPool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1)`,
    [filled],
  );
  const each = (statement: (name: string) => string) => rows.map(({ name }) => statement(name)).join(';');
  await ownerPool.query(
    [
      each((name) => `alter table ${name} disable trigger user`),
      `truncate ${rows.map(({ name }) => name).join(', ')} restart identity`,
      'truncate pgboss.job, pgboss.archive',
      each((name) => `alter table ${name} enable trigger user`),
    ].join(';'),
  );
}

afterAll(async () => {
  await ownerPool.end();
  const [{ stopListening }, { closeBackgroundWork }, { closeDatabase }] = await Promise.all([
    import('~/platform/listen.server'),
    import('~/platform/background-work.server'),
    import('~/platform/db.server'),
  ]);
  await stopListening();
  await closeBackgroundWork();
  await closeDatabase();
  await database.drop();
});
