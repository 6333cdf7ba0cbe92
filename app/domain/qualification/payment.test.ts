import { describe, expect, it } from 'vitest';
import { day, dispute, payment, refund } from '~/test-support/facts';
import type { PaymentFact } from './facts';
import { disputeFreezes, netOf, refundSteps } from './payment';

/** [instant, given back so far, all of it, cause] */
const stepsOf = (one: PaymentFact) =>
  refundSteps(one).map((step) => [step.at, step.refunded, step.full, step.cause]);

describe('what was given back of a payment', () => {
  it('adds up, oldest first, whatever the order it is known in', () => {
    const refunds = [refund('r2', day(30), 2000n), refund('r1', day(20), 3000n)];
    expect(stepsOf(payment({ refunds }))).toEqual([
      [day(20), 3000n, false, 'refund'],
      [day(30), 5000n, false, 'refund'],
    ]);
  });

  it('is never more than was paid, and full exactly when all is gone', () => {
    const refunds = [refund('r1', day(20), 9999n), refund('r2', day(21), 1n), refund('r3', day(22), 5n)];
    expect(stepsOf(payment({ refunds }))).toEqual([
      [day(20), 9999n, false, 'refund'],
      [day(21), 10_000n, true, 'refund'],
      [day(22), 10_000n, true, 'refund'],
    ]);
  });

  it('counts at the payment when it is dated before it', () => {
    const disputes = [dispute('d1', { closedAt: day(5), outcome: 'lost' })];
    expect(stepsOf(payment({ refunds: [refund('r1', day(9), 1n)] }))[0]?.[0]).toBe(day(10));
    expect(stepsOf(payment({ disputes }))).toEqual([[day(10), 10_000n, true, 'dispute_lost']]);
  });

  it('is everything when a dispute is lost, and nothing while it is open or when it is won', () => {
    const closed = { openedAt: day(12), closedAt: day(20) };
    expect(stepsOf(payment({ disputes: [dispute('d1', { ...closed, outcome: 'lost' })] }))).toEqual([
      [day(20), 10_000n, true, 'dispute_lost'],
    ]);
    expect(stepsOf(payment({ disputes: [dispute('d1', { ...closed, outcome: 'won' })] }))).toEqual([]);
    expect(stepsOf(payment({ disputes: [dispute('d1', { openedAt: day(12) })] }))).toEqual([]);
    expect(stepsOf(payment({ disputes: [dispute('d1', { outcome: 'lost' })] }))).toEqual([]);
  });

  it('takes a refund before a lost dispute of that instant, and refunds of one instant by id', () => {
    const disputes = [dispute('a', { closedAt: day(20), outcome: 'lost' })];
    const refunds = [refund('z', day(20), 2000n), refund('y', day(20), 1000n)];
    expect(stepsOf(payment({ refunds, disputes }))).toEqual([
      [day(20), 1000n, false, 'refund'],
      [day(20), 3000n, false, 'refund'],
      [day(20), 10_000n, true, 'dispute_lost'],
    ]);
    const ranks = refundSteps(payment({ refunds, disputes })).map((step) => step.rank);
    expect(ranks).toEqual([3, 3, 5]);
  });

  it('is told in the program currency at the rate of the payment, half up, all of it exactly', () => {
    const euros = payment({
      amount: 3n,
      basis: 5n,
      refunds: [refund('r1', day(20), 1n), refund('r2', day(21), 1n), refund('r3', day(22), 1n)],
    });
    expect(refundSteps(euros).map((step) => step.refunded)).toEqual([2n, 3n, 5n]);
  });

  it('is nothing while the rate is not known, and of a payment of nothing', () => {
    const refunds = [refund('r1', day(20), 1n)];
    expect(stepsOf(payment({ basis: null, refunds }))).toEqual([[day(20), 0n, false, 'refund']]);
    expect(refundSteps(payment({ amount: 0n, refunds }))[0]?.refunded).toBe(0n);
  });

  it('leaves the rest of the payment', () => {
    expect(netOf(payment())).toBe(10_000n);
    const refunds = [refund('r1', day(20), 3000n), refund('r2', day(21), 500n)];
    expect(netOf(payment({ refunds }))).toBe(6500n);
    expect(netOf(payment({ basis: null, refunds }))).toBe(0n);
  });
});

describe('what is left of a payment', () => {
  it('is the basis less all that was given back, also after one refund and after three', () => {
    const refunds = [refund('r1', day(20), 1000n), refund('r2', day(21), 500n), refund('r3', day(22), 2500n)];
    expect(netOf(payment({ refunds: refunds.slice(0, 1) }))).toBe(9000n);
    expect(netOf(payment({ refunds }))).toBe(6000n);
    expect(netOf(payment({ basis: null, refunds }))).toBe(0n);
  });
});

describe('while a dispute is open', () => {
  const freezeOf = (more: Parameters<typeof dispute>[1]) =>
    disputeFreezes(payment({ disputes: [dispute('d1', more)] }))[0];

  it.each<[string, Parameters<typeof dispute>[1], { from: number; to: number | null }]>([
    ['from its opening on', { openedAt: day(20) }, { from: day(20), to: null }],
    ['until its close', { openedAt: day(20), closedAt: day(25) }, { from: day(20), to: day(25) }],
    ['not before the payment', { openedAt: day(5) }, { from: day(10), to: null }],
    ['both before the payment', { openedAt: day(5), closedAt: day(7) }, { from: day(10), to: day(10) }],
    [
      'at its close alone, if its opening is not known',
      { closedAt: day(25) },
      { from: day(25), to: day(25) },
    ],
    ['from the payment on, if nothing is dated', {}, { from: day(10), to: null }],
  ])('%s', (_name, more, expected) => {
    expect(freezeOf(more)).toEqual(expected);
  });
});
