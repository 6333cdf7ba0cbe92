import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '~/generated/prisma/client';
import { env } from './env.server';

/** Owns no table: migrations create it, and with it no statement of ours can change the ledger's rules or its past. */
export const APP_ROLE = 'tributary_app';

// pg's own list of types stops short of the arrays.
const INT8_ARRAY = 1016 as (typeof pg.types.builtins)['INT8'];
const int8Array: (text: string) => (string | null)[] = pg.types.getTypeParser(INT8_ARRAY);

/** int8 and int8[] as bigint; date as its text, because pg would put it at midnight of the machine's time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format);
    if (oid === pg.types.builtins.INT8) return BigInt;
    if (oid === INT8_ARRAY)
      return (text: string) => int8Array(text).map((item) => (item === null ? null : BigInt(item)));
    if (oid === pg.types.builtins.DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  },
};

/** How each of our connections begins, those beside the pools (LISTEN, locks) included. */
export function connectionConfig(connectionString: string): pg.ClientConfig {
  const settings = ['-c timezone=UTC', ...(env.database.switchRole ? [`-c role=${APP_ROLE}`] : [])];
  return {
    connectionString,
    application_name: 'tributary',
    // As start-up parameters they hold before the first statement, and RESET or DISCARD ALL returns to them.
    options: settings.join(' '),
    connectionTimeoutMillis: 10_000,
    types,
  };
}

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ ...connectionConfig(connectionString), max: env.database.poolSize });
  // An idle connection that dies (database restart) must not take the process along; the next query opens another.
  pool.on('error', () => {});
  return pool;
}

// Vite replaces modules while developing: pools must survive that, or connections pile up.
const kept = globalThis as unknown as {
  tributaryPools?: { main: pg.Pool; replica: pg.Pool; prisma: PrismaClient };
};

function open() {
  const main = openPool(env.database.url);
  const replica = env.database.replicaUrl ? openPool(env.database.replicaUrl) : main;
  return { main, replica, prisma: new PrismaClient({ adapter: new PrismaPg(main) }) };
}

kept.tributaryPools ??= open();

/** Prisma, for everything that is not hot or bulk (ADR-0042). It runs on `pool`. */
export const db: PrismaClient = kept.tributaryPools.prisma;

/** Hand-written SQL: int8 arrives as bigint, timestamps as Date, date as text, numeric as text. */
export const pool: pg.Pool = kept.tributaryPools.main;

/** For dashboards, which may lag: a streaming replica when DATABASE_REPLICA_URL is set, else `pool`. */
export const replicaPool: pg.Pool = kept.tributaryPools.replica;

/** Ends every connection, so that the process can exit. */
export async function closeDatabase(): Promise<void> {
  await db.$disconnect();
  await Promise.all([...new Set([pool, replicaPool])].map((each) => (each.ended ? undefined : each.end())));
}
