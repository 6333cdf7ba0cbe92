import type { Standing } from '~/domain/partner/standing';
import type { CustomerFacts, DisputeFact, PaymentFact, RefundFact } from '~/domain/qualification/facts';
import { addDays, type Instant } from '~/kernel/time';

/** Midnight UTC of the n-th day of 2026, from 0: facts of the rules' tests are dated by it. */
export const day = (n: number): Instant => addDays(Date.UTC(2026, 0, 1), n);

/** A payment of 100.00 in the program's currency, for no period, on day 10. */
export function payment(more: Partial<PaymentFact> = {}): PaymentFact {
  const amount = more.amount ?? 10_000n;
  return {
    id: 'p1',
    at: day(10),
    amount,
    basis: amount,
    period: null,
    visitorId: null,
    clickId: null,
    refunds: [],
    disputes: [],
    ...more,
  };
}

export const refund = (id: string, at: Instant, amount: bigint): RefundFact => ({ id, at, amount });

export function dispute(id: string, more: Partial<DisputeFact> = {}): DisputeFact {
  return { id, openedAt: null, closedAt: null, outcome: null, ...more };
}

/** A customer that signed up on day 0 and did nothing. */
export function customer(more: Partial<CustomerFacts> = {}): CustomerFacts {
  return {
    customerId: 'acme',
    signedUpAt: day(0),
    usages: [],
    members: [],
    subscriptions: [],
    payments: [],
    ...more,
  };
}

/** A use on each of `count` days from `first` on, one API call each. */
export function usesFrom(first: number, count: number): CustomerFacts['usages'] {
  return Array.from({ length: count }, (_, n) => ({ id: `u${first + n}`, at: day(first + n), apiCalls: 1n }));
}

export function standing(more: Partial<Standing> = {}): Standing {
  return { at: 0, status: 'active', termsKey: 'developer', rateBps: null, ...more };
}
