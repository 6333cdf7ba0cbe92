import { describe, expect, it } from 'vitest';
import { defaultTerms, type FlatReward, type Terms } from '~/domain/program/terms';
import type { CustomerFacts } from '~/domain/qualification/facts';
import { addDays } from '~/kernel/time';
import { customer, day, standing, usesFrom } from '~/test-support/facts';
import type { Reversal } from './claim';
import { earnFlat } from './flat';
import type { Earner } from './share';

const terms = defaultTerms[0] as Terms;
const casual = terms.rewards[0] as FlatReward;
const earner = (more: Partial<Earner> = {}): Earner => ({
  partnerId: 'ada',
  standings: [standing()],
  terms,
  customerId: 'acme',
  churns: [],
  sustainedAt: day(90),
  churnReversals: [],
  freezes: [{ from: day(0), to: null }],
  reversals: [],
  ...more,
});
/** qualifies on day 6 */
const active = customer({ usages: usesFrom(0, 7) });
const earn = (paidAt: number | null, of: Partial<Earner> = {}, facts: CustomerFacts = active) =>
  earnFlat(casual, facts, paidAt, earner(of));
const nothing = { claims: [], skips: [], upcoming: [] };

describe('a flat reward', () => {
  it('is accrued when it qualifies, and not vested before the customer paid', () => {
    expect(earn(null)).toEqual({
      ...nothing,
      claims: [
        {
          partnerId: 'ada',
          rewardKey: 'tier-1',
          termsKey: 'developer',
          termsVersion: 1,
          customerId: 'acme',
          cause: { type: 'customer', id: 'acme' },
          basis: null,
          rateBps: null,
          uncapped: 5000n,
          month: null,
          accruedAt: day(6),
          dueAt: day(6),
          paymentAt: null,
          vestedAt: null,
          capPerPartnerMonth: null,
          capPerCustomer: null,
          heldUntil: null,
          sustainedAt: day(90),
          freezes: [{ from: day(0), to: null }],
          reversals: [],
        },
      ],
    });
  });

  it.each([
    ['paid later: at the payment', day(20), day(20)],
    ['paid before: when it qualifies', day(2), day(6)],
  ])('vests at the later of the two, and is held from then on: %s', (_name, paidAt, vestedAt) => {
    expect(earn(paidAt).claims[0]).toMatchObject({
      accruedAt: day(6),
      vestedAt,
      heldUntil: addDays(vestedAt, terms.holdDays),
    });
  });

  it('is not there before its conditions hold', () => {
    expect(earn(day(2), {}, customer({ usages: usesFrom(0, 6) }))).toEqual(nothing);
  });

  it('that qualifies while the partner is not active is not earned', () => {
    const standings = [standing(), standing({ at: day(6), status: 'paused' }), standing({ at: day(8) })];
    expect(earn(day(2), { standings })).toEqual({
      ...nothing,
      skips: [
        {
          partnerId: 'ada',
          customerId: 'acme',
          rewardKey: 'tier-1',
          cause: { type: 'customer', id: 'acme' },
          reason: 'partner_not_active',
          at: day(6),
        },
      ],
    });
    const afterwards = [standing(), standing({ at: day(6) + 1, status: 'paused' })];
    expect(earn(day(2), { standings: afterwards }).claims).toHaveLength(1);
  });
});

describe('a flat reward that qualifies while the customer is churned', () => {
  it.each<[string, { from: number; to: number | null }, number | null]>([
    ['is earned at the payment that ends the churn', { from: day(5), to: day(9) }, day(9)],
    ['is not earned while the customer is gone', { from: day(5), to: null }, null],
    ['of that very instant: use comes before the cancellation', { from: day(6), to: day(9) }, day(6)],
    ['a moment after the cancellation it is churned', { from: day(6) - 1, to: day(9) }, day(9)],
    ['and use comes before the payment that ends the churn', { from: day(3), to: day(6) }, day(6)],
    ['back before it qualifies', { from: day(3), to: day(6) - 1 }, day(6)],
    ['gone only afterwards', { from: day(8), to: null }, day(6)],
  ])('%s', (_name, churn, accruedAt) => {
    expect(earn(day(2), { churns: [churn] }).claims[0]?.accruedAt ?? null).toBe(accruedAt);
  });

  it('says why it is not there', () => {
    expect(earn(day(2), { churns: [{ from: day(5), to: null }] }).skips).toEqual([
      {
        partnerId: 'ada',
        customerId: 'acme',
        rewardKey: 'tier-1',
        cause: { type: 'customer', id: 'acme' },
        reason: 'churned_when_due',
        at: day(6),
      },
    ]);
  });

  it('asks for an active partner at the instant it is earned', () => {
    const churns = [{ from: day(5), to: day(9) }];
    const standings = [standing(), standing({ at: day(9), status: 'suspended' })];
    expect(earn(day(2), { churns, standings }).skips[0]).toMatchObject({
      reason: 'partner_not_active',
      at: day(9),
    });
  });
});

describe('what takes a flat reward back', () => {
  it('is churn since it was earned, and what holds for the customer', () => {
    const gone = (at: number): Reversal => ({ at, reason: 'early_churn', total: true, refundedOfSlice: 0n });
    const denied: Reversal = { at: day(1), reason: 'self_referral', total: true, refundedOfSlice: 0n };
    const of = { churnReversals: [gone(day(6) - 1), gone(day(6)), gone(day(9))], reversals: [denied] };
    expect(earn(day(2), of).claims[0]?.reversals).toEqual([gone(day(6)), gone(day(9)), denied]);
  });
});
