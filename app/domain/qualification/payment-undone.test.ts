import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, dispute, payment, refund } from '~/test-support/facts';
import type { PaymentFact, RefundFact } from './facts';
import { disputeFreezes, netOf, refundShares, refundSteps } from './payment';

// What was given back in terms of the provider's, and what takes it back again (ADR-0083).

/** A refund of so much of 119.00, tax included, of a payment of 100.00. */
const withTax = (id: string, amount: bigint, on = 20): RefundFact => ({
  ...refund(id, day(on), amount),
  outOf: 11_900n,
});
const steps = (one: PaymentFact) => refundSteps(one).map(({ id, refunded, full }) => [id, refunded, full]);

describe('a refund that holds tax', () => {
  it('takes its share of the payment, rounded once at the end', () => {
    const refunds = [withTax('r1', 3_967n), withTax('r2', 3_967n, 21), withTax('r3', 3_966n, 22)];
    expect(steps(payment({ refunds }))).toEqual([
      ['r1', 3_334n, false],
      ['r2', 6_667n, false],
      ['r3', 10_000n, true],
    ]);
  });

  it('adds up with what the product tells without tax, never beyond the payment', () => {
    const refunds = [withTax('r1', 5_950n), refund('r2', day(21), 4_999n), withTax('r3', 1n, 22)];
    expect(steps(payment({ refunds }))).toEqual([
      ['r1', 5_000n, false],
      ['r2', 9_999n, false],
      ['r3', 10_000n, false],
    ]);
    expect(netOf(payment({ refunds: [...refunds, withTax('r4', 11_900n, 23)] }))).toBe(0n);
  });

  it('property: in however many parts, all of it is exactly the basis, and the shares add up to the payment', () => {
    const parts = fc.array(fc.bigInt(1n, 9_999n), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.bigInt(1n, 99_999n), fc.bigInt(1n, 99_999n), (amounts, amount, basis) => {
        const outOf = amounts.reduce((total, one) => total + one, 0n);
        const refunds = amounts.map((one, n) => ({ ...refund(`r${n}`, day(20 + n), one), outOf }));
        const paid = payment({ amount, basis, refunds });
        expect(refundSteps(paid).at(-1)).toMatchObject({ refunded: basis, full: true });
        expect([...refundShares(paid).values()].reduce((total, one) => total + one, 0n)).toBe(amount);
      }),
    );
  });
});

describe('a refund that did not happen after all', () => {
  it('never was, and the others stand as if it had never been', () => {
    const refunds = [withTax('r1', 1n), withTax('gone', 9_999n, 21), withTax('r2', 5_949n, 22)];
    const undone = [{ id: 'gone', at: day(30) }];
    const without = payment({ refunds: refunds.filter(({ id }) => id !== 'gone') });
    expect(steps(payment({ refunds, undone }))).toEqual(steps(without));
    expect(refundShares({ ...without, refunds, undone })).toEqual(refundShares(without));
  });

  it('may be known before the refund is, or without it', () => {
    expect(steps(payment({ undone: [{ id: 'gone', at: day(11) }] }))).toEqual([]);
    const refunds = [refund('gone', day(20), 10_000n)];
    expect(netOf(payment({ refunds, undone: [{ id: 'gone', at: day(11) }] }))).toBe(10_000n);
  });
});

describe('a dispute', () => {
  const lost = { openedAt: day(12), closedAt: day(30), outcome: 'lost' as const };

  it('that is restored freezes until the money came back, and takes nothing', () => {
    const disputes = [dispute('d', { ...lost, restoredAt: day(60) })];
    expect(refundSteps(payment({ disputes }))).toEqual([]);
    expect(disputeFreezes(payment({ disputes }))).toEqual([{ from: day(12), to: day(60) }]);
  });

  it('of one of several charges takes what that charge carried', () => {
    const disputes = [dispute('d', { ...lost, part: { amount: 3_570n, outOf: 11_900n } })];
    const refunds = [withTax('r1', 5_950n)];
    expect(steps(payment({ disputes, refunds }))).toEqual([
      ['r1', 5_000n, false],
      ['d', 8_000n, false],
    ]);
  });
});
