import { candidateClicks } from '~/domain/attribution/attribute';
import type { Channel, Click, LinkSource } from '~/domain/attribution/click';
import {
  type ClickVerdict,
  judgeClick,
  latestClick,
  type StandingsOf,
} from '~/domain/attribution/eligibility';
import { requireTerms } from '~/domain/attribution/terms-of';
import { standingAt } from '~/domain/partner/standing';
import { EARLY_CHURN_DAYS, type FlatReward, type ShareReward, type Terms } from '~/domain/program/terms';
import { type Churn, churnsOf } from '~/domain/qualification/churn';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import {
  defaultActivation,
  type Milestones,
  milestonesOf,
  sustainedFloor,
} from '~/domain/qualification/milestones';
import { addDays, type Instant } from '~/kernel/time';
import type { Claim, Reversal } from './claim';
import { earnFlat } from './flat';
import { releaseInstant } from './life';
import { type Earner, type Earnings, earnShare, type Skip, type Upcoming } from './share';

/** Who is credited with the customer, as the commission rules need it. */
export interface CreditedReferral {
  channel: Channel;
  partnerId: string | null;
  linkedAt: Instant;
  source: LinkSource | null;
  /** null for channel impact */
  terms: Terms | null;
  selfReferral: boolean;
  /** an admin's word on the flag */
  decision: { at: Instant; outcome: 'allowed' | 'denied' } | null;
}

export interface EvaluationContext {
  standingsOf: StandingsOf;
  clickById: (id: string) => Click | undefined;
  clicksOfVisitor: (visitorId: string) => readonly Click[];
  terms: readonly Terms[];
  /** whether a customer belongs to a partner, and an admin's word on it; null = it does not */
  selfReferral: (customerId: string, partnerId: string) => Pick<CreditedReferral, 'decision'> | null;
}

export interface Evaluation {
  milestones: Milestones;
  claims: Claim[];
  skips: Skip[];
  upcoming: Upcoming[];
  /** the customer belongs to a partner it earns for (domain.md section 3) */
  selfReferral: boolean;
  /** the next instant after asOf at which something changes by itself; null = none known */
  nextDueAt: Instant | null;
}

/**
 * Everything the rules say of one customer as of an instant (domain.md sections 4 to 7), before caps. Facts later than asOf must be
 * left out by the caller.
 */
export function evaluateCustomer(
  facts: CustomerFacts,
  referral: CreditedReferral | null,
  context: EvaluationContext,
  asOf: Instant,
): Evaluation {
  const churns = churnsOf(facts);
  const milestones = milestonesOf(facts, churns, {
    linkedAt: referral?.linkedAt ?? null,
    activation: referral?.terms?.activation ?? defaultActivation,
    asOf,
  });
  const earnings =
    referral?.partnerId && referral.terms?.scope === 'customer'
      ? earnOfReferral(facts, referral, { churns, milestones, context, asOf })
      : referral?.channel === 'impact'
        ? { claims: [], skips: [], upcoming: [] }
        : join(facts.payments.map((payment) => earnPurchase(payment, { facts, churns }, context, asOf)));
  const floor = milestones.sustainedAt === null ? sustainedFloor(facts) : null;
  const selfReferral =
    (referral?.selfReferral ?? false) ||
    earnings.claims.some((claim) => context.selfReferral(facts.customerId, claim.partnerId) !== null);
  const nextDueAt = earliestAfter(asOf, [floor, ...dueInstants(earnings)]);
  return { milestones, ...earnings, selfReferral, nextDueAt };
}

/** What a purchase without a customer earns (domain.md section 3, scope `purchase`). */
export function evaluatePurchase(
  payment: PaymentFact,
  context: EvaluationContext,
  asOf: Instant,
): Omit<Evaluation, 'milestones' | 'selfReferral'> {
  const earnings = earnPurchase(payment, { facts: null, churns: [] }, context, asOf);
  return { ...earnings, nextDueAt: earliestAfter(asOf, dueInstants(earnings)) };
}

function dueInstants(earnings: Earnings): Array<Instant | null> {
  return [...earnings.upcoming.map((slice) => slice.dueAt), ...earnings.claims.map(releaseInstant)];
}

function earliestAfter(asOf: Instant, instants: Array<Instant | null>): Instant | null {
  const later = instants.filter((at): at is Instant => at !== null && at > asOf);
  return later.length === 0 ? null : Math.min(...later);
}

function join(all: Earnings[]): Earnings {
  return {
    claims: all.flatMap((one) => one.claims),
    skips: all.flatMap((one) => one.skips),
    upcoming: all.flatMap((one) => one.upcoming),
  };
}

interface CustomerWork {
  churns: readonly Churn[];
  milestones: Milestones;
  context: EvaluationContext;
  asOf: Instant;
}

