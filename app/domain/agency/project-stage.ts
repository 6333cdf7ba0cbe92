import type { Instant } from '~/kernel/time';

/** How far the work for a client has come, in this order (domain.md section 11). Derived from facts, never stored. */
export const PROJECT_STAGES = ['draft', 'sent', 'accepted', 'live', 'paying'] as const;
export type ProjectStage = (typeof PROJECT_STAGES)[number];

/** What became of an offer to a client. */
export type OfferState = 'open' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** The times of a handoff that decide what became of it. */
export interface OfferTimes {
  sentAt: Instant;
  acceptedAt: Instant | null;
  declinedAt: Instant | null;
  revokedAt: Instant | null;
  expiresAt: Instant;
}

/** The times of a stored handoff as the rules see them. */
export function offerTimes(row: StoredTimes): OfferTimes {
  return {
    sentAt: row.sentAt.getTime(),
    acceptedAt: row.acceptedAt?.getTime() ?? null,
    declinedAt: row.declinedAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    expiresAt: row.expiresAt.getTime(),
  };
}

type StoredTimes = Record<'sentAt' | 'expiresAt', Date> &
  Record<'acceptedAt' | 'declinedAt' | 'revokedAt', Date | null>;

/** The customer who came through a project; null where it has not happened. */
export interface CameThrough {
  signedUpAt: Instant | null;
  paidAt: Instant | null;
}

/** What became of an offer: an answer stays, whatever the clock says; without one it is open until the instant it expires. */
export function offerState(offer: OfferTimes, now: Instant): OfferState {
  if (offer.acceptedAt !== null) return 'accepted';
  if (offer.declinedAt !== null) return 'declined';
  if (offer.revokedAt !== null) return 'revoked';
  return now < offer.expiresAt ? 'open' : 'expired';
}

/**
 * The stage of a project: paying and live follow the customer who came through it, also when the client signed up by its domain without
 * accepting an offer; accepted and sent follow the latest offer; one that was declined, taken back or has expired leaves a draft.
 * @param facts `handoff` the project's accepted handoff, else its latest
 */
export function stageOf(facts: {
  handoff: OfferTimes | null;
  customer: CameThrough | null;
  now: Instant;
}): ProjectStage {
  if (facts.customer !== null && facts.customer.paidAt !== null) return 'paying';
  if (facts.customer !== null && facts.customer.signedUpAt !== null) return 'live';
  if (facts.handoff === null) return 'draft';
  const state = offerState(facts.handoff, facts.now);
  if (state === 'accepted') return 'accepted';
  return state === 'open' ? 'sent' : 'draft';
}
