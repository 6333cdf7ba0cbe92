import type { Instant } from '~/kernel/time';
import { formatDay } from '~/kernel/time-words';

/**
 * Why a claim to a customer lost, as the end of a sentence ("The claim lost: ..."). Names nobody: both sides read it (domain.md section 11).
 * @param reason as the attribution decision's evidence has it
 */
export function conflictReasonWords(reason: string): string {
  switch (reason) {
    case 'a_later_invitation':
      return 'another agency invited the domain earlier, and the earliest invitation before the sign-up counts';
    case 'domain_of_another_agency':
      return 'the domain belongs to the agency that was accepted first';
    case 'handoff_first':
      return 'the client came through a handoff it had accepted, which comes before every invitation';
    case 'agency_first':
      return 'an agency’s handoff or invitation comes before clicks and promotion codes';
    default:
      return reason.replaceAll('_', ' ');
  }
}

/**
 * What a partner that is not credited may be told of whose sign-up it is: its domain when the partner invited it itself, else only the day.
 * @param domain null = the partner never named it
 */
export function claimedCustomerWords(domain: string | null, signedUpAt: Instant): string {
  return domain === null
    ? `a customer who signed up on ${formatDay(signedUpAt)}`
    : `a customer of ${domain} who signed up on ${formatDay(signedUpAt)}`;
}
