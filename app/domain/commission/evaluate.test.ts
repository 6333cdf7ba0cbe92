import { describe, expect, it } from 'vitest';
import type { Click } from '~/domain/attribution/click';
import type { Standing } from '~/domain/partner/standing';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import type { CustomerFacts, PaymentFact, SubscriptionFact } from '~/domain/qualification/facts';
import { addDays, addMonths } from '~/kernel/time';
import { customer, day, payment, refund, standing, usesFrom } from '~/test-support/facts';
import {
  type CreditedReferral,
  creditPurchase,
  type EvaluationContext,
  evaluateCustomer,
  evaluatePurchase,
} from './evaluate';
import { lifeOf } from './life';

const termsOf = (key: string) => defaultTerms.find((terms) => terms.key === key) as Terms;
const late = day(1000);

interface World {
  clicks?: Click[];
  standings?: Record<string, Standing[]>;
  own?: { partnerId: string; decision: CreditedReferral['decision'] };
}

function contextOf({ clicks = [], standings = {}, own }: World = {}): EvaluationContext {
  return {
    standingsOf: (partnerId) => standings[partnerId] ?? [standing({ termsKey: 'marketplace' })],
    clickById: (id) => clicks.find((click) => click.id === id),
    clicksOfVisitor: (visitorId) => clicks.filter((click) => click.visitorId === visitorId),
    terms: defaultTerms,
    selfReferral: (_customer, partnerId) =>
      partnerId === own?.partnerId ? { decision: own.decision } : null,
  };
}

const click = (more: Partial<Click> = {}): Click => ({
  id: 'c1',
  seq: 1,
  at: day(5),
  channel: 'partner',
  partnerId: 'mia',
  source: 'direct_link',
  windowDays: 30,
  visitorId: 'v',
  ...more,
});

function referral(key: string, more: Partial<CreditedReferral> = {}): CreditedReferral {
  return {
    channel: 'partner',
    partnerId: 'ada',
    linkedAt: day(-1),
    source: 'direct_link',
    terms: termsOf(key),
    selfReferral: false,
    decision: null,
    ...more,
  };
}

const ends = (at: number): SubscriptionFact[] => [
  { id: 's-a', at: day(1), subscriptionId: 's1', status: 'active' },
  { id: 's-b', at, subscriptionId: 's1', status: 'canceled' },
];
const evaluate = (facts: CustomerFacts, one: CreditedReferral | null, asOf = late, world: World = {}) =>
  evaluateCustomer(facts, one, contextOf(world), asOf);
/** What becomes of each commission: reward, status, why it was reversed */
const fates = (facts: CustomerFacts, one: CreditedReferral | null, asOf = late, world: World = {}) =>
  evaluate(facts, one, asOf, world).claims.map((claim) => {
    const state = lifeOf(claim, claim.uncapped, asOf);
    return [claim.rewardKey, state.status, state.reversalReason];
  });

describe('a customer of a partner', () => {
  const climbed = customer({
    usages: usesFrom(0, 61),
    members: [{ id: 'm1', at: day(3), members: 6 }],
    payments: [payment({ amount: 60_000n }), payment({ id: 'p2', at: day(40), amount: 60_000n })],
  });

  it('earns it each reward of its terms, in full', () => {
    expect(fates(climbed, referral('developer'))).toEqual([
      ['tier-1', 'released', null],
      ['tier-2', 'released', null],
      ['tier-3', 'released', null],
      ['tier-3', 'released', null],
    ]);
  });

  it('is refused no reward that is of another kind', () => {
    expect(evaluate(climbed, referral('developer')).skips).toEqual([]);
  });

  it('takes milestones from its own events, the link from the referral', () => {
    expect(evaluate(climbed, referral('developer')).milestones).toMatchObject({
      linkedAt: day(-1),
      activatedAt: day(29),
      paidAt: day(10),
      sustainedAt: day(90),
    });
    expect(evaluate(climbed, null).milestones).toMatchObject({ linkedAt: null, activatedAt: day(29) });
    const quick = { ...termsOf('agency'), activation: { apiCalls: 2n, activeDays: 30 } };
    expect(evaluate(climbed, referral('agency', { terms: quick })).milestones.activatedAt).toBe(day(1));
  });

  it('earns nobody anything when it is credited to Impact, or to nobody without a click', () => {
    const world = { clicks: [click()] };
    const bought = customer({ payments: [payment({ visitorId: 'v' })] });
    const impact = referral('developer', { channel: 'impact', partnerId: null, terms: null });
    expect(evaluate(bought, impact, late, world)).toMatchObject({ claims: [], skips: [], upcoming: [] });
    expect(evaluate(bought, null).claims).toEqual([]);
    expect(evaluate(bought, null, late, world).claims).toHaveLength(1);
  });

  it('of scope customer earns by its referral, whatever click a payment carries', () => {
    const bought = customer({ payments: [payment({ visitorId: 'v', amount: 60_000n })] });
    const { claims } = evaluate(bought, referral('agency'), late, { clicks: [click()] });
    expect(claims.map((claim) => [claim.partnerId, claim.rewardKey])).toEqual([['ada', 'tier-4']]);
  });
});

