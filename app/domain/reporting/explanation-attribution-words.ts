import { formatMoment } from '~/kernel/time-words';
import type { AttributionStep, Candidate, ClickStep } from './explanation';
import { countWords, partyWords } from './explanation-phrases';

interface Words {
  words: string;
  details: string[];
}

const sources = { direct_link: 'a direct link', content: 'a content link', agency: 'an agency’s link' };

/** The click that is credited: when, by which link, and until when it counted. */
export function clickWords(step: ClickStep): Words {
  const link = step.linkCode === null ? '' : ` on link ${step.linkCode}`;
  const from = step.referrerHost === null ? '' : `, from ${step.referrerHost}`;
  return {
    words: `A click${link}${from} on ${formatMoment(step.at)}.`,
    details: [
      `Its window of ${countWords(step.windowDays, 'day')} ran until ${formatMoment(step.until)}; it was counted to ${formatMoment(step.countedAt)}.`,
      `Click ${step.clickId}${step.source ? `, by ${sources[step.source]}` : ''}.`,
    ],
  };
}

/** Who is credited and why; every candidate that lost, and why. */
export function attributionWords(step: AttributionStep): Words {
  const who = partyWords(step.party);
  const moved = step.earlier.map(
    ({ at, party }) =>
      `Before, from ${formatMoment(at)}, it was credited to ${partyWords(party)}; a later click moved it.`,
  );
  const locked =
    step.lockedAt === null
      ? []
      : [`Locked since the first payment on ${formatMoment(step.lockedAt)}: nobody else can be credited.`];
  return {
    words: `Credited to ${who}${because(step)}.`,
    details: [
      ...moved,
      ...step.candidates.map(candidateWords),
      ...(step.candidates.length === 0 ? ['There was no other candidate.'] : []),
      ...locked,
      ...(step.declared
        ? ['The agency made the account for its client and had said so beforehand: no self-referral.']
        : []),
      ...(step.selfReferral ? ['The customer belongs to this partner: flagged as a self-referral.'] : []),
    ],
  };
}

function because({ reason, by, handoff, promotionCode, at, linkedAt, decidedAt }: AttributionStep): string {
  if (decidedAt !== null) return `: an admin upheld this partner’s claim on ${formatMoment(decidedAt)}`;
  switch (reason) {
    case 'agency':
      return handoff
        ? `: an accepted handoff of ${formatMoment(linkedAt)} comes before everything else`
        : `: an agency’s invitation of the e-mail domain, of ${formatMoment(linkedAt)}, comes before everything else`;
    case 'promotion_code':
      return by === 'capture'
        ? `: the promotion code ${promotionCode ?? ''} was used on ${formatMoment(at)} before the first payment`
        : `: the promotion code ${promotionCode ?? ''} was used at the sign-up`;
    case 'email_domain':
      return ': a colleague on the same e-mail domain was credited by a click whose window still covered this sign-up';
    case 'click':
      if (by === 'purchase') return ': the latest click that counted at the purchase';
      return by === 'capture'
        ? `: a later click, reported on ${formatMoment(at)} before the first payment`
        : ': the latest click that counted at the sign-up';
  }
}

const names = {
  click: 'a click',
  invitation: 'an invitation',
  handoff: 'a handoff',
  decision: 'an admin’s decision',
  promotion_code: 'the promotion code',
  colleague: 'a colleague’s credit',
  earlier_credit: 'an earlier credit',
};

/** One candidate that lost, why, and what would have changed it. */
export function candidateWords({ kind, party, id, at, until, verdict }: Candidate): string {
  const whose = party.kind === 'nobody' ? '' : ` of ${partyWords(party)}`;
  const named = id === null ? '' : ` (${id})`;
  const when = at === null ? '' : ` of ${formatMoment(at)}`;
  const subject = `${names[kind]}${whose}${when}${named}`;
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)} lost: ${verdictWords(verdict, until)}.`;
}

/** Why a candidate lost, as the end of a sentence. */
export function verdictWords(verdict: string, until: number | null): string {
  switch (verdict) {
    case 'after_the_event':
      return 'it came only afterwards';
    case 'outside_window':
      return until === null
        ? 'its window no longer covered it'
        : `its window had ended; until ${formatMoment(until)} it would have counted`;
    case 'partner_not_active':
      return 'its partner was not active then; an active partner’s would have counted';
    case 'a_later_click_won':
      return 'a later click won; as the latest one it would have counted';
    case 'unknown_click':
      return 'no such click is recorded';
    case 'a_later_invitation':
      return 'an earlier invitation of the domain comes first';
    case 'handoff_first':
      return 'the client came through an accepted handoff, which comes before every invitation';
    case 'accepted_after_the_first_payment':
      return 'it was accepted after the first payment; before that it would have counted';
    case 'internal_use':
      return 'its agency had said that the domain is its own, and internal use never earns';
    case 'without_a_claim':
      return 'the partner had neither a handoff nor an invitation nor a click to uphold';
    case 'not_in_force_at_sign_up':
      return 'it was not in force at the sign-up; one sent before it and still open would have counted';
    case 'domain_had_customers':
      return 'the domain had customers already, and no admin approved it';
    case 'domain_of_another_agency':
      return 'the domain belongs to the agency whose invitation was accepted first';
    case 'belongs_to_no_partner':
      return 'it belongs to no partner';
    case 'not_looked_at':
      return 'what comes before clicks decided; without it the latest click in its window would have counted';
    case 'locked':
      return 'it was reported after the first payment; before that it would have moved the credit';
    case 'agency_never_moves':
      return 'a customer of an agency never moves';
    case 'not_later':
      return 'it was no later than the click that is credited';
    case 'not_on_purchase_terms':
      return 'its partner was not on terms that pay purchases';
    default:
      return verdict.replaceAll('_', ' ');
  }
}
