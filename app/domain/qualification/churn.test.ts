import { describe, expect, it } from 'vitest';
import { customer, day, dispute, payment, refund } from '~/test-support/facts';
import { churnsOf, isChurnedAt, isTrialing, paidAt } from './churn';
import type { CustomerFacts, SubscriptionFact } from './facts';

const change = (id: string, at: number, status: string, subscriptionId = 's1'): SubscriptionFact => ({
  id,
  at,
  subscriptionId,
  status,
});
const churns = (more: Partial<CustomerFacts>) => churnsOf(customer(more));
const paid = payment();

describe('when a customer paid', () => {
  it('is the first payment above zero; a trial invoice is none', () => {
    const trial = payment({ id: 'p0', at: day(1), amount: 0n });
    const later = payment({ id: 'p2', at: day(40) });
    expect(paidAt({ payments: [later, trial, paid] })).toBe(day(10));
    expect(paidAt({ payments: [trial] })).toBeNull();
    expect(paidAt({ payments: [payment({ amount: 1n })] })).toBe(day(10));
    expect(paidAt({ payments: [] })).toBeNull();
  });
});

describe('when a customer was gone', () => {
  it('when its last live subscription ended', () => {
    const subscriptions = [change('a', day(1), 'active'), change('b', day(50), 'canceled')];
    expect(churns({ payments: [paid], subscriptions })).toEqual([{ from: day(50), to: null }]);
  });

  it('not while another subscription lives', () => {
    const two = [change('a', day(1), 'active'), change('b', day(2), 'trialing', 's2')];
    const ended = change('c', day(50), 'canceled');
    expect(churns({ payments: [paid], subscriptions: [...two, ended] })).toEqual([]);
    const both = [...two, ended, change('d', day(60), 'canceled', 's2')];
    expect(churns({ payments: [paid], subscriptions: both })).toEqual([{ from: day(60), to: null }]);
  });

  it('when a subscription ended of which nothing else is known', () => {
    const subscriptions = [change('b', day(50), 'canceled')];
    expect(churns({ payments: [paid], subscriptions })).toEqual([{ from: day(50), to: null }]);
  });

  it.each(['canceled', 'incomplete_expired', 'ended', 'expired'])('by the status %s', (status) => {
    const subscriptions = [change('a', day(1), 'active'), change('b', day(50), status)];
    expect(churns({ payments: [paid], subscriptions })).toEqual([{ from: day(50), to: null }]);
  });

  it.each(['active', 'trialing', 'past_due', 'unpaid', 'paused'])('not by the status %s', (status) => {
    const subscriptions = [change('a', day(1), 'active'), change('b', day(50), status)];
    expect(churns({ payments: [paid], subscriptions })).toEqual([]);
  });

  it('not before it paid, but at that very instant', () => {
    const endingAt = (at: number) => [change('a', day(1), 'active'), change('b', at, 'canceled')];
    expect(churns({ payments: [paid], subscriptions: endingAt(day(10) - 1) })).toEqual([]);
    expect(churns({ payments: [paid], subscriptions: endingAt(day(10)) })).toEqual([
      { from: day(10), to: null },
    ]);
    expect(churns({ subscriptions: endingAt(day(10)) })).toEqual([]);
    const trial = payment({ amount: 0n });
    expect(churns({ payments: [trial], subscriptions: endingAt(day(20)) })).toEqual([]);
  });

  it('not by one plan for another at one instant: what lives stands before what ends', () => {
    const subscriptions = [
      change('a', day(1), 'active'),
      change('b', day(50), 'canceled'),
      change('c', day(50), 'active', 's2'),
    ];
    expect(churns({ payments: [paid], subscriptions })).toEqual([]);
  });

  it('when its last payment not yet fully refunded was', () => {
    const refunded = (id: string, at: number, on: number) =>
      payment({ id, at: day(at), refunds: [refund(`${id}-r`, day(on), 10_000n)] });
    expect(churns({ payments: [refunded('p1', 10, 20)] })).toEqual([{ from: day(20), to: null }]);
    expect(churns({ payments: [refunded('p1', 10, 20), payment({ id: 'p2', at: day(15) })] })).toEqual([]);
    expect(churns({ payments: [refunded('p1', 10, 20), refunded('p2', 15, 30)] })).toEqual([
      { from: day(30), to: null },
    ]);
  });

  it('not by a refund in part; when the parts make the whole; by a dispute that is lost', () => {
    const part = refund('r1', day(20), 9999n);
    expect(churns({ payments: [payment({ refunds: [part] })] })).toEqual([]);
    const whole = [part, refund('r2', day(25), 1n)];
    expect(churns({ payments: [payment({ refunds: whole })] })).toEqual([{ from: day(25), to: null }]);
    const disputes = [dispute('d1', { openedAt: day(20), closedAt: day(30), outcome: 'lost' })];
    expect(churns({ payments: [payment({ disputes })] })).toEqual([{ from: day(30), to: null }]);
  });

  it('once: what ends while it is gone does not make it go again', () => {
    const subscriptions = [change('a', day(1), 'active'), change('b', day(50), 'canceled')];
    const refunds = [refund('r1', day(60), 10_000n)];
    expect(churns({ payments: [payment({ refunds })], subscriptions })).toEqual([
      { from: day(50), to: null },
    ]);
  });

  it('until the next payment above zero, and again after that', () => {
    const subscriptions = [
      change('a', day(1), 'active'),
      change('b', day(50), 'canceled'),
      change('c', day(80), 'active', 's2'),
      change('d', day(90), 'canceled', 's2'),
    ];
    const trial = payment({ id: 'p2', at: day(60), amount: 0n });
    const back = payment({ id: 'p3', at: day(70) });
    expect(churns({ payments: [back, trial, paid], subscriptions })).toEqual([
      { from: day(50), to: day(70) },
      { from: day(90), to: null },
    ]);
  });

  it('a payment comes before a refund of that instant, and both before a cancellation', () => {
    const refunded = payment({ refunds: [refund('r1', day(50), 10_000n)] });
    expect(churns({ payments: [refunded, payment({ id: 'p2', at: day(50) })] })).toEqual([]);
    const subscriptions = [change('a', day(1), 'active'), change('b', day(50), 'canceled')];
    expect(churns({ payments: [paid, payment({ id: 'p2', at: day(50) })], subscriptions })).toEqual([
      { from: day(50), to: null },
    ]);
  });

  it('changes of one instant and one kind go by id', () => {
    const ends = [
      change('a', day(1), 'active'),
      change('b', day(50), 'canceled'),
      change('c', day(50), 'canceled', 's2'),
    ];
    expect(churns({ payments: [paid], subscriptions: ends })).toEqual([{ from: day(50), to: null }]);
  });
});