describe('churn under terms that ask for sustained', () => {
  const facts = (endsAt: number) =>
    customer({
      usages: usesFrom(0, 100),
      payments: [payment({ amount: 60_000n })],
      subscriptions: ends(endsAt),
    });
  const thirtyDays = addDays(day(10), 30);

  it.each<[string, number, Array<[string, string | null]>]>([
    ['within thirty days of Paid, inclusive, is early', thirtyDays, [['reversed', 'early_churn']]],
    ['a moment later, before sustained', thirtyDays + 1, [['reversed', 'never_sustained']]],
    ['a moment before sustained', day(90) - 1, [['reversed', 'never_sustained']]],
    ['at the instant of the floor it is never sustained', day(90), [['reversed', 'never_sustained']]],
    ['a moment after it takes nothing back', day(90) + 1, [['released', null]]],
  ])('%s', (_name, endsAt, expected) => {
    expect(fates(facts(endsAt), referral('agency')).map(([, ...fate]) => fate)).toEqual(expected);
  });

  it('early reverses flat rewards too', () => {
    expect(fates(facts(thirtyDays), referral('developer'))).toEqual([
      ['tier-1', 'reversed', 'early_churn'],
      ['tier-3', 'reversed', 'early_churn'],
    ]);
  });

  it('early reverses although it was sustained before: who signed up long ago is sustained at once', () => {
    const old = customer({
      signedUpAt: day(-200),
      payments: [payment()],
      subscriptions: ends(day(20)),
    });
    expect(evaluate(old, referral('agency')).milestones.sustainedAt).toBe(day(10));
    expect(fates(old, referral('agency'))).toEqual([['tier-4', 'reversed', 'early_churn']]);
  });

  it('takes nothing back under terms that do not ask for it, and releases after the hold alone', () => {
    const terms = { ...termsOf('agency'), needsSustained: false };
    const { claims } = evaluate(facts(thirtyDays), referral('agency', { terms }));
    expect(claims.map((claim) => lifeOf(claim, claim.uncapped, late).releasedAt)).toEqual([thirtyDays]);
  });

  it('leaves what is earned after the return', () => {
    const back = customer({
      usages: usesFrom(0, 200),
      payments: [payment(), payment({ id: 'p2', at: day(50) })],
      subscriptions: ends(day(20)),
    });
    expect(fates(back, referral('agency'))).toEqual([
      ['tier-4', 'reversed', 'early_churn'],
      ['tier-4', 'released', null],
    ]);
  });
});

