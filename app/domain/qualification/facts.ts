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
}

export interface DisputeFact {
  id: string;
  openedAt: Instant | null;
  closedAt: Instant | null;
  outcome: 'won' | 'lost' | null;
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
