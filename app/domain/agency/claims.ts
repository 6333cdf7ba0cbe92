import type { Instant } from '~/kernel/time';

// What an agency may claim a customer by, beside its invitations (domain.md sections 3 and 11).

/** A handoff as the rules of attribution see it. */
export interface Handoff {
  id: string;
  partnerId: string;
  expiresAt: Instant;
  acceptedAt: Instant | null;
}

/** A sign-up the agency said beforehand it would make for the client of a handoff, while its offer, or the one it replaced, was open. */
export interface Declaration {
  handoff: Handoff;
  at: Instant;
}

/** The accepted handoff a sign-up came through. */
export interface HandoffClaim {
  id: string;
  partnerId: string;
  acceptedAt: Instant;
  /** the agency made the account for the client, and had said so */
  declared: boolean;
}

/** A domain an agency uses for itself. */
export interface InternalUse {
  partnerId: string;
  at: Instant;
}

/**
 * The handoff a sign-up came through: that of the token it named, else the first accepted one for which its address had been declared while the
 * offer was open. An offer that was never accepted claims nobody, and excuses nobody from the self-referral rule (ADR-0102).
 */
export function handoffClaim(
  signedUpAt: Instant,
  named: Handoff | null,
  declarations: readonly Declaration[],
): HandoffClaim | null {
  const declared = declarations
    .filter(({ handoff, at }) => at <= signedUpAt && signedUpAt < handoff.expiresAt)
    .flatMap(({ handoff }) => claimOf(handoff, true) ?? [])
    .sort((a, b) => a.acceptedAt - b.acceptedAt || (a.id < b.id ? -1 : 1));
  const byToken =
    named &&
    claimOf(
      named,
      declared.some(({ id }) => id === named.id),
    );
  return byToken ?? declared[0] ?? null;
}

function claimOf({ id, partnerId, acceptedAt }: Handoff, declared: boolean): HandoffClaim | null {
  return acceptedAt === null ? null : { id, partnerId, acceptedAt, declared };
}

/** Who earns nothing from a sign-up, because its domain is for their own use and they had said so (ADR-0102). */
export function internalAt(uses: readonly InternalUse[], signedUpAt: Instant): ReadonlySet<string> {
  return new Set(uses.filter(({ at }) => at <= signedUpAt).map(({ partnerId }) => partnerId));
}
