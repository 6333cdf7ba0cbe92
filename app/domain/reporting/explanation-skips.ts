import { type Claim, causeKeyOf } from '~/domain/commission/claim';
import { creditPurchase, evaluateCustomer, evaluatePurchase } from '~/domain/commission/evaluate';
import { monthsOfReward, type Skip } from '~/domain/commission/share';
import { monthlyValueOf, monthsOf, refundedOfSlice, slicesOf } from '~/domain/commission/slices';
import { type PartnerStatus, type Standing, standingAt } from '~/domain/partner/standing';
import type { Reward, ShareReward, Terms } from '~/domain/program/terms';
import { churnsOf } from '~/domain/qualification/churn';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import { refundSteps } from '~/domain/qualification/payment';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { partyOf, type Seen, type Subject, type WhyNot, type WhyNotReason } from './explanation';

/** A skip with the figures that decided it, and what the rules would have given otherwise. */
export function whyNotOfSkip(skip: Skip, seen: Seen): WhyNot {
  const { subject, viewer, records } = seen;
  const { terms, reward } = ruleOfSkip(skip, subject);
  return {
    ...reasonOf(skip, reward, seen),
    at: skip.at,
    cause: skip.cause,
    reward: skip.rewardKey,
    rewardName: reward.name,
    party: partyOf({ channel: 'partner', partnerId: skip.partnerId }, viewer, records),
    wouldEarn: otherwise(skip, { terms, reward }, subject),
  };
}

function ruleOfSkip(skip: Skip, { customer, payments, context }: Subject): { terms: Terms; reward: Reward } {
  const payment = payments.find(({ id }) => skip.cause.type === 'payment' && id === skip.cause.id);
  const own = customer?.referral?.terms;
  const terms = own?.scope === 'customer' ? own : payment ? creditPurchase(payment, context).terms : null;
  const reward = terms?.rewards.find(({ key }) => key === skip.rewardKey);
  if (!terms || !reward) throw new Error(`A skip under no terms: ${skip.rewardKey}`);
  return { terms, reward };
}

function reasonOf(skip: Skip, reward: Reward, { subject, records }: Seen): WhyNotReason {
  const { payments, customer, context, currency } = subject;
  const money = (amount: bigint): Money => ({ amount, currency });
  const { cause } = skip;
  const payment = cause.type === 'payment' ? payments.find(({ id }) => id === cause.id) : undefined;
  const basis = payment?.basis ?? 0n;
  switch (skip.reason) {
    case 'partner_not_active': {
      const standings = context.standingsOf(skip.partnerId ?? '');
      return { reason: skip.reason, ...inactiveSince(standings, skip.at) };
    }
    case 'needs_rate':
      return {
        reason: skip.reason,
        paid: {
          amount: payment?.amount ?? 0n,
          currency: (payment && records.payments.get(payment.id)?.currency) ?? currency,
        },
      };
    case 'monthly_value_too_low': {
      const months = payment ? monthsOf(payment) : 1;
      const above = reward.kind === 'share' ? (reward.monthlyValueAbove ?? 0n) : 0n;
      return {
        reason: skip.reason,
        monthlyValue: money(monthlyValueOf(basis, months)),
        above: money(above),
        months,
      };
    }
    case 'months_used_up': {
      const standings = context.standingsOf(skip.partnerId ?? '');
      const span =
        reward.kind === 'share'
          ? monthsOfReward(reward, customer ? payments : payment ? [payment] : [], { standings })
          : null;
      const months = reward.kind === 'share' ? (reward.months ?? 0) : 0;
      return { reason: skip.reason, months, from: span?.from ?? skip.at, until: span?.until ?? skip.at };
    }
    case 'churned_when_due': {
      const churns = customer ? churnsOf(customer.facts) : [];
      const away = churns.findLast((churn) => churn.from <= skip.at);
      return { reason: skip.reason, leftAt: away?.from ?? skip.at, backAt: away?.to ?? null };
    }
    case 'refunded_before_due': {
      const slice = payment && cause.type === 'payment' ? slicesOf(payment, basis)[cause.slice] : undefined;
      const given = payment ? refundSteps(payment).findLast((step) => step.at <= skip.at) : undefined;
      return {
        reason: skip.reason,
        refunded: money(slice && given ? refundedOfSlice(slice, given.refunded) : 0n),
        sliceBasis: money(slice?.basis ?? 0n),
      };
    }
  }
}

