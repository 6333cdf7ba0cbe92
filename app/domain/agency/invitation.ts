import { byKeys } from '~/kernel/order';
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

/** Why an invitation binds nobody (domain.md section 11). */
export type Refusal =
  | 'free_mail_domain'
  | 'not_an_agency'
  | 'domain_has_customers'
  | 'too_many_open_invitations';

/** The refusals that other facts decide: a sign-up or invitation that arrives late may bring one about, or lift it. */
export const derivedRefusals: readonly Refusal[] = ['domain_has_customers', 'too_many_open_invitations'];

/**
 * Which invitations of one agency are refused, judged each at its own instant, in their order: the domain had customers, or as many were open
 * as may be. Depends on the facts alone, not on what arrived first (ADR-0076).
 * @param invitations of one agency, any order, all of them
 * @param known when customers of a domain signed up, and how many invitations may be open
 * @returns by invitation id; null = it stands
 */
export function judgeInvitations(
  invitations: readonly Invitation[],
  known: { signUpsOf: (domain: string) => readonly Instant[]; maxOpen: number },
): Map<string, Refusal | null> {
  const verdicts = new Map<string, Refusal | null>();
  const standing: Invitation[] = [];
  const inOrder = [...invitations].sort(
    byKeys(
      (one) => one.at,
      (one) => one.id,
    ),
  );
  for (const invitation of inOrder) {
    const open = standing.filter((one) => isOpenAt(one, invitation.at, known.signUpsOf(one.domain)));
    const refusal = needsApproval(invitation, known.signUpsOf(invitation.domain))
      ? 'domain_has_customers'
      : open.length >= known.maxOpen
        ? 'too_many_open_invitations'
        : null;
    verdicts.set(invitation.id, refusal);
    if (refusal === null) standing.push(invitation);
  }
  return verdicts;
}

/** Neither over nor taken up: nobody of its domain has signed up since. A sign-up of that very instant comes after it. */
function isOpenAt(invitation: Invitation, at: Instant, signUps: readonly Instant[]): boolean {
  if (invitation.expiresAt <= at || (invitation.endedAt !== null && invitation.endedAt <= at)) return false;
  return !signUps.some((signUp) => signUp >= invitation.at && signUp < at);
}
