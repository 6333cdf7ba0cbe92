import {
  type Capture,
  type Credit,
  candidateClicks,
  type Evidence,
  type SignUp,
} from '~/domain/attribution/attribute';
import type { Click } from '~/domain/attribution/click';
import { judgeClick } from '~/domain/attribution/eligibility';
import { creditPurchase } from '~/domain/commission/evaluate';
import type { PaymentFact } from '~/domain/qualification/facts';
import { addDays, type Instant } from '~/kernel/time';
import {
  type AttributionStep,
  type Candidate,
  type ClickStep,
  type Party,
  partyOf,
  type Seen,
} from './explanation';

/** From the click to the credit: how a customer, or a purchase by itself, came to be credited (domain.md section 3). */
export function attributionSteps(
  seen: Seen,
  payment: PaymentFact | null,
): Array<ClickStep | AttributionStep> {
  const { customer } = seen.subject;
  const byItself = customer?.referral?.terms?.scope !== 'customer';
  if (byItself && payment) return purchaseSteps(seen, payment);
  const credit = customer?.credits.at(-1);
  if (!customer || !credit?.channel || credit.reason === 'none' || credit.linkedAt === null) return [];
  const attribution: AttributionStep = {
    step: 'attribution',
    at: credit.at,
    by: credit.by,
    reason: credit.reason,
    party: party(credit, seen),
    linkedAt: credit.linkedAt,
    promotionCode: credit.reason === 'promotion_code' ? codeOf(customer.signUp, credit) : null,
    handoff: credit.handoffId !== undefined,
    declared: credit.handoffId !== undefined && customer.signUp.handoff?.declared === true,
    decidedAt: credit.decidedAt ?? null,
    candidates: candidatesOf(customer.signUp, customer.credits, seen),
    earlier: customer.credits
      .slice(0, -1)
      .map((one) => ({ at: one.at, party: party(one, seen), reason: one.reason })),
    lockedAt: customer.signUp.firstPaidAt,
    selfReferral: customer.referral?.selfReferral ?? false,
  };
  return credit.click ? [clickStep(credit.click, credit.at, seen), attribution] : [attribution];
}

/** The code that won: the sign-up's, or one used since. */
function codeOf({ promotionCode, codesUsed = [] }: SignUp, { by, at }: Credit): string | null {
  if (by === 'sign_up' && promotionCode !== null) return promotionCode;
  return codesUsed.findLast((use) => (by === 'capture' ? use.at === at : use.at < at))?.code ?? null;
}

function party(of: Parameters<typeof partyOf>[0], { viewer, records }: Seen): Party {
  return partyOf(of, viewer, records);
}

function clickStep(click: Click, countedAt: Instant, seen: Seen): ClickStep {
  const recorded = seen.records.clicks.get(click.id);
  return {
    step: 'click',
    at: click.at,
    clickId: click.id,
    party: party(click, seen),
    linkCode: recorded?.linkCode ?? null,
    referrerHost: recorded?.referrerHost ?? null,
    source: click.source,
    windowDays: click.windowDays,
    until: addDays(click.at, click.windowDays),
    countedAt,
  };
}

function purchaseSteps(seen: Seen, payment: PaymentFact): Array<ClickStep | AttributionStep> {
  const { click, looked } = creditPurchase(payment, seen.subject.context);
  if (!click) return [];
  const lost = looked.filter((one) => one.click !== click);
  return [
    clickStep(click, payment.at, seen),
    {
      step: 'attribution',
      at: payment.at,
      by: 'purchase',
      reason: 'click',
      party: party(click, seen),
      linkedAt: click.at,
      promotionCode: null,
      handoff: false,
      declared: false,
      decidedAt: null,
      candidates: lost.map((one) =>
        clickCandidate(one.click, one.verdict === 'eligible' ? 'a_later_click_won' : one.verdict, seen),
      ),
      earlier: [],
      lockedAt: null,
      selfReferral: false,
    },
  ];
}

