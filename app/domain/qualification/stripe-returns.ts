import { greatest, type MinorUnits, sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { ProductEvent, ProductEventOf } from './product-event';
import type { Charge, CreditNote, Dispute, Refund } from './stripe-objects';

// Money that Stripe says was given back or is disputed, in the words of the product's events (integrations.md section 4; ADR-0083).

export interface ChargeRefunds {
  paymentId: string;
  /** all that was charged for the payment, tax included: a refund is a part of it */
  outOf: MinorUnits;
  /** all refunds of the charge; null when Stripe does not know the charge: then its running total counts */
  refunds: readonly Refund[] | null;
  /** running totals of this charge that are facts already */
  knownTotals: readonly MinorUnits[];
  at: Instant;
}

/** The id of a refund that is only known as a running total of its charge. */
export const runningTotalId = (chargeId: string, total: MinorUnits) => `${chargeId}:${total}`;

/** Whether the money is with the customer; older kinds of refunds have no status. */
export const hasArrived = ({ status }: Pick<Refund, 'status'>) => status === 'succeeded' || status === null;

/** It did not arrive, and will not (integrations.md section 4). */
export const hasFailed = ({ status }: Pick<Refund, 'status'>) => status === 'failed' || status === 'canceled';

/**
 * Refunds of a charge as Stripe says them, each a part of what was charged for the payment: the rules take the tax out, cumulated, so that a
 * payment refunded in full reverses exactly everything, in however many parts (integrations.md section 4, rule 3; ADR-0083).
 */
export function refundsOfCharge(
  charge: Charge,
  { paymentId, outOf, refunds, knownTotals, at }: ChargeRefunds,
): Array<ProductEventOf<'payment.refunded'>> {
  const refunded = (refundId: string, at: Instant, amount: MinorUnits) => ({
    type: 'payment.refunded' as const,
    at,
    data: { paymentId, refundId, amount, outOf },
  });
  if (refunds === null) {
    const { amount_refunded: total } = charge;
    const before = knownTotals.reduce(greatest, 0n);
    return total > before ? [refunded(runningTotalId(charge.id, total), at, total - before)] : [];
  }
  return refunds
    .filter((refund) => hasArrived(refund) && refund.amount > 0n)
    .map((refund) => refunded(refund.id, refund.created * 1000, refund.amount));
}

/**
 * What a credit note gives back of what was paid, other than by refunds, which speak for themselves: to the customer's balance or by other
 * means. What it took off before the payment is not in what was paid (integrations.md section 4).
 */
export function creditNoteEvents(
  note: CreditNote,
  { paymentId, outOf, at }: { paymentId: string; outOf: MinorUnits; at: Instant },
): ProductEvent[] {
  const refundId = note.id;
  if (note.status === 'void') {
    const voidedAt = note.voided_at ? note.voided_at * 1000 : at;
    return [{ type: 'payment.refund_failed', at: voidedAt, data: { paymentId, refundId } }];
  }
  const refunds = note.refunds.filter(({ refund }) => refund !== null);
  const amount = note.post_payment_amount - sum(refunds.map((refund) => refund.amount_refunded));
  if (amount <= 0n) return [];
  return [
    { type: 'payment.refunded', at: note.created * 1000, data: { paymentId, refundId, amount, outOf } },
  ];
}

/** An inquiry, and a dispute that was prevented: no money has moved, so nothing is frozen (integrations.md section 4). */
export function isDisputed({ status }: Pick<Dispute, 'status'>): boolean {
  return !status.startsWith('warning_') && status !== 'prevented';
}

/** Whether a dispute is decided, and how; null while it is open (ADR-0071). */
export function disputeOutcome({ status }: Pick<Dispute, 'status'>): 'won' | 'lost' | null {
  return status === 'won' || status === 'lost' ? status : null;
}

/** When the bank gave back what it had taken; null while it has not, or not all of it. */
function reinstatedAt({
  balance_transactions: moves,
}: Pick<Dispute, 'balance_transactions'>): Instant | null {
  const back = moves.filter(({ amount }) => amount > 0n).map(({ created }) => created * 1000);
  return back.length > 0 && sum(moves.map(({ amount }) => amount)) >= 0n ? Math.max(...back) : null;
}

/** How a dispute ended, by what Stripe has now and by what a `closed` event said then. */
export interface DisputeEnding {
  paymentId: string;
  /** a `closed` event: when, and the status it carried; null: another event, which does not know the instant */
  closed: { at: Instant; status: string } | null;
  /** of one of several charges: what of the payment it is about; null = all of it */
  part: { amount: MinorUnits; outOf: MinorUnits } | null;
}

/**
 * A dispute in the words of the product's events: opened when Stripe made it. It is won when the money came back, by what the bank moved, else
 * by the event; lost at the instant of the event that says so: Stripe's dispute does not carry it.
 */
export function disputeEvents(
  dispute: Pick<Dispute, 'id' | 'status' | 'created' | 'balance_transactions'>,
  { paymentId, closed, part }: DisputeEnding,
): ProductEvent[] {
  const data = { paymentId, disputeId: dispute.id };
  const openedAt = dispute.created * 1000;
  const ended = (at: Instant, outcome: 'won' | 'lost'): ProductEvent => ({
    type: 'payment.dispute_closed',
    at: Math.max(openedAt, at),
    data: {
      ...data,
      outcome,
      amount: outcome === 'lost' ? part?.amount : undefined,
      outOf: outcome === 'lost' ? part?.outOf : undefined,
    },
  });
  const back = reinstatedAt(dispute);
  const outcome = disputeOutcome(dispute);
  const opened: ProductEvent = { type: 'payment.disputed', at: openedAt, data };
  if (back !== null) return [opened, ended(back, 'won')];
  // an end that was overturned since: the event that says so brings the instant
  if (outcome === null || closed === null || (outcome === 'won' && closed.status === 'lost')) return [opened];
  return [opened, ended(closed.at, outcome)];
}
