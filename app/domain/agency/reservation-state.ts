import type { Instant } from '~/kernel/time';

/** What has become of a reservation, for the agency that made it (domain.md section 11). */
export type ReservationState =
  /** it binds who signs up */
  | 'in_force'
  /** a customer of the domain signed up while it was in force */
  | 'taken_up'
  | 'expired'
  | 'revoked'
  | 'declined'
  /** the domain has customers: an admin will look */
  | 'asked'
  /** an admin looked and left it refused */
  | 'not_approved'
  | 'too_many'
  | 'refused';

export interface ReservationFacts {
  status: 'open' | 'refused' | 'revoked' | 'declined';
  /** why it is refused */
  reason: string | null;
  at: Instant;
  expiresAt: Instant;
  endedAt: Instant | null;
  renewedAt: Instant | null;
  /** when an admin left it refused */
  answeredAt: Instant | null;
  /** the first sign-up of its domain after it was made */
  signedUpAt: Instant | null;
}

/** The one word for it. One that is over is that, whatever it waited for. */
export function reservationState(facts: ReservationFacts, now: Instant): ReservationState {
  if (facts.status === 'refused') {
    if (facts.reason === 'too_many_open_invitations') return 'too_many';
    if (facts.reason !== 'domain_has_customers') return 'refused';
    if (facts.answeredAt !== null) return 'not_approved';
    if (facts.endedAt !== null) return 'revoked';
    return now < facts.expiresAt ? 'asked' : 'expired';
  }
  const over = Math.min(facts.expiresAt, facts.endedAt ?? Number.POSITIVE_INFINITY);
  if (facts.signedUpAt !== null && facts.signedUpAt < over) return 'taken_up';
  if (facts.status !== 'open') return facts.status;
  return now < facts.expiresAt ? 'in_force' : 'expired';
}

/** Once, while it is in force (domain.md section 11). */
export function isRenewable(facts: ReservationFacts, now: Instant): boolean {
  return facts.renewedAt === null && reservationState(facts, now) === 'in_force';
}

/** Whether the agency can still take it back. */
export function isRevocable(facts: ReservationFacts, now: Instant): boolean {
  return ['in_force', 'asked', 'too_many'].includes(reservationState(facts, now)) && now < facts.expiresAt;
}
