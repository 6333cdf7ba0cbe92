import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What app/test-support/global-setup.ts prepared. */
function prepared(name: 'SERVER_URL' | 'TEMPLATE' | 'PREFIX'): string {
  const value = process.env[`TEST_DATABASE_${name}`];
  if (!value) throw new Error('the journeys need e2e/global-setup.ts');
  return value;
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: prepared('SERVER_URL') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface Database {
  name: string;
  url: string;
  drop: () => Promise<void>;
}

/**
 * A database of one's own, a copy of another.
 * @param template absent: a migrated, empty one
 */
export async function copyDatabase(template = prepared('TEMPLATE')): Promise<Database> {
  const name = `${prepared('PREFIX')}_${randomBytes(6).toString('hex')}`;
  await asOwner(`create database "${name}" template "${template}"`);
  const url = Object.assign(new URL(prepared('SERVER_URL')), { pathname: `/${name}` }).href;
  return { name, url, drop: () => asOwner(`drop database if exists "${name}" with (force)`) };
}
