import { isActiveAt, type Standing, standingAt } from '~/domain/partner/standing';
import type { ShareReward, Terms } from '~/domain/program/terms';
import { type Churn, isChurnedAt } from '~/domain/qualification/churn';
import type { PaymentFact } from '~/domain/qualification/facts';
import { disputeFreezes, type Freeze, type RefundStep, refundSteps } from '~/domain/qualification/payment';
import { applyBps } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import { addDays, addMonths, type Instant } from '~/kernel/time';
import type { Claim, Reversal } from './claim';
import { monthlyValueOf, monthsOf, refundedOfSlice, type Slice, slicesOf } from './slices';

export type SkipReason =
  | 'partner_not_active'
  | 'needs_rate'
  | 'monthly_value_too_low'
  | 'months_used_up'
  | 'churned_when_due'
  | 'refunded_before_due';

/** An evaluated cause that paid nothing, and why. */
export interface Skip {
  partnerId: string | null;
  customerId: string | null;
  rewardKey: string;
  cause: Claim['cause'];
  reason: SkipReason;
  at: Instant;
}

/** A slice that will fall due if nothing changes: the release calendar's material. */
export interface Upcoming {
  partnerId: string;
  rewardKey: string;
  cause: Claim['cause'];
  dueAt: Instant;
}

/** Whom and under what a payment may earn. */
export interface Earner {
  partnerId: string;
  standings: readonly Standing[];
  terms: Terms;
  customerId: string | null;
  churns: readonly Churn[];
  /** null = not yet sustained; -Infinity = not asked for */
  sustainedAt: Instant | null;
  churnReversals: readonly Reversal[];
  /** self-referral: frozen until decided, reversed when denied */
  freezes: readonly Freeze[];
  reversals: readonly Reversal[];
}

export interface Earnings {
  claims: Claim[];
  skips: Skip[];
  upcoming: Upcoming[];
}

/**
 * What payments earn under one share reward (domain.md section 6): every payment above zero whose monthly value passes, slice by
 * slice as they fall due, within the reward's months.
 * @param payments all of one customer, or one purchase by itself
 */
export function earnShare(
  reward: ShareReward,
  payments: readonly PaymentFact[],
  earner: Earner,
  asOf: Instant,
): Earnings {
  const result: Earnings = { claims: [], skips: [], upcoming: [] };
  let lastStart: Instant | null = null;
  const inOrder = [...payments].sort(
    byKeys(
      (p) => p.at,
      (p) => p.id,
    ),
  );
  for (const payment of inOrder) {
    if (payment.amount <= 0n) continue;
    const refused = refusePayment(reward, payment, earner);
    if (refused) {
      result.skips.push(
        skipOf(reward, earner, { type: 'payment', id: payment.id, slice: 0 }, refused, payment.at),
      );
      continue;
    }
    // the months run from the first commissionable payment's period
    if (lastStart === null) lastStart = lastStartOf(reward, payment);
    earnSlices({ reward, payment, earner, asOf, until: lastStart }, result);
  }
  return result;
}

/** The end of a reward's months, exclusive, counted from the first commissionable payment's period; Infinity for life. */
function lastStartOf(reward: ShareReward, first: PaymentFact): Instant {
  if (reward.months === null) return Number.POSITIVE_INFINITY;
  return addMonths(first.period?.start ?? first.at, reward.months);
}

/** Where a reward's months begin and end (exclusive) for payments of one customer; null while none may earn. */
export function monthsOfReward(
  reward: ShareReward,
  payments: readonly PaymentFact[],
  earner: Pick<Earner, 'standings'>,
): { from: Instant; until: Instant } | null {
  const first = [...payments]
    .sort(
      byKeys(
        (p) => p.at,
        (p) => p.id,
      ),
    )
    .find((payment) => payment.amount > 0n && refusePayment(reward, payment, earner) === null);
  if (!first) return null;
  return { from: first.period?.start ?? first.at, until: lastStartOf(reward, first) };
}