describe('whether a customer is gone at an instant', () => {
  const gone = [{ from: 10, to: 20 }];
  it.each([
    [9, false],
    [10, true],
    [19, true],
    [20, false],
  ])('at %i: %s', (at, expected) => expect(isChurnedAt(gone, at)).toBe(expected));

  it('for good, while nothing brought it back', () => {
    expect(isChurnedAt([{ from: 10, to: null }], 1_000_000)).toBe(true);
    expect(isChurnedAt([], 10)).toBe(false);
    expect(isChurnedAt([...gone, { from: 30, to: null }], 30)).toBe(true);
  });
});

describe('whether a customer is in a trial', () => {
  it.each<[string, SubscriptionFact[], boolean]>([
    ['no subscription', [], false],
    ['a trial', [change('a', day(1), 'trialing')], true],
    ['a trial that became a plan', [change('b', day(9), 'active'), change('a', day(1), 'trialing')], false],
    ['a plan and a trial', [change('a', day(1), 'active'), change('b', day(2), 'trialing', 's2')], true],
    ['of one instant the last id', [change('b', day(1), 'active'), change('a', day(1), 'trialing')], false],
  ])('%s', (_name, subscriptions, expected) => {
    expect(isTrialing({ subscriptions })).toBe(expected);
  });
});
