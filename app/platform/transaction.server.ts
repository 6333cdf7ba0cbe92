import type { Prisma } from '~/generated/prisma/client';
import { db } from './db.server';
import { markEffect } from './idempotency.server';

/** The client inside a transaction; the only way a domain's `.server` writes. */
export type Tx = Prisma.TransactionClient;

const ATTEMPTS = 5;
const LONGEST_MS = 60_000;
const LONGEST_WAIT_FOR_CONNECTION_MS = 15_000;

/**
 * Runs `work` in one database transaction (READ COMMITTED, the server's default: money is guarded by row locks, unique keys and
 * conditions in `where`, reliability.md section 2). A deadlock or a serialization failure runs it again, so `work` must do nothing
 * outside the database: no call to the outside (architecture.md rule 8), no variable of the caller changed.
 * @throws what `work` throws; the transaction is then rolled back
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(
        async (tx) => {
          await markEffect(tx);
          return work(tx);
        },
        { timeout: LONGEST_MS, maxWait: LONGEST_WAIT_FOR_CONNECTION_MS },
      );
    } catch (error) {
      if (attempt === ATTEMPTS || !lostToAnother(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

const LONGEST_READ_MS = 600_000;

/**
 * Runs `work` on one unmoving picture of the database, which it cannot change (REPEATABLE READ, READ ONLY): for what reads much in many
 * steps and must add up. It holds no lock that anybody waits for.
 */
export function readSnapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`set transaction read only`;
      return work(tx);
    },
    { isolationLevel: 'RepeatableRead', timeout: LONGEST_READ_MS, maxWait: LONGEST_WAIT_FOR_CONNECTION_MS },
  );
}

/** Whether the database gave the transaction up in favour of a concurrent one: 40001, 40P01, or Prisma's word for them. */
export function lostToAnother(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Object && depth < 6; depth++) {
    const { code, originalCode, cause, meta } = each as Record<string, unknown>;
    if ([code, originalCode].some((name) => name === '40001' || name === '40P01' || name === 'P2034'))
      return true;
    const adapterError = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
    each = adapterError ?? cause;
  }
  return false;
}
