import { describe, expect, it } from 'vitest';
import { type CapOrder, causeKeyOf, claimKey, inCapOrder } from './claim';

describe('the once of a commission', () => {
  it('is the customer of a flat reward, the slice of a payment of a share', () => {
    expect(causeKeyOf({ type: 'customer', id: 'acme' })).toBe('customer:acme');
    expect(causeKeyOf({ type: 'payment', id: 'acme', slice: 0 })).toBe('payment:acme:0');
    expect(causeKeyOf({ type: 'payment', id: 'acme', slice: 11 })).toBe('payment:acme:11');
  });

  it('counts within partner and reward', () => {
    const cause = { type: 'customer' as const, id: 'acme' };
    expect(claimKey({ partnerId: 'ada', rewardKey: 'tier-1', cause })).toBe('ada|tier-1|customer:acme');
  });
});

describe('the order in which a cap is used up', () => {
  const claim = (more: Partial<CapOrder> = {}): CapOrder => ({
    dueAt: 10,
    paymentAt: 10,
    paymentId: 'p5',
    slice: 5,
    ...more,
  });

  it.each<[string, Partial<CapOrder>, Partial<CapOrder>]>([
    ['the due instant first', { dueAt: 9, paymentAt: 99, paymentId: 'p9', slice: 9 }, {}],
    ['then the instant of the payment', { paymentAt: 9, paymentId: 'p9', slice: 9 }, {}],
    ['then the id of the payment', { paymentId: 'p4', slice: 9 }, {}],
    ['then the slice, as a number', { slice: 9 }, { slice: 10 }],
    ['what has no payment comes first', { paymentAt: null, paymentId: 'p9' }, {}],
  ])('%s', (_name, first, second) => {
    expect(inCapOrder(claim(first), claim(second))).toBeLessThan(0);
    expect(inCapOrder(claim(second), claim(first))).toBeGreaterThan(0);
  });
});
