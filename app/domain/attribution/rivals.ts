import { eligibleClicks } from './candidate-clicks';
import type { AttributionContext, Credit, SignUp } from './credit';

/** A partner that had a claim to a customer, and why it lost. */
export interface Rival {
  partnerId: string;
  reason: string;
}

/** Verdicts of invitations that were in force and lost to another claim. */
const lostToAnother = new Set(['a_later_invitation', 'domain_of_another_agency', 'handoff_first']);

/**
 * The partners whose claim would have counted but for an agency's: they are told, and so is who is credited (domain.md section 11). Of two clicks
 * the later one wins every day: that is no conflict.
 * @param history of the customer's credits, oldest first
 */
export function rivalsOf(signUp: SignUp, history: readonly Credit[], context: AttributionContext): Rival[] {
  const [first] = history;
  const winner = history.at(-1);
  if (!first || !winner) return [];
  const owners = new Map(context.invitationsOf(signUp.emailDomain).map((one) => [one.id, one.partnerId]));
  const agencies = first.evidence.flatMap(({ candidate, verdict }): Rival[] => {
    const partnerId = owners.get(candidate.split(' ')[1] ?? '');
    return partnerId !== undefined && lostToAnother.has(verdict) ? [{ partnerId, reason: verdict }] : [];
  });
  const others = first.reason === 'agency' ? claimsBeaten(signUp, context) : [];
  const rivals = new Map([...others, ...agencies].map((rival) => [rival.partnerId, rival]));
  return [...rivals.values()].filter(({ partnerId }) => partnerId !== winner.partnerId);
}

/** Clicks and codes that an agency's claim came before. */
function claimsBeaten(signUp: SignUp, context: AttributionContext): Rival[] {
  const code = signUp.promotionCode === null ? undefined : context.ownerOfCode(signUp.promotionCode);
  const clicks = eligibleClicks(signUp, context, []).flatMap((click) => click.partnerId ?? []);
  return [...clicks, ...(code === undefined ? [] : [code])].map((partnerId) => ({
    partnerId,
    reason: 'agency_first',
  }));
}
