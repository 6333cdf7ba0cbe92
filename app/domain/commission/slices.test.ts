import { describe, expect, it } from 'vitest';
import { payment } from '~/test-support/facts';
import { monthlyValueOf, monthsOf, refundedOfSlice, slicesOf } from './slices';

const at = (text: string) => Date.parse(`${text}T12:00:00Z`);
const period = (start: string, end: string) => ({ start: at(start), end: at(end) });

describe('the months of a payment', () => {
  it.each([
    ['a month to the instant', period('2026-01-31', '2026-02-28'), 1],
    ['a year', period('2026-01-10', '2027-01-10'), 12],
    ['a day short of three months', period('2026-01-10', '2026-04-09'), 2],
    ['a day', period('2026-01-10', '2026-01-11'), 1],
    ['no period', null, 1],
  ])('%s', (_name, over, months) => {
    expect(monthsOf({ period: over })).toBe(months);
    expect(slicesOf(payment({ period: over }), 100n)).toHaveLength(months);
  });

  it('share its value, half up', () => {
    expect([monthlyValueOf(100_001n, 2), monthlyValueOf(100_000n, 3), monthlyValueOf(7n, 1)]).toEqual([
      50_001n,
      33_333n,
      7n,
    ]);
  });
});

describe('the slices of a payment', () => {
  const quarter = payment({ at: at('2026-01-31'), period: period('2026-01-31', '2026-04-30') });

  it('are equal, the residue cents to the earliest, and add up', () => {
    expect(slicesOf(quarter, 10_001n).map((slice) => [slice.basis, slice.basisAfter])).toEqual([
      [3334n, 6667n],
      [3334n, 3333n],
      [3333n, 0n],
    ]);
    expect(slicesOf(quarter, 2n).map((slice) => slice.basis)).toEqual([1n, 1n, 0n]);
  });

  it('start month by month from the period, clamped to the last day, and belong to that calendar month', () => {
    const slices = slicesOf(quarter, 300n);
    expect(slices.map((slice) => slice.startsAt)).toEqual([
      at('2026-01-31'),
      at('2026-02-28'),
      at('2026-03-31'),
    ]);
    expect(slices.map((slice) => slice.month)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(slices.map((slice) => slice.index)).toEqual([0, 1, 2]);
  });

  it('are due when they start, never before the payment; the first at the payment', () => {
    const dueOf = (paidAt: string) =>
      slicesOf({ ...quarter, at: at(paidAt) }, 300n).map((slice) => slice.dueAt);
    expect(dueOf('2026-01-01')).toEqual([at('2026-01-01'), at('2026-02-28'), at('2026-03-31')]);
    expect(dueOf('2026-03-15')).toEqual([at('2026-03-15'), at('2026-03-15'), at('2026-03-31')]);
  });

  it('without a period are one, at the payment', () => {
    expect(slicesOf(payment({ at: at('2026-05-05') }), 7n)).toEqual([
      {
        index: 0,
        basis: 7n,
        basisAfter: 0n,
        startsAt: at('2026-05-05'),
        dueAt: at('2026-05-05'),
        month: '2026-05',
      },
    ]);
  });
});

describe('what of a slice a refund takes: the latest slices first', () => {
  it.each([
    [0n, 0n],
    [6667n, 0n],
    [6668n, 1n],
    [10_000n, 3333n],
    [10_001n, 3334n],
    [99_999n, 3334n],
  ])('%d given back of the payment takes %d of the first of three', (refunded, expected) => {
    expect(refundedOfSlice({ basis: 3334n, basisAfter: 6667n }, refunded)).toBe(expected);
  });
});
