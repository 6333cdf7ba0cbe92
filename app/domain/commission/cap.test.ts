import { describe, expect, it } from 'vitest';
import { day } from '~/test-support/facts';
import { type Capped, clip } from './cap';
import type { Claim } from './claim';
import { capAmounts } from './replay';

const member = (key: string, uncapped: bigint, more: Partial<Capped> = {}): Capped => ({
  key,
  uncapped,
  cap: 1000n,
  dueAt: 1,
  paymentAt: 1,
  paymentId: key,
  slice: 0,
  ...more,
});
const amounts = (...pool: Capped[]) => Object.fromEntries(clip(pool));

describe('a cap', () => {
  it('gives in full until the sum reaches it, then the rest, then nothing', () => {
    expect(amounts(member('a', 600n), member('b', 400n))).toEqual({ a: 600n, b: 400n });
    expect(amounts(member('a', 600n), member('b', 401n))).toEqual({ a: 600n, b: 400n });
    expect(amounts(member('a', 600n), member('b', 500n), member('c', 1n))).toEqual({
      a: 600n,
      b: 400n,
      c: 0n,
    });
    expect(amounts(member('a', 2000n))).toEqual({ a: 1000n });
  });

  it('is used up in order of due instants, whatever the order the commissions come in', () => {
    expect(amounts(member('a', 800n, { dueAt: 2 }), member('b', 800n))).toEqual({ a: 200n, b: 800n });
  });
});

describe('what shares a cap', () => {
  const claim = (id: string, more: Partial<Claim> = {}): Claim => ({
    partnerId: 'ada',
    rewardKey: 'tier-3',
    termsKey: 'developer',
    termsVersion: 1,
    customerId: 'acme',
    cause: { type: 'payment', id, slice: 0 },
    basis: 10_000n,
    rateBps: 1500n,
    uncapped: 800n,
    month: '2026-01',
    accruedAt: day(1),
    dueAt: day(1),
    paymentAt: day(1),
    vestedAt: day(1),
    capPerPartnerMonth: 1000n,
    capPerCustomer: null,
    heldUntil: day(31),
    sustainedAt: null,
    freezes: [],
    reversals: [],
    ...more,
  });
  /** the amount of b, which comes second */
  const second = (change: Partial<Claim>, both: Partial<Claim> = {}) => {
    const other = claim('b', { ...both, ...change });
    const key = `${other.partnerId}|${other.rewardKey}|payment:b:${other.cause.type === 'payment' ? other.cause.slice : 0}`;
    return capAmounts([other, claim('a', both)]).get(key);
  };
  const ofCustomer = { capPerPartnerMonth: null, capPerCustomer: 1000n };

  it.each<[string, Partial<Claim>, bigint]>([
    ['the same partner, reward and month, over its customers', { customerId: 'globex' }, 200n],
    ['not another partner', { partnerId: 'bob' }, 800n],
    ['not another reward', { rewardKey: 'tier-4' }, 800n],
    ['not another month', { month: '2026-02' }, 800n],
  ])('a month: %s', (_name, change, expected) => {
    expect(second(change)).toBe(expected);
  });

  it.each<[string, Partial<Claim>, bigint]>([
    ['the same customer, over the months', { month: '2026-02' }, 200n],
    ['not another customer', { customerId: 'globex' }, 800n],
    ['not another partner', { partnerId: 'bob' }, 800n],
    ['not another reward', { rewardKey: 'tier-4' }, 800n],
  ])('a life: %s', (_name, change, expected) => {
    expect(second(change, ofCustomer)).toBe(expected);
  });

  it('one reward has one cap: that of the month, where it has both', () => {
    expect(second({ month: '2026-02' }, { capPerCustomer: 1000n })).toBe(800n);
    expect(second({}, { capPerCustomer: 100n })).toBe(200n);
  });

  it('goes by the instant of the payment, then its id, then the slice', () => {
    expect(second({ paymentAt: day(0) })).toBe(800n);
    expect(second({ dueAt: day(0) })).toBe(800n);
    const slices = [1, 0].map((slice) => claim('a', { cause: { type: 'payment', id: 'a', slice } }));
    expect([...capAmounts(slices)]).toEqual([
      ['ada|tier-3|payment:a:0', 800n],
      ['ada|tier-3|payment:a:1', 200n],
    ]);
  });

  it('is nothing to what has no cap', () => {
    expect(capAmounts([claim('a', { capPerPartnerMonth: null })]).size).toBe(0);
  });

  it('never gives back what a reversal took: only what was earned counts', () => {
    const gone = { at: day(2), reason: 'refund' as const, total: true, refundedOfSlice: 0n };
    const reversed = claim('a', { reversals: [gone] });
    expect(capAmounts([reversed, claim('b')]).get('ada|tier-3|payment:b:0')).toBe(200n);
  });
});
