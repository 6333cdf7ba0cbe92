import { type HandoffClaim, internalAt } from '~/domain/agency/claims';
import { binds, type Invitation, needsApproval } from '~/domain/agency/invitation';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { eligibleClicks } from './candidate-clicks';
import type { AttributionContext, Colleague, Credit, Evidence, SignUp } from './credit';
import { latestClick } from './eligibility';

/** An agency's credit: from the sign-up on, permanent. A handoff accepted after it was made for the client links it at the sign-up. */
function agencyCredit(
  signUp: SignUp,
  { partnerId, linkedAt }: { partnerId: string; linkedAt: Instant },
  evidence: Evidence[],
): Credit {
  return {
    at: signUp.at,
    by: 'sign_up',
    channel: 'partner',
    partnerId,
    reason: 'agency',
    click: null,
    source: 'agency',
    linkedAt: Math.min(linkedAt, signUp.at),
    evidence,
  };
}

const byTime = byKeys<Invitation>(
  (invitation) => invitation.at,
  (invitation) => invitation.id,
);

/** By an accepted handoff, else by the earliest invitation of the domain (domain.md section 3). */
export function byAgency(
  signUp: SignUp,
  colleagues: readonly Colleague[],
  context: AttributionContext,
  evidence: Evidence[],
): Credit | null {
  const own = internalAt(context.internalUseOf(signUp.emailDomain), signUp.at);
  const handoff = standingHandoff(signUp, own, evidence);
  const verdicts = [...context.invitationsOf(signUp.emailDomain)].sort(byTime).map((invitation) => ({
    invitation,
    verdict: own.has(invitation.partnerId)
      ? 'internal_use'
      : judgeInvitation(invitation, signUp, handoff ? [] : colleagues),
  }));
  const first = verdicts.find(({ verdict }) => verdict === 'in_force')?.invitation;
  const binding = handoff ? undefined : first;
  for (const { invitation, verdict } of verdicts) {
    if (invitation === binding || (handoff && invitation.partnerId === handoff.partnerId)) continue;
    const beaten = handoff ? 'handoff_first' : 'a_later_invitation';
    const lost = verdict === 'in_force' ? beaten : verdict;
    evidence.push({ candidate: `invitation ${invitation.id} of ${invitation.partnerId}`, verdict: lost });
  }
  if (handoff) {
    const { partnerId, acceptedAt: linkedAt, id: handoffId } = handoff;
    return { ...agencyCredit(signUp, { partnerId, linkedAt }, evidence), handoffId };
  }
  return binding
    ? agencyCredit(signUp, { partnerId: binding.partnerId, linkedAt: binding.at }, evidence)
    : null;
}

/** From the first payment on a referral is locked: an acceptance after it comes too late (ADR-0102). */
function standingHandoff(
  { handoff, firstPaidAt }: SignUp,
  own: ReadonlySet<string>,
  evidence: Evidence[],
): HandoffClaim | null {
  if (!handoff) return null;
  const late = firstPaidAt !== null && handoff.acceptedAt > firstPaidAt;
  if (!late && !own.has(handoff.partnerId)) return handoff;
  const verdict = late ? 'accepted_after_the_first_payment' : 'internal_use';
  evidence.push({ candidate: `handoff ${handoff.id} of ${handoff.partnerId}`, verdict });
  return null;
}

/** One domain, one agency: the first accepted wins (domain.md section 11). */
function judgeInvitation(invitation: Invitation, signUp: SignUp, colleagues: readonly Colleague[]): string {
  if (!binds(invitation, signUp.at)) return 'not_in_force_at_sign_up';
  const signUps = colleagues.map((colleague) => colleague.signedUpAt);
  if (needsApproval(invitation, signUps)) return 'domain_had_customers';
  const taken = colleagues.find(({ credit }) => credit?.reason === 'agency')?.credit?.partnerId;
  return taken === undefined || taken === invitation.partnerId ? 'in_force' : 'domain_of_another_agency';
}

/**
 * By an admin's decision of a dispute: by the partner's accepted handoff or earliest invitation before the sign-up, whatever was wrong with it,
 * else by its latest eligible click. A decision for a partner without any of them changes nothing, and is noted (ADR-0103).
 */
export function byDecision(signUp: SignUp, context: AttributionContext, evidence: Evidence[]): Credit | null {
  const { upheld } = signUp;
  if (!upheld) return null;
  const { partnerId, at: decidedAt } = upheld;
  const linkedAt = agencyClaimAt(signUp, partnerId, context);
  if (linkedAt !== null) return { ...agencyCredit(signUp, { partnerId, linkedAt }, evidence), decidedAt };
  const click = latestClick(eligibleClicks(signUp, context, []).filter((one) => one.partnerId === partnerId));
  if (click) {
    const { channel, source, at } = click;
    return {
      ...{ at: signUp.at, by: 'sign_up', channel, partnerId, reason: 'click', click },
      ...{ source, linkedAt: at, evidence, decidedAt },
    };
  }
  evidence.push({ candidate: `decision for ${partnerId}`, verdict: 'without_a_claim' });
  return null;
}

function agencyClaimAt({ at, emailDomain, handoff }: SignUp, partnerId: string, context: AttributionContext) {
  if (handoff?.partnerId === partnerId) return handoff.acceptedAt;
  const before = context
    .invitationsOf(emailDomain)
    .filter((invitation) => invitation.partnerId === partnerId && invitation.at < at)
    .sort(byTime);
  return before[0]?.at ?? null;
}