describe('a self-referral', () => {
  const facts = customer({ usages: usesFrom(0, 100), payments: [payment()] });
  const flagged = (decision: CreditedReferral['decision']) =>
    referral('agency', { selfReferral: true, decision });

  it('is frozen until an admin decides', () => {
    const { claims, selfReferral } = evaluate(facts, flagged(null));
    expect(selfReferral).toBe(true);
    expect(claims[0]?.freezes).toEqual([{ from: day(0), to: null }]);
    expect(fates(facts, flagged(null))).toEqual([['tier-4', 'vested', null]]);
  });

  it('is released once it is allowed, and reversed once it is denied', () => {
    const allowed = flagged({ at: day(200), outcome: 'allowed' });
    expect(evaluate(facts, allowed).claims[0]).toMatchObject({
      freezes: [{ from: day(0), to: day(200) }],
      reversals: [],
    });
    expect(fates(facts, allowed)).toEqual([['tier-4', 'released', null]]);
    const denied = flagged({ at: day(200), outcome: 'denied' });
    expect(evaluate(facts, denied).claims[0]).toMatchObject({
      freezes: [{ from: day(0), to: day(200) }],
      reversals: [{ at: day(200), reason: 'self_referral', total: true }],
    });
    expect(fates(facts, denied)).toEqual([['tier-4', 'reversed', 'self_referral']]);
  });

  it('decided before a sign-up that arrives late is frozen no longer than that', () => {
    const early = flagged({ at: day(-5), outcome: 'allowed' });
    expect(evaluate(facts, early).claims[0]?.freezes).toEqual([{ from: day(-5), to: day(-5) }]);
  });

  it('is no flag of one who earned nobody anything, but of one with a single purchase of that kind', () => {
    const own = { partnerId: 'mia', decision: null };
    expect(evaluate(customer(), null, late, { own }).selfReferral).toBe(false);
    const clicks = [click(), click({ id: 'c2', partnerId: 'ned' })];
    const payments = [payment({ clickId: 'c1' }), payment({ id: 'p2', clickId: 'c2' })];
    expect(evaluate(customer({ payments }), null, late, { clicks, own }).selfReferral).toBe(true);
  });

  it('is no flag of others', () => {
    const evaluated = evaluate(facts, referral('agency'));
    expect(evaluated.selfReferral).toBe(false);
    expect(evaluated.claims[0]).toMatchObject({ freezes: [], reversals: [] });
  });
});

