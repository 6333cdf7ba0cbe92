import { RECENT_ACTIVITY_DAYS, SUSTAINED_AFTER_DAYS } from '~/domain/program/terms';
import type { Milestones, Stage } from '~/domain/qualification/milestones';
import { addDays, DAY_MS, type Instant } from '~/kernel/time';

/** What a customer still needs for the next stage (domain.md section 4). */
export type NextStep =
  | { kind: 'activation'; activeDaysLeft: number; apiCallsLeft: bigint }
  | { kind: 'payment' }
  /** `at`: when it is sustained if it stays active; `idle`: without a use or a payment it will not be */
  | { kind: 'sustained'; at: Instant; daysLeft: number; idle: boolean }
  | { kind: 'churned'; at: Instant }
  | { kind: 'done' };

export interface Progressing {
  stage: Stage;
  milestones: Milestones;
  activeDays: number;
  apiCalls: bigint;
  lastActiveAt: Instant | null;
}

/**
 * The next stage of a customer and what stands before it, as of an instant.
 * @param activation the thresholds of the terms the referral is under
 */
export function nextStep(
  customer: Progressing,
  activation: { apiCalls: bigint; activeDays: number },
  now: Instant,
): NextStep {
  const { milestones, activeDays, apiCalls } = customer;
  if (milestones.churnedAt !== null) return { kind: 'churned', at: milestones.churnedAt };
  if (milestones.sustainedAt !== null) return { kind: 'done' };
  if (milestones.paidAt !== null) return untilSustained(customer, milestones.paidAt, now);
  if (milestones.activatedAt !== null) return { kind: 'payment' };
  const apiCallsLeft = activation.apiCalls - apiCalls;
  return {
    kind: 'activation',
    activeDaysLeft: Math.max(0, activation.activeDays - activeDays),
    apiCallsLeft: apiCallsLeft > 0n ? apiCallsLeft : 0n,
  };
}

function untilSustained({ milestones, lastActiveAt }: Progressing, paidAt: Instant, now: Instant): NextStep {
  const at = Math.max(paidAt, addDays(milestones.signedUpAt, SUSTAINED_AFTER_DAYS));
  const daysLeft = Math.max(0, Math.ceil((at - now) / DAY_MS));
  const active = lastActiveAt !== null && Math.max(at, now) - lastActiveAt <= RECENT_ACTIVITY_DAYS * DAY_MS;
  const overdue = at <= now;
  return { kind: 'sustained', at, daysLeft, idle: overdue && !active };
}
