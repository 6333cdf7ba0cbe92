import { describe, expect, it } from 'vitest';
import type { ShareReward, Terms } from '~/domain/program/terms';
import { defaultTerms } from '~/domain/program/terms';
import type { PaymentFact } from '~/domain/qualification/facts';
import { addDays, addMonths } from '~/kernel/time';
import { day, dispute, payment, refund, standing } from '~/test-support/facts';
import type { Reversal } from './claim';
import { churnsSince, type Earner, earnShare, monthsOfReward } from './share';

const terms = defaultTerms[0] as Terms;
const reward: ShareReward = {
  kind: 'share',
  key: 'tier-3',
  name: 'Revenue share',
  rateBps: 1500n,
  partnerRate: false,
  monthlyValueAbove: null,
  months: null,
  capPerPartnerMonth: null,
  capPerCustomer: null,
};
const earner = (more: Partial<Earner> = {}): Earner => ({
  partnerId: 'ada',
  standings: [standing()],
  terms,
  customerId: 'acme',
  churns: [],
  sustainedAt: day(90),
  churnReversals: [],
  freezes: [],
  reversals: [],
  ...more,
});
const late = day(5000);
/** Of 10,000.00 for `months` months from day 10 on. */
const over = (months: number, more: Partial<PaymentFact> = {}) => {
  const at = more.at ?? day(10);
  return payment({ amount: 1_000_000n, period: { start: at, end: addMonths(at, months) }, ...more });
};
const earn = (
  payments: PaymentFact[],
  change: Partial<ShareReward> = {},
  of: Partial<Earner> = {},
  asOf = late,
) => earnShare({ ...reward, ...change }, payments, earner(of), asOf);
const paying = (earnings: ReturnType<typeof earn>) =>
  earnings.claims.map(({ cause }) => (cause.type === 'payment' ? `${cause.id}:${cause.slice}` : cause.id));
const skipped = (earnings: ReturnType<typeof earn>) =>
  earnings.skips.map(({ cause, reason, at }) => [
    cause.type === 'payment' ? `${cause.id}:${cause.slice}` : cause.id,
    reason,
    at,
  ]);

describe('what a payment earns', () => {
  it('is the share of each slice, rounded half up once', () => {
    const { claims } = earn([over(3, { amount: 10n })]);
    expect(claims.map((claim) => [claim.basis, claim.uncapped])).toEqual([
      [4n, 1n],
      [3n, 0n],
      [3n, 0n],
    ]);
  });

  it('carries where it comes from, and is held from the instant its slice falls due', () => {
    const disputes = [dispute('d1', { openedAt: day(20), closedAt: day(25) })];
    const hold = { from: day(0), to: null };
    const capped = { capPerPartnerMonth: 200n, capPerCustomer: 300n };
    const { claims } = earn([payment({ disputes })], capped, { freezes: [hold] });
    expect(claims).toEqual([
      {
        partnerId: 'ada',
        rewardKey: 'tier-3',
        termsKey: 'developer',
        termsVersion: 1,
        customerId: 'acme',
        cause: { type: 'payment', id: 'p1', slice: 0 },
        basis: 10_000n,
        rateBps: 1500n,
        uncapped: 1500n,
        month: '2026-01',
        accruedAt: day(10),
        dueAt: day(10),
        paymentAt: day(10),
        vestedAt: day(10),
        capPerPartnerMonth: 200n,
        capPerCustomer: 300n,
        heldUntil: addDays(day(10), terms.holdDays),
        sustainedAt: day(90),
        freezes: [{ from: day(20), to: day(25) }, hold],
        reversals: [],
      },
    ]);
  });

  it('is nothing for a payment of nothing, which is no evaluated cause either', () => {
    expect(earn([payment({ amount: 0n })])).toEqual({ claims: [], skips: [], upcoming: [] });
    expect(paying(earn([payment({ amount: 1n })]))).toEqual(['p1:0']);
  });

  it('is at the rate of the partner only where the reward says so, the one in force at the payment', () => {
    const standings = [standing({ rateBps: 2000n }), standing({ at: day(20), rateBps: 1000n })];
    const rate = (change: Partial<ShareReward>, of: Partial<Earner>, at = day(10)) =>
      earn([payment({ at })], change, of).claims[0]?.rateBps;
    expect(rate({ partnerRate: true }, { standings })).toBe(2000n);
    expect(rate({ partnerRate: true }, { standings }, day(20))).toBe(1000n);
    expect(rate({ partnerRate: true }, {})).toBe(1500n);
    expect(rate({}, { standings })).toBe(1500n);
  });
});

