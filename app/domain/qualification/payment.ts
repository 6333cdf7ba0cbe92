import { divideHalfUp, least, type MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { type DisputeFact, type PaymentFact, rank } from './facts';

/** How much of a payment has been given back from an instant on, cumulated. */
export interface RefundStep {
  at: Instant;
  rank: number;
  id: string;
  /** program currency */
  refunded: MinorUnits;
  /** the whole payment is gone */
  full: boolean;
  cause: 'refund' | 'dispute_lost';
}

/** What is given back of a payment: a part of the whole, in terms of its own. */
interface Give {
  at: Instant;
  rank: number;
  id: string;
  cause: RefundStep['cause'];
  amount: MinorUnits;
  outOf: MinorUnits;
}

/**
 * Refunds and lost disputes of a payment as cumulated steps, oldest first. A refund or dispute dated before its payment counts at the
 * payment; a lost dispute is a full refund (domain.md sections 4 and 7), of one of several charges of that charge. What was undone never was
 * (ADR-0083). Never more than was paid.
 */
export function refundSteps(payment: PaymentFact): RefundStep[] {
  const given = new Map<MinorUnits, MinorUnits>();
  return givesOf(payment).map(({ at, rank: order, id, amount, outOf, cause }) => {
    given.set(outOf, (given.get(outOf) ?? 0n) + amount);
    const share = shareOf(given);
    return {
      at,
      rank: order,
      id,
      refunded: inProgramCurrency(payment, share),
      full: share.n === share.d,
      cause,
    };
  });
}

function givesOf(payment: Pick<PaymentFact, 'at' | 'amount' | 'refunds' | 'undone' | 'disputes'>): Give[] {
  const undone = new Set(payment.undone?.map(({ id }) => id));
  const refunds = payment.refunds
    .filter(({ id }) => !undone.has(id))
    .map(
      (refund): Give => ({
        at: Math.max(refund.at, payment.at),
        rank: rank.refund,
        id: refund.id,
        amount: refund.amount,
        outOf: refund.outOf ?? payment.amount,
        cause: 'refund',
      }),
    );
  const lost = payment.disputes.map(endOf).flatMap(({ id, closedAt, outcome, part }): Give[] => {
    if (closedAt === null || outcome !== 'lost') return [];
    const { amount, outOf } = part ?? { amount: payment.amount, outOf: payment.amount };
    const at = Math.max(closedAt, payment.at);
    return [{ at, rank: rank.disputeClosed, id, amount, outOf, cause: 'dispute_lost' }];
  });
  return [...refunds, ...lost].sort(
    byKeys(
      (give) => give.at,
      (give) => give.rank,
      (give) => give.id,
    ),
  );
}

/**
 * What each refund that counts is of the payment, in its own currency and without tax; together never more than all of it, and all of it when
 * it was given back in full.
 */
export function refundShares(
  payment: Pick<PaymentFact, 'at' | 'amount' | 'refunds' | 'undone'>,
): Map<string, MinorUnits> {
  const given = new Map<MinorUnits, MinorUnits>();
  let before = 0n;
  const refunds = { ...payment, basis: payment.amount, disputes: [] };
  return new Map(
    givesOf(refunds).map(({ id, amount, outOf }) => {
      given.set(outOf, (given.get(outOf) ?? 0n) + amount);
      const from = before;
      before = inProgramCurrency(refunds, shareOf(given));
      return [id, before - from];
    }),
  );
}

/** n of d: exact, so that it is rounded once (domain.md, units). Parts are in few terms: the payment's own, and Stripe's. */
interface Share {
  n: bigint;
  d: bigint;
}

function shareOf(given: ReadonlyMap<MinorUnits, MinorUnits>): Share {
  let share: Share = { n: 0n, d: 1n };
  for (const [outOf, amount] of given) {
    if (outOf <= 0n) return { n: 1n, d: 1n };
    share = { n: share.n * outOf + amount * share.d, d: share.d * outOf };
  }
  return { n: least(share.n, share.d), d: share.d };
}

/** A part of the payment in the program's currency, half up; all of it is exactly the basis. */
function inProgramCurrency(payment: Pick<PaymentFact, 'amount' | 'basis'>, { n, d }: Share): MinorUnits {
  if (payment.basis === null || payment.amount === 0n) return 0n;
  return divideHalfUp(payment.basis * n, d);
}

/** How a dispute ended as far as is known now: one that was lost and restored was won when the money came back (ADR-0083). */
function endOf(dispute: DisputeFact): DisputeFact {
  const { restoredAt, closedAt } = dispute;
  if (restoredAt === undefined || restoredAt === null) return dispute;
  return { ...dispute, closedAt: Math.max(restoredAt, closedAt ?? restoredAt), outcome: 'won' };
}

/** Stretches in which a dispute of the payment is open: from inclusive, to exclusive; to null = still open (domain.md section 7). */
export interface Freeze {
  from: Instant;
  to: Instant | null;
}

export function disputeFreezes(payment: PaymentFact): Freeze[] {
  return payment.disputes.map(endOf).map((dispute) => ({
    // ADR-0026: one closed before it was opened was open only at its close
    from: Math.max(dispute.openedAt ?? dispute.closedAt ?? payment.at, payment.at),
    to: dispute.closedAt === null ? null : Math.max(dispute.closedAt, payment.at),
  }));
}

/** What is left of a payment in the program's currency after everything given back. */
export function netOf(payment: PaymentFact): MinorUnits {
  return (payment.basis ?? 0n) - (refundSteps(payment).at(-1)?.refunded ?? 0n);
}
