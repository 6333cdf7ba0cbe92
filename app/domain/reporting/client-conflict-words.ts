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
    case 'domain_taken':
      return 'the client accepted another agency’s handoff first';
    case 'domain_had_customers':
      return 'the domain had customers already when it was invited, and no admin had approved it';
    case 'not_in_force_at_sign_up':
      return 'the invitation was not in force when the customer signed up';
    case 'a_later_click_won':
      return 'a later click counted';
    case 'a_later_code_won':
      return 'a promotion code was used later, before the first payment';
    case 'agency':
    case 'agency_first':
    case 'not_looked_at':
      return 'an agency’s handoff or invitation comes before clicks and promotion codes';
    case 'handoff':
    case 'handoff_first':
      return 'the client came through a handoff it had accepted, which comes before every invitation';
    case 'internal_use':
      return 'the agency had said that the domain is its own, and internal use never earns';
    case 'dispute_upheld':
      return 'an admin decided a dispute about this customer with the evidence';
    case 'outside_window':
      return 'the click’s window had ended';
    case 'partner_not_active':
      return 'the partner was not active then';
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
