import { invoiceBasis, monthlyValueOf } from '~/domain/qualification/stripe-facts';
import type { Dispute, Invoice, Subscription } from '~/domain/qualification/stripe-objects';
import { disputeOutcome, isDisputed } from '~/domain/qualification/stripe-returns';
import type { MinorUnits } from '~/kernel/money';

// What Stripe has against what is recorded, one object at a time. Facts are never changed: what is missing can be fetched, what differs is for
// a person (domain.md section 8).

/** What is recorded of a payment. */
export interface RecordedPayment {
  amount: MinorUnits;
  currency: string;
}

export type PaymentDifference =
  | { kind: 'missing'; amount: MinorUnits; currency: string }
  | { kind: 'differs'; amount: MinorUnits; currency: string };

/** A paid invoice; `amount` of a difference is what Stripe says was paid without tax. */
export function paymentDifference(
  invoice: Pick<Invoice, 'amount_paid' | 'total' | 'total_excluding_tax' | 'currency'>,
  recorded: RecordedPayment | undefined,
): PaymentDifference | null {
  const amount = invoiceBasis(invoice);
  const { currency } = invoice;
  if (!recorded) return { kind: 'missing', amount, currency };
  if (recorded.amount === amount && recorded.currency === currency) return null;
  return { kind: 'differs', amount, currency };
}

/** The latest that is recorded of a subscription. */
export interface RecordedSubscription {
  /** of the change, the last by its own time */
  eventId: string;
  status: string;
  monthlyValue: MinorUnits | null;
  currency: string | null;
}

/** Stripe's final states; nothing leads out of them (ADR-0025). */
const ended = new Set(['canceled', 'incomplete_expired']);
/** The product may use words of its own for an end (ADR-0025). */
const recordedEnds = new Set([...ended, 'ended', 'expired']);

export type SubscriptionDifference = 'unrecorded' | 'unrecorded_and_ended' | 'ended' | 'changed';

export function subscriptionDifference(
  subscription: Pick<Subscription, 'status' | 'currency' | 'items'>,
  recorded: RecordedSubscription | undefined,
): SubscriptionDifference | null {
  const isOver = ended.has(subscription.status);
  if (!recorded) return isOver ? 'unrecorded_and_ended' : 'unrecorded';
  const wasOver = recordedEnds.has(recorded.status);
  if (isOver) return wasOver ? null : 'ended';
  if (wasOver || recorded.status !== subscription.status) return 'changed';
  // an upgrade; a product that never says the value leaves nothing to compare
  if (recorded.monthlyValue === null) return null;
  const same =
    recorded.monthlyValue === monthlyValueOf(subscription) && recorded.currency === subscription.currency;
  return same ? null : 'changed';
}

/** What is recorded of a dispute. */
export interface RecordedDispute {
  isOpened: boolean;
  outcome: string | null;
}

export type DisputeDifference = 'unopened' | 'unclosed' | 'differs';

export function disputeDifference(
  dispute: Pick<Dispute, 'status'>,
  recorded: RecordedDispute | undefined,
): DisputeDifference | null {
  if (!isDisputed(dispute)) return null;
  const outcome = disputeOutcome(dispute);
  if (!recorded) return outcome === null ? 'unopened' : 'unclosed';
  if (outcome !== null && recorded.outcome === null) return 'unclosed';
  if (!recorded.isOpened) return 'unopened';
  // what was lost may be won after all (ADR-0083), what was won stays won
  if (outcome === 'won' && recorded.outcome === 'lost') return 'unclosed';
  return outcome !== null && recorded.outcome !== outcome ? 'differs' : null;
}