function refusePayment(
  reward: ShareReward,
  payment: PaymentFact,
  earner: Pick<Earner, 'standings'>,
): SkipReason | null {
  if (!isActiveAt(earner.standings, payment.at)) return 'partner_not_active';
  if (payment.basis === null) return 'needs_rate';
  if (reward.monthlyValueAbove === null) return null;
  return monthlyValueOf(payment.basis, monthsOf(payment)) > reward.monthlyValueAbove
    ? null
    : 'monthly_value_too_low';
}

interface SliceWork {
  reward: ShareReward;
  payment: PaymentFact;
  earner: Earner;
  asOf: Instant;
  until: Instant;
}

function earnSlices(work: SliceWork, result: Earnings): void {
  const { reward, payment, earner, asOf } = work;
  const steps = refundSteps(payment);
  for (const slice of slicesOf(payment, payment.basis ?? 0n)) {
    const cause = { type: 'payment' as const, id: payment.id, slice: slice.index };
    if (slice.startsAt >= work.until) {
      result.skips.push(skipOf(reward, earner, cause, 'months_used_up', slice.startsAt));
      break; // later slices start later still
    }
    if (slice.dueAt > asOf) {
      result.upcoming.push({ partnerId: earner.partnerId, rewardKey: reward.key, cause, dueAt: slice.dueAt });
      continue;
    }
    const refused = refuseSlice(slice, steps, earner.churns);
    if (refused) result.skips.push(skipOf(reward, earner, cause, refused, slice.dueAt));
    else result.claims.push(claimOf(work, slice, steps));
  }
}

/** Not due while the customer is churned, nor when all of the slice is refunded by then: it leaves no commission. */
function refuseSlice(
  slice: Slice,
  steps: readonly RefundStep[],
  churns: readonly Churn[],
): SkipReason | null {
  if (isChurnedAt(churns, slice.dueAt)) return 'churned_when_due';
  const given = steps.findLast((step) => step.at <= slice.dueAt);
  if (!given) return null;
  const whole = slice.basis === 0n ? given.full : refundedOfSlice(slice, given.refunded) === slice.basis;
  return whole ? 'refunded_before_due' : null;
}

function claimOf({ reward, payment, earner }: SliceWork, slice: Slice, steps: readonly RefundStep[]): Claim {
  const ownRate = reward.partnerRate ? standingAt(earner.standings, payment.at).rateBps : null;
  const rateBps = ownRate ?? reward.rateBps;
  const refunds = steps.map((step) => ({
    at: step.at,
    reason: step.cause,
    total: step.full,
    refundedOfSlice: refundedOfSlice(slice, step.refunded),
  }));
  return {
    partnerId: earner.partnerId,
    rewardKey: reward.key,
    termsKey: earner.terms.key,
    termsVersion: earner.terms.version,
    customerId: earner.customerId,
    cause: { type: 'payment', id: payment.id, slice: slice.index },
    basis: slice.basis,
    rateBps,
    uncapped: applyBps(slice.basis, rateBps),
    month: slice.month,
    accruedAt: slice.dueAt,
    dueAt: slice.dueAt,
    paymentAt: payment.at,
    vestedAt: slice.dueAt,
    capPerPartnerMonth: reward.capPerPartnerMonth,
    capPerCustomer: reward.capPerCustomer,
    heldUntil: addDays(slice.dueAt, earner.terms.holdDays),
    sustainedAt: earner.sustainedAt,
    freezes: [...disputeFreezes(payment), ...earner.freezes],
    reversals: [...refunds, ...churnsSince(slice.dueAt, earner.churnReversals), ...earner.reversals],
  };
}

/** Churn reverses what the customer had earned so far, not what it earns after coming back. */
export function churnsSince(earnedAt: Instant, reversals: readonly Reversal[]): Reversal[] {
  return reversals.filter((reversal) => reversal.at >= earnedAt);
}

export function skipOf(
  reward: { key: string },
  earner: Pick<Earner, 'partnerId' | 'customerId'>,
  cause: Claim['cause'],
  reason: SkipReason,
  at: Instant,
): Skip {
  return {
    partnerId: earner.partnerId,
    customerId: earner.customerId,
    rewardKey: reward.key,
    cause,
    reason,
    at,
  };
}