function inactiveSince(
  standings: readonly Standing[],
  at: Instant,
): { status: PartnerStatus; since: Instant } {
  const { status } = standingAt(standings, at);
  const before = standings.filter((standing) => standing.at <= at);
  const lastActive = before.findLastIndex((standing) => standing.status === 'active');
  return { status, since: (before[lastActive + 1] ?? standingAt(standings, at)).at };
}

/**
 * What the same rules give when the one thing that stood in the way is taken away: the facts or the terms are changed, and everything is
 * evaluated again.
 */
function otherwise(skip: Skip, rule: { terms: Terms; reward: Reward }, subject: Subject): Money | null {
  const { context, customer, currency } = subject;
  const asOf = Math.max(subject.asOf, skip.at);
  const changed = change(skip, rule, subject);
  if (!changed) return null;
  const { payments, terms = rule.terms, standingsOf = context.standingsOf } = changed;
  const all = context.terms.map((one) => (one === rule.terms ? terms : one));
  const other = { ...context, standingsOf, terms: all };
  const claims = customer
    ? evaluateCustomer(
        changed.facts ?? { ...customer.facts, payments },
        customer.referral && { ...customer.referral, terms: customer.referral.terms && terms },
        other,
        asOf,
      ).claims
    : payments.flatMap((payment) => evaluatePurchase(payment, other, asOf).claims);
  const claim = claims.find((one) => sameCause(one, skip));
  return claim ? { amount: claim.uncapped, currency } : null;
}

function sameCause(claim: Claim, skip: Skip): boolean {
  return claim.rewardKey === skip.rewardKey && causeKeyOf(claim.cause) === causeKeyOf(skip.cause);
}

interface Changed {
  payments: readonly PaymentFact[];
  facts?: CustomerFacts;
  terms?: Terms;
  standingsOf?: (partnerId: string) => readonly Standing[];
}

function change(
  skip: Skip,
  { terms, reward }: { terms: Terms; reward: Reward },
  subject: Subject,
): Changed | null {
  const { payments, customer, context } = subject;
  const withReward = (changed: Reward): Terms => ({
    ...terms,
    rewards: terms.rewards.map((one) => (one === reward ? changed : one)),
  });
  switch (skip.reason) {
    case 'partner_not_active': {
      const active = (partnerId: string) =>
        context.standingsOf(partnerId).map((standing) => ({ ...standing, status: 'active' as const }));
      return { payments, standingsOf: active };
    }
    case 'needs_rate':
      return null;
    case 'monthly_value_too_low':
      return reward.kind === 'share'
        ? { payments: payments.map((one) => (isOf(one, skip) ? worthMore(one, reward) : one)) }
        : null;
    case 'months_used_up':
      return reward.kind === 'share' ? { payments, terms: withReward({ ...reward, months: null }) } : null;
    case 'churned_when_due':
    case 'refunded_before_due': {
      const kept = payments.map((payment) => ({ ...payment, refunds: [], disputes: [] }));
      return customer
        ? { payments: kept, facts: { ...customer.facts, payments: kept, subscriptions: [] } }
        : { payments: kept };
    }
  }
}

function isOf(payment: PaymentFact, { cause }: Skip): boolean {
  return cause.type === 'payment' && payment.id === cause.id;
}

/** The same payment with the least monthly value that passes. */
function worthMore(payment: PaymentFact, { monthlyValueAbove }: ShareReward): PaymentFact {
  const basis = ((monthlyValueAbove ?? 0n) + 1n) * BigInt(monthsOf(payment));
  return { ...payment, amount: basis, basis };
}