describe('a purchase by itself', () => {
  const bought = (more: Partial<PaymentFact> = {}) => payment({ visitorId: 'v', ...more });
  const winner = (one: PaymentFact, world: World) => creditPurchase(one, contextOf(world));

  it('is credited to the latest eligible click, the window counted to the purchase', () => {
    const clicks = [click(), click({ id: 'c2', at: day(6), partnerId: 'ned' })];
    expect(winner(bought(), { clicks })).toMatchObject({
      click: { id: 'c2' },
      terms: { key: 'marketplace' },
    });
    expect(winner(bought({ at: day(35) }), { clicks: [click()] }).click?.id).toBe('c1');
    expect(winner(bought({ at: day(35) + 1 }), { clicks: [click()] })).toEqual({
      click: null,
      terms: null,
      looked: [{ click: click(), verdict: 'outside_window' }],
    });
  });

  it('is found by the click it names, or by its visitor; without both there is none', () => {
    const clicks = [click()];
    expect(winner(payment({ clickId: 'c1' }), { clicks }).click?.id).toBe('c1');
    expect(winner(payment({ clickId: 'gone' }), { clicks }).click).toBeNull();
    expect(winner(payment(), { clicks })).toEqual({ click: null, terms: null, looked: [] });
  });

  it('asks for a partner who is then on terms of scope purchase', () => {
    const standings = { mia: [standing({ termsKey: 'marketplace' }), standing({ at: day(10) })] };
    const world = { clicks: [click()], standings };
    expect(winner(bought({ at: day(10) - 1 }), world).click?.id).toBe('c1');
    expect(winner(bought(), world)).toMatchObject({
      click: null,
      looked: [{ verdict: 'not_on_purchase_terms' }],
    });
    const paused = { mia: [standing({ termsKey: 'marketplace', status: 'paused' })] };
    expect(winner(bought(), { clicks: [click()], standings: paused })).toMatchObject({
      click: null,
      looked: [{ verdict: 'partner_not_active' }],
    });
  });

  it('is not taken by a click of Impact', () => {
    const impact = click({ id: 'im', at: day(9), channel: 'impact', partnerId: null, source: null });
    expect(winner(bought(), { clicks: [click(), impact] })).toMatchObject({
      click: { id: 'c1' },
      looked: [{ verdict: 'eligible' }, { verdict: 'not_on_purchase_terms' }],
    });
  });

  it('earns its partner the own rate, released after the hold alone', () => {
    const standings = { mia: [standing({ termsKey: 'marketplace', rateBps: 2000n })] };
    const context = contextOf({ clicks: [click()], standings });
    const { claims, nextDueAt } = evaluatePurchase(bought(), context, day(20));
    expect(claims).toMatchObject([
      { partnerId: 'mia', rewardKey: 'sale', customerId: null, uncapped: 2000n, rateBps: 2000n },
    ]);
    expect(claims[0]).toMatchObject({ sustainedAt: Number.NEGATIVE_INFINITY, freezes: [], reversals: [] });
    expect(nextDueAt).toBe(day(40));
    expect(evaluatePurchase(bought(), context, day(40)).nextDueAt).toBeNull();
  });

  it('of nothing, or of nobody, earns nothing', () => {
    const context = contextOf({ clicks: [click()] });
    const nothing = { claims: [], skips: [], upcoming: [], nextDueAt: null };
    expect(evaluatePurchase(bought({ amount: 0n }), context, late)).toEqual(nothing);
    expect(evaluatePurchase(payment(), context, late)).toEqual(nothing);
    expect(evaluatePurchase(bought({ amount: 1n }), context, late).claims).toHaveLength(1);
  });

  it('earns shares alone: a flat reward is earned once a customer, not once a purchase', () => {
    const flat = termsOf('developer').rewards.filter((reward) => reward.kind === 'flat');
    const both = { ...termsOf('marketplace'), rewards: [...flat, ...termsOf('marketplace').rewards] };
    const context = { ...contextOf({ clicks: [click()] }), terms: [both] };
    const { claims, skips } = evaluatePurchase(bought(), context, late);
    expect(claims.map((claim) => claim.rewardKey)).toEqual(['sale']);
    expect(skips).toEqual([]);
  });

  it('of a known customer earns none of the slices that fall due while it is gone', () => {
    const year = bought({ period: { start: day(10), end: addMonths(day(10), 2) } });
    const facts = customer({ payments: [year], subscriptions: ends(day(15)) });
    const evaluated = evaluate(facts, null, late, { clicks: [click()] });
    expect(evaluated.claims.map((claim) => [claim.cause, claim.customerId])).toEqual([
      [{ type: 'payment', id: 'p1', slice: 0 }, 'acme'],
    ]);
    expect(evaluated.skips.map((skip) => skip.reason)).toEqual(['churned_when_due']);
    // nor is anything taken back: its terms do not ask for sustained
    expect(evaluated.claims[0]?.reversals).toEqual([]);
  });

  it('through the own link is flagged and frozen like a referral', () => {
    const facts = customer({ payments: [bought()] });
    const own = (decision: CreditedReferral['decision']) => ({
      clicks: [click()],
      own: { partnerId: 'mia', decision },
    });
    expect(evaluate(facts, null, late, own(null))).toMatchObject({
      selfReferral: true,
      claims: [{ freezes: [{ from: day(0), to: null }] }],
    });
    const denied = own({ at: day(20), outcome: 'denied' });
    expect(fates(facts, null, late, denied)).toEqual([['sale', 'reversed', 'self_referral']]);
    expect(
      evaluate(facts, null, late, { ...own(null), own: { partnerId: 'ned', decision: null } }),
    ).toMatchObject({
      selfReferral: false,
      claims: [{ freezes: [] }],
    });
  });
});

describe('when a customer is next looked at', () => {
  const next = (facts: CustomerFacts, asOf: number) => evaluate(facts, referral('agency'), asOf).nextDueAt;
  const paid = customer({ payments: [payment()] });

  it('is the earliest instant at which something changes by itself', () => {
    // the floor of sustained
    expect(next(paid, day(20))).toBe(day(90));
    expect(next(paid, day(90) - 1)).toBe(day(90));
    // never sustained: nothing else is known
    expect(next(paid, day(90))).toBeNull();
    // a slice falls due before that
    const quarter = payment({ period: { start: day(10), end: addMonths(day(10), 3) } });
    expect(next(customer({ payments: [quarter] }), day(20))).toBe(addMonths(day(10), 1));
    // a release
    const used = customer({
      usages: usesFrom(80, 10),
      payments: [payment(), payment({ id: 'p2', at: day(85) })],
    });
    expect(next(used, day(91))).toBe(addDays(day(85), 30));
    expect(next(used, addDays(day(85), 30))).toBeNull();
  });

  it('is not known before it paid', () => {
    expect(next(customer(), day(20))).toBeNull();
  });

  it('is not the floor again once it is sustained', () => {
    const used = customer({
      usages: usesFrom(80, 10),
      payments: [payment({ refunds: [refund('r', day(50), 1n)] })],
    });
    expect(next(used, day(90))).toBeNull();
  });
});