describe('a payment that earns nothing says why', () => {
  it('while the partner was not active at the payment; slices of earlier payments still fall due', () => {
    const standings = [standing(), standing({ at: day(20), status: 'paused' })];
    const earnings = earn([over(2), payment({ id: 'p2', at: day(20) })], {}, { standings });
    expect(paying(earnings)).toEqual(['p1:0', 'p1:1']);
    expect(earnings.skips).toEqual([
      {
        partnerId: 'ada',
        customerId: 'acme',
        rewardKey: 'tier-3',
        cause: { type: 'payment', id: 'p2', slice: 0 },
        reason: 'partner_not_active',
        at: day(20),
      },
    ]);
  });

  it('while its rate is not known', () => {
    expect(skipped(earn([payment({ basis: null })]))).toEqual([['p1:0', 'needs_rate', day(10)]]);
  });

  it('when its monthly value is not above what is asked for', () => {
    const above = { monthlyValueAbove: 50_000n };
    const monthly = (amount: bigint, months: number) => earn([over(months, { amount })], above);
    expect(skipped(monthly(50_000n, 1))).toEqual([['p1:0', 'monthly_value_too_low', day(10)]]);
    expect(paying(monthly(50_001n, 1))).toEqual(['p1:0']);
    expect(paying(monthly(600_005n, 12))).toEqual([]);
    expect(paying(monthly(600_006n, 12))).toHaveLength(12);
    // where nothing is asked for, a cent a year is enough
    expect(skipped(earn([over(12, { amount: 1n })]))).toEqual([]);
  });
});

describe('the months of a reward', () => {
  it('count slices that start before first period start + months, and no later ones', () => {
    const earnings = earn([over(12)], { months: 3 });
    expect(paying(earnings)).toEqual(['p1:0', 'p1:1', 'p1:2']);
    expect(skipped(earnings)).toEqual([['p1:3', 'months_used_up', addMonths(day(10), 3)]]);
  });

  it('run from the first commissionable payment, in order of instant then id', () => {
    const small = payment({ id: 'p0', at: day(1), amount: 100n });
    const first = over(1, { id: 'p1' });
    const again = over(1, { id: 'p2', at: addMonths(day(10), 1) - 1 });
    const over2 = over(1, { id: 'p3', at: addMonths(day(10), 1) });
    const earnings = earn([over2, again, first, small], { months: 1, monthlyValueAbove: 50_000n });
    expect(paying(earnings)).toEqual(['p1:0', 'p2:0']);
    expect(skipped(earnings)).toEqual([
      ['p0:0', 'monthly_value_too_low', day(1)],
      ['p3:0', 'months_used_up', addMonths(day(10), 1)],
    ]);
  });

  it('run from the period, not from the payment; without a period from the payment', () => {
    const early = { start: day(0), end: addMonths(day(0), 3) };
    expect(paying(earn([over(3, { period: early })], { months: 2 }))).toEqual(['p1:0', 'p1:1']);
    const bare = [payment(), payment({ id: 'p2', at: addMonths(day(10), 1) })];
    expect(paying(earn(bare, { months: 1 }))).toEqual(['p1:0']);
  });

  it('of one instant run from the payment of the first id', () => {
    const a = over(1, { id: 'a', period: { start: day(0), end: addMonths(day(0), 1) } });
    const b = over(1, { id: 'b', period: { start: day(40), end: addMonths(day(40), 1) } });
    expect(paying(earn([b, a], { months: 1 }))).toEqual(['a:0']);
  });

  it('never end for life', () => {
    expect(paying(earn([over(36)]))).toHaveLength(36);
  });

  it('are the same for whoever asks', () => {
    const months = (payments: PaymentFact[], change: Partial<ShareReward> = {}, of = earner()) =>
      monthsOfReward({ ...reward, months: 6, ...change }, payments, of);
    const period = { start: day(5), end: addMonths(day(5), 1) };
    const later = payment({ id: 'p2', at: day(40) });
    expect(months([later, payment()])).toEqual({ from: day(10), until: addMonths(day(10), 6) });
    expect(months([later, payment({ period })])).toEqual({ from: day(5), until: addMonths(day(5), 6) });
    expect(months([payment()], { months: null })).toEqual({ from: day(10), until: Number.POSITIVE_INFINITY });
    expect(months([payment({ amount: 0n }), payment({ at: day(11), basis: null }), later])?.from).toBe(
      day(40),
    );
    expect(months([payment({ id: 'b', period }), payment({ id: 'a' })])?.from).toBe(day(10));
    expect(months([payment({ id: 'a', at: day(40) }), payment({ id: 'b' })])?.from).toBe(day(10));
    expect(months([])).toBeNull();
    expect(months([payment()], {}, earner({ standings: [standing({ status: 'paused' })] }))).toBeNull();
  });
});

