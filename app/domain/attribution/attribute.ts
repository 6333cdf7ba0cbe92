import { binds, type Invitation, needsApproval } from '~/domain/agency/invitation';
import { byKeys } from '~/kernel/order';
import { addDays, type Instant } from '~/kernel/time';
import type { Channel, Click, LinkSource } from './click';
import { compareClicks, judgeClick, latestClick, type StandingsOf } from './eligibility';

export type AttributionReason = 'agency' | 'promotion_code' | 'click' | 'email_domain';

/** A sign-up and the evidence that came with it or after it. Ids of customers are the product's. */
export interface SignUp {
  customerId: string;
  at: Instant;
  email: string;
  emailDomain: string;
  /** null for a free-mail domain: it never matches */
  matchDomain: string | null;
  /** ids resolved from clickId, refCookie and imRef */
  clickIds: readonly string[];
  visitorId: string | null;
  promotionCode: string | null;
  /** the accepted handoff its token named */
  handoff: { partnerId: string; acceptedAt: Instant } | null;
  captures: readonly Capture[];
  /** promotion codes used since (ADR-0084) */
  codesUsed?: readonly CodeUse[];
  /** the first payment above zero: from then on the referral is locked */
  firstPaidAt: Instant | null;
}

/** A later click reported for a known customer (domain.md section 3, re-attribution). */
export interface Capture {
  id: string;
  at: Instant;
  clickId: string;
}

/** A promotion code a known customer used at a checkout. */
export interface CodeUse {
  id: string;
  at: Instant;
  /** upper case */
  code: string;
}

/** Who is credited from an instant on; channel null = nobody. */
export interface Credit {
  at: Instant;
  /** what brought it about: at one instant a sign-up comes before a capture */
  by: 'sign_up' | 'capture';
  channel: Channel | null;
  partnerId: string | null;
  reason: AttributionReason | 'none';
  click: Click | null;
  source: LinkSource | null;
  linkedAt: Instant | null;
  /** what was looked at and why it lost, for the explanation */
  evidence: Evidence[];
}

export interface Evidence {
  candidate: string;
  verdict: string;
}

/** What attribution must look up; pure functions over data already loaded. */
export interface AttributionContext {
  clickById: (id: string) => Click | undefined;
  clicksOfVisitor: (visitorId: string) => readonly Click[];
  standingsOf: StandingsOf;
  invitationsOf: (domain: string) => readonly Invitation[];
  /** the partner a promotion code belongs to */
  ownerOfCode: (code: string) => string | undefined;
  /** days a code's credit covers colleagues on the same domain: the window of its owner's terms */
  windowOfCode: (partnerId: string, at: Instant) => number;
}

const nobody = (at: Instant, by: Credit['by'], evidence: Evidence[]): Credit => ({
  at,
  by,
  channel: null,
  partnerId: null,
  reason: 'none',
  click: null,
  source: null,
  linkedAt: null,
  evidence,
});

function creditClick(click: Click, at: Instant, by: Credit['by'], evidence: Evidence[]): Credit {
  return {
    at,
    by,
    channel: click.channel,
    partnerId: click.partnerId,
    reason: 'click',
    click,
    source: click.source,
    linkedAt: click.at,
    evidence,
  };
}

/**
 * The credits of customers that share an e-mail domain, each a history oldest first; the last one stands (domain.md section 3).
 * Customers are taken in order of sign-up, so that a colleague follows whoever was credited at that instant.
 */
export function attributeGroup(group: readonly SignUp[], context: AttributionContext): Map<string, Credit[]> {
  const histories = new Map<string, Credit[]>();
  const inOrder = [...group].sort(
    byKeys(
      (s) => s.at,
      (s) => s.customerId,
    ),
  );
  for (const signUp of inOrder) {
    const colleagues =
      signUp.matchDomain === null ? [] : inOrder.filter((other) => sharesDomain(signUp, other, histories));
    const earlier = colleagues.map((other) => ({
      signedUpAt: other.at,
      credit: standingCredit(histories.get(other.customerId) ?? [], signUp.at),
    }));
    const first = creditSignUp(signUp, earlier, context);
    histories.set(signUp.customerId, followCaptures(signUp, first, context));
  }
  return histories;
}

function sharesDomain(signUp: SignUp, other: SignUp, done: Map<string, Credit[]>): boolean {
  return other.matchDomain === signUp.matchDomain && done.has(other.customerId);
}

