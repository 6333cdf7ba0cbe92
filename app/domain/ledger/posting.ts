import { invariant } from '~/kernel/invariant';
import { type MinorUnits, sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { type AccountName, availableOf, COMMISSION_EXPENSE, pendingOf } from './accounts';

/** One side of a transaction; signed, credit positive (ADR-0031). */
export interface Entry {
  account: AccountName;
  amount: MinorUnits;
}

/** A transaction to post: sums to zero, unique per cause (domain.md section 8). */
export interface Posting {
  kind: string;
  /** the "once": a second posting with the same cause changes nothing */
  causeKey: string;
  causeEventId?: string | null;
  partnerId: string;
  commissionId?: string | null;
  payoutId?: string | null;
  /** the transaction this one undoes */
  cancelsId?: bigint | null;
  currency: string;
  /** the instant of the rules */
  effectiveAt: Instant;
  /** the program's clock when it is posted */
  recordedAt: Instant;
  entries: Entry[];
}

/** Checks what the database enforces too, so that a mistake names its cause. @throws when it does not balance */
export function assertBalanced(posting: Posting): void {
  invariant(posting.entries.length >= 2, `${posting.causeKey} has at least two entries`);
  invariant(sum(posting.entries.map((entry) => entry.amount)) === 0n, `${posting.causeKey} sums to zero`);
}

/** A change of a partner's pending and available, as the rules date it. */
export interface Movement {
  kind: string;
  at: Instant;
  pending: MinorUnits;
  available: MinorUnits;
}

/** A movement that stands in the ledger, not cancelled. */
export interface PostedMovement extends Movement {
  transactionId: bigint;
}

/** The entries of a movement: what pending and available do not balance is commission expense. */
export function entriesOf(partnerId: string, movement: Pick<Movement, 'pending' | 'available'>): Entry[] {
  const expense = -(movement.pending + movement.available);
  return [
    { account: COMMISSION_EXPENSE, amount: expense },
    { account: pendingOf(partnerId), amount: movement.pending },
    { account: availableOf(partnerId), amount: movement.available },
  ].filter((entry) => entry.amount !== 0n);
}

const sameness = (movement: Movement) =>
  `${movement.kind}|${movement.at}|${movement.pending}|${movement.available}`;

/**
 * target - posted: which movements are still to be posted, and which posted ones the facts no longer support and must be cancelled by a
 * new transaction. Nothing that stands is touched (domain.md section 8: corrections are new entries).
 */
export function difference<T extends PostedMovement>(
  target: readonly Movement[],
  posted: readonly T[],
): { missing: Movement[]; surplus: T[] } {
  const unmatched = new Map<string, T[]>();
  for (const movement of posted) {
    const key = sameness(movement);
    unmatched.set(key, [...(unmatched.get(key) ?? []), movement]);
  }
  const missing = target.filter((movement) => !unmatched.get(sameness(movement))?.shift());
  return { missing, surplus: [...unmatched.values()].flat() };
}
