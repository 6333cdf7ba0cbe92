import { DAY_MS, type Instant } from '~/kernel/time';
import { type OfferTimes, offerState } from './project-stage';

/** How long a link can be used (domain.md section 11). */
export const LINK_DAYS = 14;
/** How long a code can be used, and how often it may be mistyped. */
export const CODE_MS = 10 * 60_000;
export const CODE_TRIES = 5;

/** What a client finds behind a link. */
export type LinkState =
  | 'open'
  | 'accepted'
  | 'declined'
  | 'revoked'
  /** another agency's handoff of the domain was accepted */
  | 'taken'
  | 'expired'
  /** a newer link was sent */
  | 'replaced'
  /** the agency cannot take on clients now: the link is good again when it can */
  | 'on_hold';

export interface LinkFacts extends OfferTimes {
  endReason: string | null;
  /** of the link: a newer one took its place */
  linkEndedAt: Instant | null;
  agencyActive: boolean;
}

/** A replaced link shows nothing any more, not even what was accepted through a newer one: the newest mail is the client's. */
export function linkState(facts: LinkFacts, now: Instant): LinkState {
  if (facts.linkEndedAt !== null) return 'replaced';
  const state = offerState(facts, now);
  if (state === 'revoked' && facts.endReason === 'domain_taken') return 'taken';
  if (state === 'open' && !facts.agencyActive) return 'on_hold';
  return state;
}

/** When a link made now ends. */
export function linkEnd(now: Instant): Instant {
  return now + LINK_DAYS * DAY_MS;
}