/** The credit in force when somebody else signs up at `at`: captures of that very instant come after sign-ups. */
function standingCredit(history: readonly Credit[], at: Instant): Credit | undefined {
  return history.findLast((credit) => credit.at < at || (credit.at === at && credit.by === 'sign_up'));
}

/** Somebody of the same domain who signed up earlier, and who was credited with them when this one did. */
interface Colleague {
  signedUpAt: Instant;
  credit: Credit | undefined;
}

function creditSignUp(signUp: SignUp, colleagues: readonly Colleague[], context: AttributionContext): Credit {
  const evidence: Evidence[] = [];
  return (
    byAgency(signUp, colleagues, context, evidence) ??
    byPromotionCode(signUp, context, evidence) ??
    byClick(signUp, context, evidence) ??
    byColleague(signUp, colleagues, context, evidence) ??
    nobody(signUp.at, 'sign_up', evidence)
  );
}

function byAgency(
  signUp: SignUp,
  colleagues: readonly Colleague[],
  context: AttributionContext,
  evidence: Evidence[],
): Credit | null {
  const credit = (partnerId: string, linkedAt: Instant): Credit => ({
    at: signUp.at,
    by: 'sign_up',
    channel: 'partner',
    partnerId,
    reason: 'agency',
    click: null,
    source: 'agency',
    linkedAt,
    evidence,
  });
  if (signUp.handoff) return credit(signUp.handoff.partnerId, signUp.handoff.acceptedAt);
  const invitations = [...context.invitationsOf(signUp.emailDomain)].sort(
    byKeys(
      (i) => i.at,
      (i) => i.id,
    ),
  );
  const verdicts = invitations.map((invitation) => ({
    invitation,
    verdict: judgeInvitation(invitation, signUp, colleagues),
  }));
  const binding = verdicts.find(({ verdict }) => verdict === 'in_force')?.invitation;
  for (const { invitation, verdict } of verdicts) {
    if (invitation === binding) continue;
    const lost = verdict === 'in_force' ? 'a_later_invitation' : verdict;
    evidence.push({ candidate: `invitation ${invitation.id} of ${invitation.partnerId}`, verdict: lost });
  }
  return binding ? credit(binding.partnerId, binding.at) : null;
}

/** One domain, one agency: the first accepted wins (domain.md section 11). */
function judgeInvitation(invitation: Invitation, signUp: SignUp, colleagues: readonly Colleague[]): string {
  if (!binds(invitation, signUp.at)) return 'not_in_force_at_sign_up';
  const signUps = colleagues.map((colleague) => colleague.signedUpAt);
  if (needsApproval(invitation, signUps)) return 'domain_had_customers';
  const taken = colleagues.find(({ credit }) => credit?.reason === 'agency')?.credit?.partnerId;
  return taken === undefined || taken === invitation.partnerId ? 'in_force' : 'domain_of_another_agency';
}

function byPromotionCode(signUp: SignUp, context: AttributionContext, evidence: Evidence[]): Credit | null {
  const early = signUp.codesUsed?.filter((use) => use.at < signUp.at).sort(inOrderOfUse);
  const code = signUp.promotionCode ?? early?.at(-1)?.code ?? null;
  if (code === null) return null;
  const partnerId = context.ownerOfCode(code);
  if (partnerId === undefined) {
    evidence.push({ candidate: `promotion code ${code}`, verdict: 'belongs_to_no_partner' });
    return null;
  }
  // ADR-0019: without a click the sign-up itself is the link
  return {
    at: signUp.at,
    by: 'sign_up',
    channel: 'partner',
    partnerId,
    reason: 'promotion_code',
    click: null,
    source: 'direct_link',
    linkedAt: signUp.at,
    evidence,
  };
}

function byClick(signUp: SignUp, context: AttributionContext, evidence: Evidence[]): Credit | null {
  const early = signUp.captures.filter((capture) => capture.at < signUp.at).map((capture) => capture.clickId);
  const clicks = candidateClicks([...signUp.clickIds, ...early], signUp.visitorId, context, evidence);
  const eligible = clicks.filter((click) => {
    const verdict = judgeClick(click, signUp.at, context.standingsOf);
    if (verdict !== 'eligible') evidence.push({ candidate: `click ${click.id}`, verdict });
    return verdict === 'eligible';
  });
  const winner = latestClick(eligible);
  for (const click of eligible) {
    if (click !== winner) evidence.push({ candidate: `click ${click.id}`, verdict: 'a_later_click_won' });
  }
  return winner ? creditClick(winner, signUp.at, 'sign_up', evidence) : null;
}

