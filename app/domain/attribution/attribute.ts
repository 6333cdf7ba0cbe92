import { internalAt } from '~/domain/agency/claims';
import { byKeys } from '~/kernel/order';
import { addDays, type Instant } from '~/kernel/time';
import { byAgency, byDecision } from './agency-credit';
import { eligibleClicks } from './candidate-clicks';
import type { Click } from './click';
import type { AttributionContext, Capture, CodeUse, Colleague, Credit, Evidence, SignUp } from './credit';
import { compareClicks, judgeClick, latestClick } from './eligibility';

export { candidateClicks } from './candidate-clicks';
export type * from './credit';

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

function creditSignUp(signUp: SignUp, colleagues: readonly Colleague[], context: AttributionContext): Credit {
  const evidence: Evidence[] = [];
  return (
    byDecision(signUp, context, evidence) ??
    byAgency(signUp, colleagues, context, evidence) ??
    byPromotionCode(signUp, context, evidence) ??
    byClick(signUp, context, evidence) ??
    byColleague(signUp, colleagues, context, evidence) ??
    nobody(signUp.at, 'sign_up', evidence)
  );
}

/** Internal use is free and never earns (domain.md section 11). */
function isInternal(signUp: SignUp, partnerId: string | null, context: AttributionContext): boolean {
  return (
    partnerId !== null && internalAt(context.internalUseOf(signUp.emailDomain), signUp.at).has(partnerId)
  );
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
  if (isInternal(signUp, partnerId, context)) {
    evidence.push({ candidate: `promotion code ${code}`, verdict: 'internal_use' });
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
  const eligible = eligibleClicks(signUp, context, evidence).filter((click) => {
    const internal = isInternal(signUp, click.partnerId, context);
    if (internal) evidence.push({ candidate: `click ${click.id}`, verdict: 'internal_use' });
    return !internal;
  });
  const winner = latestClick(eligible);
  for (const click of eligible) {
    if (click !== winner) evidence.push({ candidate: `click ${click.id}`, verdict: 'a_later_click_won' });
  }
  return winner ? creditClick(winner, signUp.at, 'sign_up', evidence) : null;
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
      if (isInternal(signUp, credit.partnerId, context)) return false;
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
  // what an admin decided was of that customer alone
  const { decidedAt: _decided, ...found } = best;
  return { ...found, at: signUp.at, by: 'sign_up', reason: 'email_domain', evidence };
}

/**
 * Until the first payment a later eligible click reported for the customer moves the referral, also from or to Impact, or credits
 * one credited to nobody; agency referrals never move (domain.md section 3, re-attribution). A capture at the instant of the payment
 * comes before it.
 */
function followCaptures(signUp: SignUp, first: Credit, context: AttributionContext): Credit[] {
  const history = [first];
  if (first.decidedAt !== undefined) return history;
  const later = [...signUp.captures, ...(signUp.codesUsed ?? [])]
    .filter((capture) => capture.at >= signUp.at)
    .sort(inOrderOfUse);
  for (const capture of later) {
    const current = history[history.length - 1] ?? first;
    if (current.reason === 'agency') continue;
    if (signUp.firstPaidAt !== null && capture.at > signUp.firstPaidAt) continue;
    const moved =
      'code' in capture ? byCodeUse(capture, current, context) : byCapture(capture, current, context);
    if (moved && !isInternal(signUp, moved.partnerId, context)) history.push(moved);
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
