import { divideHalfUp, least, type MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { type PaymentFact, rank } from './facts';

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

/**
 * Refunds and lost disputes of a payment as cumulated steps, oldest first. A refund or dispute dated before its payment counts at the
 * payment; a lost dispute is a full refund (domain.md sections 4 and 7). Never more than was paid.
 */
export function refundSteps(payment: PaymentFact): RefundStep[] {
  const gives = [
    ...payment.refunds.map((refund) => ({
      at: Math.max(refund.at, payment.at),
      rank: rank.refund as number,
      id: refund.id,
      amount: refund.amount,
      cause: 'refund' as const,
    })),
    ...payment.disputes
      .filter((dispute) => dispute.closedAt !== null && dispute.outcome === 'lost')
      .map((dispute) => ({
        at: Math.max(dispute.closedAt ?? 0, payment.at),
        rank: rank.disputeClosed as number,
        id: dispute.id,
        amount: payment.amount,
        cause: 'dispute_lost' as const,
      })),
  ].sort(
    byKeys(
      (give) => give.at,
      (give) => give.rank,
      (give) => give.id,
    ),
  );
  let given = 0n;
  return gives.map(({ at, rank: order, id, amount, cause }) => {
    given = least(payment.amount, given + amount);
    const full = given === payment.amount;
    return { at, rank: order, id, refunded: inProgramCurrency(payment, given), full, cause };
  });
}

/** A part of the payment in the program's currency, half up; all of it is exactly the basis. */
function inProgramCurrency(payment: PaymentFact, part: MinorUnits): MinorUnits {
  if (payment.basis === null || payment.amount === 0n) return 0n;
  return divideHalfUp(payment.basis * part, payment.amount);
}

/** Stretches in which a dispute of the payment is open: from inclusive, to exclusive; to null = still open (domain.md section 7). */
export interface Freeze {
  from: Instant;
  to: Instant | null;
}

export function disputeFreezes(payment: PaymentFact): Freeze[] {
  return payment.disputes.map((dispute) => ({
    // ADR-0026: one closed before it was opened was open only at its close
    from: Math.max(dispute.openedAt ?? dispute.closedAt ?? payment.at, payment.at),
    to: dispute.closedAt === null ? null : Math.max(dispute.closedAt, payment.at),
  }));
}

/** What is left of a payment in the program's currency after everything given back. */
export function netOf(payment: PaymentFact): MinorUnits {
  return (payment.basis ?? 0n) - (refundSteps(payment).at(-1)?.refunded ?? 0n);
}