describe('a slice', () => {
  it('is upcoming until its due instant, and a commission from then on', () => {
    const second = addMonths(day(10), 1);
    expect(earn([over(2)], {}, {}, second - 1).upcoming).toEqual([
      {
        partnerId: 'ada',
        rewardKey: 'tier-3',
        cause: { type: 'payment', id: 'p1', slice: 1 },
        dueAt: second,
      },
    ]);
    expect(paying(earn([over(2)], {}, {}, second))).toEqual(['p1:0', 'p1:1']);
    expect(earn([over(2)], {}, {}, second).upcoming).toEqual([]);
  });

  it('leaves no commission when it falls due while the customer is churned, one after its return does', () => {
    const churns = [{ from: day(20), to: addMonths(day(10), 2) }];
    const earnings = earn([over(3)], {}, { churns });
    expect(paying(earnings)).toEqual(['p1:0', 'p1:2']);
    expect(skipped(earnings)).toEqual([['p1:1', 'churned_when_due', addMonths(day(10), 1)]]);
  });

  it('leaves none when it is wholly refunded by then; what of it was refunded is reversed at once', () => {
    const second = addMonths(day(10), 1);
    const half = over(2, { refunds: [refund('r1', second, 500_000n)] });
    expect(paying(earn([half]))).toEqual(['p1:0']);
    expect(skipped(earn([half]))).toEqual([['p1:1', 'refunded_before_due', second]]);
    const later = over(2, { refunds: [refund('r1', second + 1, 500_000n)] });
    expect(paying(earn([later]))).toEqual(['p1:0', 'p1:1']);
    const part = earn([over(2, { refunds: [refund('r1', day(11), 499_999n)] })]);
    expect(paying(part)).toEqual(['p1:0', 'p1:1']);
    expect(part.claims.map((claim) => claim.reversals)).toEqual([
      [{ at: day(11), reason: 'refund', total: false, refundedOfSlice: 0n }],
      [{ at: day(11), reason: 'refund', total: false, refundedOfSlice: 499_999n }],
    ]);
  });

  it('judges by all that was given back until then', () => {
    const refunds = [refund('r1', day(11), 300_000n), refund('r2', day(12), 200_000n)];
    expect(paying(earn([over(2, { refunds })]))).toEqual(['p1:0']);
    const future = [refund('r1', day(11), 300_000n), refund('r2', day(300), 200_000n)];
    expect(paying(earn([over(2, { refunds: future })]))).toEqual(['p1:0', 'p1:1']);
  });

  it('of nothing goes with the whole payment', () => {
    const cent = (refunds: PaymentFact['refunds']) => over(2, { amount: 1n, refunds });
    expect(paying(earn([cent([])]))).toEqual(['p1:0', 'p1:1']);
    expect(paying(earn([cent([refund('r1', day(11), 1n)])]))).toEqual(['p1:0']);
    const two = over(3, { amount: 2n, refunds: [refund('r1', day(11), 1n)] });
    // the third slice is empty: nothing of it was given back
    expect(paying(earn([two]))).toEqual(['p1:0', 'p1:2']);
  });

  it('is taken back by refunds, by churn from its due instant on, and by what holds for the customer', () => {
    const churn = (at: number): Reversal => ({
      at,
      reason: 'early_churn',
      total: true,
      refundedOfSlice: 0n,
    });
    const denied: Reversal = { at: day(1), reason: 'self_referral', total: true, refundedOfSlice: 0n };
    const of = { churnReversals: [churn(day(9)), churn(day(10)), churn(day(30))], reversals: [denied] };
    const { claims } = earn([payment({ refunds: [refund('r1', day(50), 10_000n)] })], {}, of);
    expect(claims[0]?.reversals).toEqual([
      { at: day(50), reason: 'refund', total: true, refundedOfSlice: 10_000n },
      churn(day(10)),
      churn(day(30)),
      denied,
    ]);
    expect(churnsSince(day(10), of.churnReversals)).toEqual([churn(day(10)), churn(day(30))]);
  });
});
