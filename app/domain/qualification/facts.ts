import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

/** What is known of a customer, or of a purchase without one, as recorded; ids are the product's. Any order. */
export interface UsageFact {
  id: string;
  at: Instant;
  apiCalls: bigint;
}

export interface MembersFact {
  id: string;
  at: Instant;
  members: number;
}

export interface SubscriptionFact {
  id: string;
  at: Instant;
  subscriptionId: string;
  /** as sent; `canceled` for subscription.canceled */
  status: string;
}

export interface RefundFact {
  id: string;
  at: Instant;
  /** minor units of the payment's currency */
  amount: MinorUnits;
  /** what it is a part of, in the same terms (Stripe's hold tax); null = the payment's amount (ADR-0083) */
  outOf?: MinorUnits | null;
}

/** A refund, counted or not, that did not happen after all. It has no effect in time: the refund never was (ADR-0083). */
export interface UndoneFact {
  /** the refund's */
  id: string;
  at: Instant;
}

export interface DisputeFact {
  id: string;
  openedAt: Instant | null;
  closedAt: Instant | null;
  outcome: 'won' | 'lost' | null;
  /** of several charges of the payment: what of it is disputed, out of how much; null = all of it */
  part?: { amount: MinorUnits; outOf: MinorUnits } | null;
  /** lost, and the money came back after all: it counts as won, then (ADR-0083) */
  restoredAt?: Instant | null;
}

export interface PaymentFact {
  id: string;
  at: Instant;
  /** minor units of its own currency, without tax, after discounts */
  amount: MinorUnits;
  /** the same in the program's currency; null = needs_rate */
  basis: MinorUnits | null;
  period: { start: Instant; end: Instant } | null;
  visitorId: string | null;
  clickId: string | null;
  refunds: readonly RefundFact[];
  undone?: readonly UndoneFact[];
  disputes: readonly DisputeFact[];
}

export interface CustomerFacts {
  customerId: string;
  signedUpAt: Instant;
  usages: readonly UsageFact[];
  members: readonly MembersFact[];
  subscriptions: readonly SubscriptionFact[];
  payments: readonly PaymentFact[];
}

/**
 * At one instant the order is: members, use, payment, refund, dispute opened, dispute closed, cancellation; then by id
 * (domain.md section 4). A subscription that is still live stands with use: it ends nothing.
 */
export const rank = {
  members: 0,
  use: 1,
  payment: 2,
  refund: 3,
  disputeOpened: 4,
  disputeClosed: 5,
  cancellation: 6,
} as const;
