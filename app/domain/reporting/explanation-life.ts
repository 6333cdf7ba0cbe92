import type { Claim } from '~/domain/commission/claim';
import { type CommissionState, releaseInstant, reversalSteps } from '~/domain/commission/life';
import { RECENT_ACTIVITY_DAYS, type Terms } from '~/domain/program/terms';
import { churnsOf, isChurnedAt } from '~/domain/qualification/churn';
import type { PaymentFact } from '~/domain/qualification/facts';
import { sustainedFloor } from '~/domain/qualification/milestones';
import { disputeFreezes, refundSteps } from '~/domain/qualification/payment';
import type { Money } from '~/kernel/money';
import { addDays, type Instant } from '~/kernel/time';
import type {
  FreezeStep,
  HoldStep,
  PayoutPart,
  PayoutStep,
  ReleaseStep,
  ReversalStep,
  Subject,
  SustainedStep,
} from './explanation';

/** The hold: from vested on, days of 24 hours (domain.md section 7). */
export function holdStep(claim: Claim, terms: Terms): HoldStep {
  return { step: 'hold', at: claim.vestedAt, days: terms.holdDays, until: claim.heldUntil };
}

/** When the customer was sustained and what made it so, or what is missing (domain.md section 4). */
export function sustainedStep({ customer, evaluation, asOf }: Subject): SustainedStep | null {
  if (!customer || !evaluation.milestones) return null;
  const { facts } = customer;
  const at = evaluation.milestones.sustainedAt;
  const floor = sustainedFloor(facts);
  const activity = [
    ...facts.usages.map((usage) => usage.at),
    ...facts.payments.filter((payment) => payment.amount > 0n).map((payment) => payment.at),
  ].sort((a, b) => a - b);
  if (at !== null) {
    const activityAt = activity.findLast((one) => one <= at) ?? null;
    return { step: 'sustained', at, floor, activityAt, activeSince: null, missing: [] };
  }
  const missing: SustainedStep['missing'] = [];
  if (floor === null) missing.push('first_payment');
  if (floor === null || floor > asOf) missing.push('ninety_days');
  if (isChurnedAt(churnsOf(facts), asOf)) missing.push('return');
  const lastActive = activity.findLast((one) => one <= asOf) ?? null;
  const from = addDays(Math.max(asOf, floor ?? asOf), -RECENT_ACTIVITY_DAYS);
  const idle = lastActive === null || lastActive < from;
  if (idle) missing.push('activity');
  return {
    step: 'sustained',
    at: null,
    floor,
    activityAt: lastActive,
    activeSince: idle ? from : null,
    missing,
  };
}

/** Disputes of the payment, and the flag of a self-referral. */
export function freezeSteps(claim: Claim, payment: PaymentFact | null, subject: Subject): FreezeStep[] {
  const disputes = payment ? disputeFreezes(payment) : [];
  const own = claim.freezes.slice(disputes.length);
  const decision = own.length === 0 ? null : decisionOn(claim, subject);
  return [
    ...disputes.map((freeze, index): FreezeStep => {
      const dispute = payment?.disputes[index];
      return {
        step: 'freeze',
        at: freeze.from,
        reason: 'dispute',
        disputeId: dispute?.id ?? null,
        to: freeze.to,
        outcome: dispute?.closedAt ? dispute.outcome : null,
      };
    }),
    ...own.map(
      (freeze): FreezeStep => ({
        step: 'freeze',
        at: freeze.from,
        reason: 'self_referral',
        disputeId: null,
        to: freeze.to,
        outcome: decision?.outcome ?? null,
      }),
    ),
  ].sort((a, b) => a.at - b.at);
}

function decisionOn(claim: Claim, { customer, context }: Subject) {
  if (claim.customerId === null) return null;
  return (
    customer?.referral?.decision ?? context.selfReferral(claim.customerId, claim.partnerId)?.decision ?? null
  );
}

/** The release instant and the condition that decided it: the one that came last (domain.md section 7). */
export function releaseStep(
  { claim, state, asks }: { claim: Claim; state: CommissionState; asks: boolean },
  freezes: readonly FreezeStep[],
  asOf: Instant,
): ReleaseStep {
  const planned = releaseInstant(claim);
  const known = Math.max(claim.heldUntil ?? 0, claim.sustainedAt ?? 0);
  const thawed = freezes.findLast((freeze) => freeze.to === planned && planned !== known);
  const decidedBy =
    planned === null
      ? null
      : thawed
        ? thawed.reason
        : asks && claim.sustainedAt === planned && claim.heldUntil !== planned
          ? 'sustained'
          : 'hold';
  const open = freezes.find((freeze) => freeze.to === null && freeze.at <= Math.max(asOf, known));
  const waitsFor =
    state.vestedAt === null
      ? 'first_payment'
      : claim.sustainedAt === null
        ? 'sustained'
        : open
          ? open.reason
          : 'time';
  const never = state.status === 'reversed' && state.releasedAt === null;
  const done = never || state.releasedAt !== null;
  return {
    step: 'release',
    at: state.releasedAt,
    plannedAt: state.releaseDueAt,
    decidedBy: never ? null : decidedBy,
    waitsFor: done ? null : waitsFor,
    never,
  };
}

/** Each thing that took something back, with its target and what that changed (domain.md section 7). */
export function reversalStepsOf(
  { claim, state }: { claim: Claim; state: CommissionState },
  payment: PaymentFact | null,
  { asOf, currency }: Subject,
): ReversalStep[] {
  const money = (amount: bigint): Money => ({ amount, currency });
  const refunds = payment ? refundSteps(payment) : [];
  let refund = 0;
  let before = 0n;
  return reversalSteps(claim, state.amount, asOf).map((step): ReversalStep => {
    const isRefund = step.reason === 'refund' || step.reason === 'dispute_lost';
    const given = isRefund ? refunds[refund++] : undefined;
    const difference = step.reversed - before;
    before = step.reversed;
    const released = state.releasedAt !== null && step.at > state.releasedAt;
    return {
      step: 'reversal',
      at: step.at,
      reason: step.reason,
      total: step.total,
      refunded: given ? money(given.refunded) : null,
      refundedOfSlice: given ? money(step.refundedOfSlice) : null,
      sliceBasis: given && claim.basis !== null ? money(claim.basis) : null,
      target: money(step.reversed),
      difference: money(difference),
      from: state.vestedAt === null ? 'qualifying' : released ? 'available' : 'pending',
    };
  });
}

/** The payouts that carried it. */
export function payoutSteps(parts: readonly PayoutPart[], currency: string): PayoutStep[] {
  return parts
    .map(
      ({ requestedAt, amount, ...part }): PayoutStep => ({
        step: 'payout',
        at: requestedAt,
        ...part,
        amount: { amount, currency },
      }),
    )
    .sort((a, b) => a.at - b.at);
}