/** The clicks named by id and those of the visitor, each once. */
export function candidateClicks(
  clickIds: readonly string[],
  visitorId: string | null,
  context: Pick<AttributionContext, 'clickById' | 'clicksOfVisitor'>,
  evidence: Evidence[],
): Click[] {
  const found = new Map<string, Click>();
  for (const id of clickIds) {
    const click = context.clickById(id);
    if (click) found.set(click.id, click);
    else evidence.push({ candidate: `click ${id}`, verdict: 'unknown_click' });
  }
  for (const click of visitorId === null ? [] : context.clicksOfVisitor(visitorId))
    found.set(click.id, click);
  return [...found.values()];
}

function byColleague(
  signUp: SignUp,
  colleagues: readonly Colleague[],
  context: AttributionContext,
  evidence: Evidence[],
): Credit | null {
  const covering = colleagues
    .map(({ credit }) => credit)
    .filter((credit): credit is Credit => {
      if (!credit || credit.partnerId === null || credit.linkedAt === null) return false;
      if (credit.reason !== 'click' && credit.reason !== 'promotion_code') return false;
      const windowDays = credit.click?.windowDays ?? context.windowOfCode(credit.partnerId, credit.linkedAt);
      const covers = signUp.at <= addDays(credit.linkedAt, windowDays);
      if (!covers)
        evidence.push({ candidate: `colleague credited to ${credit.partnerId}`, verdict: 'outside_window' });
      return covers;
    });
  const best = covering
    .sort(
      byKeys(
        (credit) => credit.linkedAt ?? 0,
        (credit) => credit.click?.seq ?? 0,
      ),
    )
    .at(-1);
  if (!best) return null;
  return { ...best, at: signUp.at, by: 'sign_up', reason: 'email_domain', evidence };
}

/**
 * Until the first payment a later eligible click reported for the customer moves the referral, also from or to Impact, or credits
 * one credited to nobody; agency referrals never move (domain.md section 3, re-attribution). A capture at the instant of the payment
 * comes before it.
 */
function followCaptures(signUp: SignUp, first: Credit, context: AttributionContext): Credit[] {
  const history = [first];
  const later = [...signUp.captures, ...(signUp.codesUsed ?? [])]
    .filter((capture) => capture.at >= signUp.at)
    .sort(inOrderOfUse);
  for (const capture of later) {
    const current = history[history.length - 1] ?? first;
    if (current.reason === 'agency') continue;
    if (signUp.firstPaidAt !== null && capture.at > signUp.firstPaidAt) continue;
    const moved =
      'code' in capture ? byCodeUse(capture, current, context) : byCapture(capture, current, context);
    if (moved) history.push(moved);
  }
  return history;
}

const inOrderOfUse = byKeys<{ at: Instant; id: string }>(
  (c) => c.at,
  (c) => c.id,
);

const displaced = ({ partnerId, channel }: Credit, verdict: string): Evidence[] => [
  { candidate: `credited to ${partnerId ?? channel ?? 'nobody'} before`, verdict },
];

function byCapture(capture: Capture, current: Credit, context: AttributionContext): Credit | null {
  const click = context.clickById(capture.clickId);
  if (!click || judgeClick(click, capture.at, context.standingsOf) !== 'eligible') return null;
  if (!isLater(click, current)) return null;
  return creditClick(click, capture.at, 'capture', displaced(current, 'a_later_click_won'));
}

/** A code used at a checkout counts as a click would that was made then (ADR-0084). */
function byCodeUse({ at, code }: CodeUse, current: Credit, context: AttributionContext): Credit | null {
  const partnerId = context.ownerOfCode(code);
  if (partnerId === undefined || partnerId === current.partnerId) return null;
  if (current.linkedAt !== null && at <= current.linkedAt) return null;
  return {
    ...{ at, by: 'capture', channel: 'partner', partnerId, reason: 'promotion_code', click: null },
    ...{ source: 'direct_link', linkedAt: at, evidence: displaced(current, 'a_later_code_won') },
  };
}

function isLater(click: Click, current: Credit): boolean {
  if (current.linkedAt === null) return true;
  if (current.click) return compareClicks(click, current.click) > 0;
  return click.at > current.linkedAt;
}
