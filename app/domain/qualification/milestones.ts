import { RECENT_ACTIVITY_DAYS, SUSTAINED_AFTER_DAYS, type Terms } from '~/domain/program/terms';
import { byKeys } from '~/kernel/order';
import { addDays, type Instant, utcDay } from '~/kernel/time';
import { type Churn, isChurnedAt, paidAt } from './churn';
import { type CustomerFacts, rank } from './facts';

export type Stage = 'linked' | 'signed_up' | 'activated' | 'paid' | 'sustained';

export interface Milestones {
  linkedAt: Instant | null;
  signedUpAt: Instant;
  activatedAt: Instant | null;
  paidAt: Instant | null;
  sustainedAt: Instant | null;
  /** the stretch the customer is in now; null when it never left or is back */
  churnedAt: Instant | null;
}

/** Thresholds for a customer that is under no partner's terms (domain.md section 4). */
export const defaultActivation: Terms['activation'] = { apiCalls: 1000n, activeDays: 30 };

/**
 * The milestones of a customer, each an instant derived from the events' own times (domain.md section 4). Facts after the instant
 * the caller looks from must already be left out.
 */
export function milestonesOf(
  facts: CustomerFacts,
  churns: readonly Churn[],
  setting: { linkedAt: Instant | null; activation: Terms['activation']; asOf: Instant },
): Milestones {
  const lastChurn = churns.at(-1);
  return {
    linkedAt: setting.linkedAt,
    signedUpAt: facts.signedUpAt,
    activatedAt: activatedAt(facts, setting.activation),
    paidAt: paidAt(facts),
    sustainedAt: sustainedAt(facts, churns, setting.asOf),
    churnedAt: lastChurn && lastChurn.to === null ? lastChurn.from : null,
  };
}

/** The furthest milestone set. */
export function stageOf(milestones: Milestones): Stage {
  if (milestones.sustainedAt !== null) return 'sustained';
  if (milestones.paidAt !== null) return 'paid';
  return milestones.activatedAt !== null ? 'activated' : 'signed_up';
}

const chronological = byKeys<{ at: Instant; id: string }>(
  (fact) => fact.at,
  (fact) => fact.id,
);

/** The first instant at which cumulated API calls or distinct active days reach their threshold. */
export function activatedAt(facts: CustomerFacts, activation: Terms['activation']): Instant | null {
  let calls = 0n;
  const days = new Set<number>();
  for (const usage of [...facts.usages].sort(chronological)) {
    calls += usage.apiCalls;
    days.add(utcDay(usage.at));
    if (calls >= activation.apiCalls || days.size >= activation.activeDays) return usage.at;
  }
  return null;
}

/** Where the 90 days and Paid are both reached; null while unpaid. Sustained is never before it. */
export function sustainedFloor(facts: CustomerFacts): Instant | null {
  const paid = paidAt(facts);
  return paid === null ? null : Math.max(paid, addDays(facts.signedUpAt, SUSTAINED_AFTER_DAYS));
}

/**
 * The first instant t at which all hold: paid, not churned, sign-up + 90 days <= t, and a use or payment in [t - 30 days, t].
 * Only the floor and later activity can be that instant: nothing else turns a condition true.
 */
export function sustainedAt(facts: CustomerFacts, churns: readonly Churn[], asOf: Instant): Instant | null {
  const floor = sustainedFloor(facts);
  if (floor === null || floor > asOf) return null;
  const activity = [
    ...facts.usages.map((usage) => usage.at),
    ...facts.payments.filter((payment) => payment.amount > 0n).map((payment) => payment.at),
  ].sort((a, b) => a - b);
  const recent = activity.some((at) => at <= floor && at >= addDays(floor, -RECENT_ACTIVITY_DAYS));
  if (recent && !isChurnedAt(churns, floor)) return floor;
  return activity.find((at) => at > floor && at <= asOf && !isChurnedAt(churns, at)) ?? null;
}

/**
 * The first instant at which a flat reward's conditions hold together: distinct active days so far at least, and members at that
 * moment more than (domain.md section 5). Null while they never did.
 */
export function qualifiedAt(
  facts: CustomerFacts,
  reward: { activeDaysAtLeast: number; membersAbove: number | null },
): Instant | null {
  const steps = [
    ...facts.members.map((fact) => ({
      at: fact.at,
      rank: rank.members as number,
      id: fact.id,
      members: fact.members,
    })),
    ...facts.usages.map((fact) => ({ at: fact.at, rank: rank.use as number, id: fact.id, members: null })),
  ].sort(
    byKeys(
      (step) => step.at,
      (step) => step.rank,
      (step) => step.id,
    ),
  );
  const days = new Set<number>();
  let members = 0;
  for (const step of steps) {
    if (step.members === null) days.add(utcDay(step.at));
    else members = step.members;
    const enoughDays = days.size >= reward.activeDaysAtLeast;
    const enoughMembers = reward.membersAbove === null || members > reward.membersAbove;
    if (enoughDays && enoughMembers) return step.at;
  }
  return null;
}
