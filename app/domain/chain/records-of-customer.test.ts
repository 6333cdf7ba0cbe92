import { describe, expect, it } from 'vitest';
import type { PaymentFact } from '~/domain/qualification/facts';
import type { Fact } from './record';
import { factKey, unsealedFacts, withdrawnPayments } from './records-of-customer';

const at = '2026-03-01T00:00:00.000Z';
const payment = (over: Partial<Extract<Fact, { fact: 'payment' }>> = {}): Fact => ({
  fact: 'payment',
  id: 'p1',
  at,
  amount: '100',
  currency: 'USD',
  basis: '100',
  period: null,
  click: null,
  ...over,
});
const sealed = (...facts: Fact[]) => new Map(facts.map((fact) => [factKey(fact), fact]));
const recorded: PaymentFact = {
  id: 'p1',
  at: Date.parse(at),
  amount: 100n,
  basis: 100n,
  period: null,
  visitorId: null,
  clickId: null,
  refunds: [],
  disputes: [],
};
const elsewhere: Fact = { fact: 'other_payment', id: 'p1', at };

describe('facts that are not sealed yet', () => {
  it('are those nobody told', () => {
    const refund: Fact = { fact: 'refund', payment: 'p1', id: 'r1', at, amount: '5' };
    expect(unsealedFacts([payment(), refund], sealed(payment()))).toEqual([refund]);
  });

  it('are the basis of a payment that waited for a rate, once', () => {
    const waiting = payment({ basis: null });
    const rate: Fact = { fact: 'rate', payment: 'p1', basis: '100' };
    expect(unsealedFacts([payment()], sealed(waiting))).toEqual([rate]);
    expect(unsealedFacts([payment()], sealed(waiting, rate))).toEqual([]);
  });

  it('are a payment that earns by another click now, and one that went elsewhere and came back', () => {
    const byClick = payment({ click: 'c1' });
    expect(unsealedFacts([byClick], sealed(payment({ click: 'c2' })))).toEqual([byClick]);
    expect(unsealedFacts([byClick], sealed(byClick, elsewhere))).toEqual([byClick]);
    expect(unsealedFacts([elsewhere], sealed(byClick))).toEqual([elsewhere]);
  });
});

describe('somebody else’s payment that was given back', () => {
  const returned = (on: string): Fact => ({ fact: 'other_payment_returned', payment: 'p1', at: on });
  const kept: Fact = { fact: 'other_payment_kept', payment: 'p1', at };

  it('and was not after all, or earlier than was told, is told again', () => {
    expect(unsealedFacts([elsewhere, kept], sealed(elsewhere, returned(at)))).toEqual([kept]);
    const earlier = returned('2026-02-01T00:00:00.000Z');
    expect(unsealedFacts([elsewhere, earlier], sealed(elsewhere, returned(at)))).toEqual([earlier]);
    expect(unsealedFacts([elsewhere, returned(at)], sealed(elsewhere, returned(at), kept))).toEqual([
      returned(at),
    ]);
    expect(unsealedFacts([elsewhere, kept], sealed(elsewhere, kept))).toEqual([]);
  });
});

describe('a chain that has no part in a purchase any more', () => {
  it('takes back that it earns, once', () => {
    const byClick = payment({ click: 'c1' });
    expect(withdrawnPayments([recorded], sealed(byClick))).toEqual([elsewhere]);
    expect(withdrawnPayments([recorded], sealed(byClick, elsewhere))).toEqual([]);
  });

  it('has nothing to take back of a payment that earned by a referral', () => {
    expect(withdrawnPayments([recorded], sealed(payment()))).toEqual([]);
  });
});
