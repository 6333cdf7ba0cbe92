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
}

/** How long an invitation binds; renewable once (domain.md section 11). */
export const INVITATION_DAYS = 30;

/** An invitation binds a sign-up dated strictly after it and before it expires, is revoked or is declined. */
export function binds(invitation: Invitation, signedUpAt: Instant): boolean {
  const end = invitation.endedAt ?? Number.POSITIVE_INFINITY;
  return invitation.at < signedUpAt && signedUpAt < invitation.expiresAt && signedUpAt < end;
}
