import pg from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { pool } from './db.server';
import { createSigner } from './signature.server';

/** Whether one more is allowed; otherwise after how many seconds. */
export type Allowance = { allowed: true } | { allowed: false; retryAfterSeconds: number };

export interface RateLimit {
  /** counts one more for a key */
  take: (key: string) => Promise<Allowance>;
  /** forgets a key: after success */
  reset: (key: string) => Promise<void>;
}

// Neither a visitor's address nor a mail address stands in the table (reliability.md, click privacy and logs).
const hide = createSigner('rate limit key');

// The library calculates with what our pool reads as bigint.
const asNumber: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
};
const storeClient = { query: (statement: pg.QueryConfig) => pool.query({ ...statement, types: asNumber }) };

/**
 * A limit counted in the database, so that every process counts together. The machine's time, never the sandbox clock.
 * @param settings `most` in `seconds`; beyond it a key waits for `blockSeconds` (default: `seconds`)
 */
export function createRateLimit(settings: {
  name: string;
  most: number;
  seconds: number;
  blockSeconds?: number;
}): RateLimit {
  const { name, most, seconds, blockSeconds = seconds } = settings;
  const limiter = new RateLimiterPostgres({
    storeClient,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points: most,
    duration: seconds,
    blockDuration: blockSeconds,
  });
  return {
    take: (key) => take(limiter, hide(key)),
    async reset(key) {
      await limiter.delete(hide(key));
    },
  };
}

/**
 * A limit counted in this process alone, for what happens too often to ask the database each time: with several processes it is that
 * many times as large. Keys stay in memory.
 */
export function createLocalRateLimit({
  most,
  seconds,
}: {
  most: number;
  seconds: number;
}): Pick<RateLimit, 'take'> {
  const limiter = new RateLimiterMemory({ points: most, duration: seconds });
  return { take: (key) => take(limiter, key) };
}

async function take(limiter: RateLimiterPostgres | RateLimiterMemory, key: string): Promise<Allowance> {
  try {
    await limiter.consume(key);
    return { allowed: true };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
  }
}

/** Takes from several limits in order and stops at the first that refuses: what is behind it is not counted. */
export async function takeAll(limits: ReadonlyArray<readonly [RateLimit, string]>): Promise<Allowance> {
  for (const [limit, key] of limits) {
    const allowance = await limit.take(key);
    if (!allowance.allowed) return allowance;
  }
  return { allowed: true };
}

/** What counts as one place on the network: a household or a server has 2^64 IPv6 addresses at hand. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [head = '', tail = ''] = ip.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = ip.includes('::') ? tail.split(':').filter(Boolean) : [];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/** Sweeps the counters that have run out. */
export async function deleteExpiredCounters(): Promise<void> {
  await pool.query('delete from rate_limit where expire <= $1', [Date.now()]);
}
