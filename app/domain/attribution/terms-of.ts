import { type Standing, standingAt } from '~/domain/partner/standing';
import { type Terms, termsInForce } from '~/domain/program/terms';
import type { Instant } from '~/kernel/time';
import type { AttributionReason } from './attribute';
import type { LinkSource } from './click';

/**
 * Which terms a referral is under (domain.md section 3, "Which terms"): `agency` for reason agency; `content` for a click on a link of
 * source content by a partner assigned `developer`; else the partner's assigned terms; in the version in force at the sign-up.
 * @throws when a key has no version: terms are never deleted
 */
export function termsOfReferral(
  referral: {
    reason: AttributionReason;
    source: LinkSource | null;
    standings: readonly Standing[];
    signedUpAt: Instant;
  },
  all: readonly Terms[],
): Terms {
  const assigned = standingAt(referral.standings, referral.signedUpAt).termsKey;
  return requireTerms(all, termsKeyFor(referral.reason, referral.source, assigned), referral.signedUpAt);
}

function termsKeyFor(reason: AttributionReason, source: LinkSource | null, assigned: string): string {
  if (reason === 'agency') return 'agency';
  return termsKeyOfLink(source, assigned);
}

/** The terms a click on a link counts under: content links of partners assigned `developer` are under `content`. */
export function termsKeyOfLink(source: LinkSource | null, assigned: string): string {
  return source === 'content' && assigned === 'developer' ? 'content' : assigned;
}

/** The version in force. @throws for a key without any version */
export function requireTerms(all: readonly Terms[], key: string, at: Instant): Terms {
  const terms = termsInForce(all, key, at);
  if (!terms) throw new Error(`No terms are called ${key}`);
  return terms;
}
