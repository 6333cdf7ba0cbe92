import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { pool } from './db.server';

/** Whether one more is allowed; otherwise after how many seconds. */
export type Allowance = { allowed: true } | { allowed: false; retryAfterSeconds: number };

export interface RateLimit {
  /** counts one more for a key */
  take: (key: string) => Promise<Allowance>;
  /** forgets a key: after success */
  reset: (key: string) => Promise<void>;
}

/**
 * A limit counted in the database, so that every process counts together. The machine's time, never the sandbox clock.
 * @param most how many in `seconds`; beyond it the key waits for `blockSeconds`
 */
export function createRateLimit(
  name: string,
  most: number,
  seconds: number,
  blockSeconds = seconds,
): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
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
    take: (key) => take(limiter, key),
    async reset(key) {
      await limiter.delete(key);
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