function earnOfReferral(facts: CustomerFacts, referral: CreditedReferral, work: CustomerWork): Earnings {
  const { partnerId, terms } = referral;
  if (partnerId === null || terms === null) return join([]);
  const earner: Earner = {
    partnerId,
    standings: work.context.standingsOf(partnerId),
    terms,
    customerId: facts.customerId,
    churns: work.churns,
    sustainedAt: terms.needsSustained ? work.milestones.sustainedAt : Number.NEGATIVE_INFINITY,
    churnReversals: terms.needsSustained ? churnReversals(work.churns, work.milestones) : [],
    ...(referral.selfReferral
      ? selfReferralHold(facts.signedUpAt, referral.decision)
      : { freezes: [], reversals: [] }),
  };
  const flat = terms.rewards.filter((reward): reward is FlatReward => reward.kind === 'flat');
  const share = terms.rewards.filter((reward): reward is ShareReward => reward.kind === 'share');
  return join([
    ...flat.map((reward) => earnFlat(reward, facts, work.milestones.paidAt, earner)),
    ...share.map((reward) => earnShare(reward, facts.payments, earner, work.asOf)),
  ]);
}

/** Early churn and churn before sustained take back what was earned so far (domain.md section 7). */
function churnReversals(churns: readonly Churn[], milestones: Milestones): Reversal[] {
  const { paidAt, sustainedAt } = milestones;
  return churns.flatMap((churn): Reversal[] => {
    const early = paidAt !== null && churn.from <= addDays(paidAt, EARLY_CHURN_DAYS);
    if (!early && sustainedAt !== null && sustainedAt <= churn.from) return [];
    return [
      { at: churn.from, reason: early ? 'early_churn' : 'never_sustained', total: true, refundedOfSlice: 0n },
    ];
  });
}

/** A flagged referral's commissions accrue frozen until an admin decides; a denied one's are reversed (domain.md section 3). */
function selfReferralHold(
  signedUpAt: Instant,
  decision: CreditedReferral['decision'],
): Pick<Earner, 'freezes' | 'reversals'> {
  const freezes = [{ from: Math.min(signedUpAt, decision?.at ?? signedUpAt), to: decision?.at ?? null }];
  if (decision?.outcome !== 'denied') return { freezes, reversals: [] };
  return {
    freezes,
    reversals: [{ at: decision.at, reason: 'self_referral', total: true, refundedOfSlice: 0n }],
  };
}

interface PurchaseOf {
  /** null for a purchase without a customer */
  facts: CustomerFacts | null;
  churns: readonly Churn[];
}

/**
 * A purchase by itself: the latest eligible click, counted to the purchase, of a partner then on terms of scope `purchase` earns
 * (domain.md section 3).
 */
function earnPurchase(
  payment: PaymentFact,
  of: PurchaseOf,
  context: EvaluationContext,
  asOf: Instant,
): Earnings {
  if (payment.amount <= 0n) return join([]);
  const { click, terms } = creditPurchase(payment, context);
  if (!click || click.partnerId === null || terms === null) return join([]);
  const standings = context.standingsOf(click.partnerId);
  const { facts } = of;
  const own = facts && context.selfReferral(facts.customerId, click.partnerId);
  const earner: Earner = {
    partnerId: click.partnerId,
    standings,
    terms,
    customerId: facts?.customerId ?? null,
    churns: of.churns,
    sustainedAt: Number.NEGATIVE_INFINITY,
    churnReversals: [],
    ...(own ? selfReferralHold(facts.signedUpAt, own.decision) : { freezes: [], reversals: [] }),
  };
  const share = terms.rewards.filter((reward): reward is ShareReward => reward.kind === 'share');
  return join(share.map((reward) => earnShare(reward, [payment], earner, asOf)));
}

/** The click a purchase is credited by, with its partner's terms; and the clicks that were looked at. */
export function creditPurchase(
  payment: Pick<PaymentFact, 'at' | 'clickId' | 'visitorId'>,
  context: EvaluationContext,
): { click: Click | null; terms: Terms | null; looked: Array<{ click: Click; verdict: PurchaseVerdict }> } {
  const named = payment.clickId === null ? [] : [payment.clickId];
  const looked = candidateClicks(named, payment.visitorId, context, []).map((click) => ({
    click,
    verdict: onPurchaseTerms(click, payment.at, context)
      ? judgeClick(click, payment.at, context.standingsOf)
      : ('not_on_purchase_terms' as const),
  }));
  const click = latestClick(looked.filter(({ verdict }) => verdict === 'eligible').map((one) => one.click));
  if (!click || click.partnerId === null) return { click: null, terms: null, looked };
  const assigned = standingAt(context.standingsOf(click.partnerId), payment.at).termsKey;
  return { click, terms: requireTerms(context.terms, assigned, payment.at), looked };
}

type PurchaseVerdict = ClickVerdict | 'not_on_purchase_terms';

function onPurchaseTerms(click: Click, at: Instant, context: EvaluationContext): boolean {
  if (click.partnerId === null) return false;
  const key = standingAt(context.standingsOf(click.partnerId), at).termsKey;
  return requireTerms(context.terms, key, at).scope === 'purchase';
}
