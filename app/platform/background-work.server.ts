import pg from 'pg';
import { connectionConfig } from './db.server';
import { env } from './env.server';

// A number of our own among the advisory locks: shared by every job under way, held alone by whoever moves the clock.
const BACKGROUND_WORK = 71_003;
const LONGEST_WAIT = '120s';
// One for each kind of job and one for the clock.
const CONNECTIONS = 10;

let locks: pg.Pool | null = null;

/** Connections of their own: a lock is held while the work needs connections of the application's pool, which may be all taken. */
function lockPool(): pg.Pool {
  if (locks) return locks;
  locks = new pg.Pool({ ...connectionConfig(env.database.url), max: CONNECTIONS });
  locks.on('error', () => {});
  return locks;
}

/** Ends the connections of the locks, so that the process can exit. */
export async function closeBackgroundWork(): Promise<void> {
  const open = locks;
  locks = null;
  await open?.end();
}

/** Transaction locks: they end with their connection, and a pooler in transaction mode keeps them. */
async function inLockTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await lockPool().connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    return await work(client);
  } finally {
    await client.query('commit').catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

/**
 * Runs a job unless somebody moves the sandbox clock: who moves it runs every job himself, in order. In production there is no such
 * clock and nothing to wait for.
 * @returns whether it ran
 */
export async function unlessClockMoves(job: () => Promise<unknown>): Promise<boolean> {
  if (!env.sandbox) {
    await job();
    return true;
  }
  return inLockTransaction(async (client) => {
    const { rows } = await client.query('select pg_try_advisory_xact_lock_shared($1) as free', [
      BACKGROUND_WORK,
    ]);
    if (!rows[0].free) return false;
    await job();
    return true;
  });
}

let before: Promise<unknown> = Promise.resolve();

/**
 * Runs `work` while no job is under way in any process: waits for those that are, and keeps new ones from beginning. Several callers follow
 * one another.
 * @throws when a job takes longer than two minutes
 */
export async function whileJobsRest<T>(work: () => Promise<T>): Promise<T> {
  const mine = before.then(() =>
    inLockTransaction(async (client) => {
      await client.query(`set local lock_timeout = '${LONGEST_WAIT}'`);
      await client.query('select pg_advisory_xact_lock($1)', [BACKGROUND_WORK]);
      return work();
    }),
  );
  // In one process they queue here, so that they do not take all the connections while they wait.
  before = mine.catch(() => {});
  return mine;
}

/**
 * Runs `work` unless somebody holds its lock, in any process; the lock ends with the process.
 * @param lock a number of our own among the advisory locks
 */
export async function unlessUnderWay<T>(
  lock: number,
  work: () => Promise<T>,
): Promise<{ outcome: 'ran'; value: T } | { outcome: 'under_way' }> {
  return inLockTransaction(async (client) => {
    const { rows } = await client.query('select pg_try_advisory_xact_lock($1) as free', [lock]);
    return rows[0].free ? { outcome: 'ran', value: await work() } : { outcome: 'under_way' };
  });
}
