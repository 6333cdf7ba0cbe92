import type { Instant } from '~/kernel/time';

/** An agency's claim to a domain (domain.md section 11). */
export interface Invitation {
  id: string;
  partnerId: string;
  /** lower case */
  domain: string;
  at: Instant;
  expiresAt: Instant;
  /** revoked or declined; null = neither */
  endedAt: Instant | null;
  /** an admin approved it although the domain had customers */
  approved: boolean;
}

/** How long an invitation binds; renewable once (domain.md section 11). */
export const INVITATION_DAYS = 30;

/** An invitation binds a sign-up dated strictly after it and before it expires, is revoked or is declined. */
export function binds(invitation: Invitation, signedUpAt: Instant): boolean {
  const end = invitation.endedAt ?? Number.POSITIVE_INFINITY;
  return invitation.at < signedUpAt && signedUpAt < invitation.expiresAt && signedUpAt < end;
}

/**
 * A domain that already had customers when it was invited needs an admin's approval (domain.md section 11). Judged from the sign-ups' own
 * times, so that one that arrives late counts as if it had come in time; at one instant an invitation comes before a sign-up (section 4).
 * @param signUps when customers of the domain signed up
 */
export function needsApproval(invitation: Invitation, signUps: readonly Instant[]): boolean {
  return !invitation.approved && signUps.some((at) => at < invitation.at);
}