/** Everything that lost, and why: what the decision names, what it had no need to look at, and captures that moved nothing. */
export function candidatesOf(signUp: SignUp, credits: readonly Credit[], seen: Seen): Candidate[] {
  const first = credits[0];
  if (!first) return [];
  const { context } = seen.subject;
  const captures = idleCaptures(signUp, credits, seen);
  // a click is told once: what its capture came to says more than that it was too late for the sign-up
  const told = new Set([...captures.map(({ click }) => click.id), credits.at(-1)?.click?.id]);
  const named = first.evidence.filter(({ candidate }) => !told.has(clickIdIn(candidate) ?? ''));
  const passedOver =
    first.reason === 'agency' || first.reason === 'promotion_code'
      ? candidateClicks(signUp.clickIds, signUp.visitorId, context, []).filter(({ id }) => !told.has(id))
      : [];
  return [
    ...named.map((evidence) => candidateFrom(evidence, signUp, seen)),
    ...passedOver.map((click) => clickCandidate(click, 'not_looked_at', seen)),
    ...captures.map(({ candidate }) => candidate),
  ];
}

function clickIdIn(candidate: string): string | null {
  return candidate.startsWith('click ') ? candidate.slice('click '.length) : null;
}

/** Evidence is kept as text ("click c1", "invitation inv_1 of par_2"): read it back. */
function candidateFrom({ candidate, verdict }: Evidence, signUp: SignUp, seen: Seen): Candidate {
  const [kind = '', ...rest] = candidate.split(' ');
  const { context } = seen.subject;
  const id = clickIdIn(candidate);
  if (id !== null) {
    const click = context.clickById(id);
    if (click) return clickCandidate(click, verdict, seen);
    return {
      kind: 'click',
      party: nobody,
      id: seen.viewer.partnerId === null ? id : null,
      at: null,
      until: null,
      verdict,
    };
  }
  if (kind === 'invitation') {
    const invitation = context.invitationsOf(signUp.emailDomain).find((one) => one.id === rest[0]);
    const who = party({ channel: 'partner', partnerId: invitation?.partnerId ?? null }, seen);
    return {
      kind: 'invitation',
      party: who,
      id: who.kind === 'another_partner' ? null : (rest[0] ?? null),
      at: invitation?.at ?? null,
      until: invitation?.expiresAt ?? null,
      verdict,
    };
  }
  if (kind === 'handoff' || kind === 'decision') {
    const who = party({ channel: 'partner', partnerId: rest.at(-1) ?? null }, seen);
    return { kind, party: who, id: null, at: null, until: null, verdict };
  }
  if (kind === 'promotion') {
    const code = seen.viewer.partnerId === null ? (rest[1] ?? null) : null;
    return { kind: 'promotion_code', party: nobody, id: code, at: signUp.at, until: null, verdict };
  }
  const who = party({ channel: 'partner', partnerId: rest.at(-1) ?? null }, seen);
  return { kind: 'colleague', party: who, id: null, at: null, until: null, verdict };
}

const nobody: Party = { kind: 'nobody', id: null, name: null };

function clickCandidate(click: Click, verdict: string, seen: Seen): Candidate {
  const who = party(click, seen);
  return {
    kind: 'click',
    party: who,
    id: who.kind === 'another_partner' ? null : click.id,
    at: click.at,
    until: addDays(click.at, click.windowDays),
    verdict,
  };
}

/** Captures after the sign-up that moved nothing: the rules pass them over without a word. */
export function idleCaptures(
  signUp: SignUp,
  credits: readonly Credit[],
  seen: Seen,
): Array<{ capture: Capture; click: Click; candidate: Candidate }> {
  const { context } = seen.subject;
  return signUp.captures.flatMap((capture) => {
    const click = context.clickById(capture.clickId);
    if (!click || capture.at < signUp.at) return [];
    if (credits.some((credit) => credit.by === 'capture' && credit.click?.id === click.id)) return [];
    const standing = credits.findLast((credit) => credit.at <= capture.at) ?? credits[0];
    if (standing?.click?.id === click.id) return [];
    const judged = judgeClick(click, capture.at, context.standingsOf);
    const verdict =
      standing?.reason === 'agency'
        ? 'agency_never_moves'
        : signUp.firstPaidAt !== null && capture.at > signUp.firstPaidAt
          ? 'locked'
          : judged !== 'eligible'
            ? judged
            : 'not_later';
    return [{ capture, click, candidate: clickCandidate(click, verdict, seen) }];
  });
}
