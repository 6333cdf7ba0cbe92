import { causeKeyOf, claimKey } from '~/domain/commission/claim';
import { lifeOf } from '~/domain/commission/life';
import type { TimelineEntry } from '~/domain/qualification/timeline';
import { partyOf, type Seen, type WhyNot } from './explanation';
import { idleCaptures } from './explanation-attribution';
import { candidateWords } from './explanation-attribution-words';
import { reversalStepsOf } from './explanation-life';
import { partyWords } from './explanation-phrases';
import { whyNots } from './explanation-why-not';
import { whyNotWords } from './explanation-why-not-words';
import { tell } from './explanation-words';

/** A commission as it stands in the books, by claim key. */
export type Booked = ReadonlyMap<string, { id: string; amount: bigint }>;

/** What the rules say of a customer beside what is recorded: who was credited, what was taken back, what earned nothing. */
export function explainedEntries(
  seen: Seen,
  booked: Booked,
  rewards: Record<string, string>,
): TimelineEntry[] {
  return [
    ...creditEntries(seen),
    ...captureEntries(seen),
    ...reversalEntries(seen, booked, rewards),
    ...whyNots(seen)
      // what another partner did not earn is not this one's to know
      .filter(({ party }) => party.kind !== 'another_partner')
      .map(whyNotEntry),
  ];
}

const reasons = {
  agency: 'invited or handed over by the agency',
  promotion_code: 'its promotion code was used',
  click: 'the latest click that counted',
  email_domain: 'same company as another of its customers',
};

function creditEntries({ subject, viewer, records }: Seen): TimelineEntry[] {
  return (subject.customer?.credits ?? []).map((credit, index) => {
    const party = partyOf(credit, viewer, records);
    const moved = index === 0 ? 'Credited to' : 'Moved to';
    const why = credit.reason === 'none' ? '' : `: ${reasons[credit.reason]}`;
    const clickId = party.kind === 'another_partner' ? null : (credit.click?.id ?? null);
    return {
      at: credit.at,
      type: 'attributed',
      id: String(index),
      amount: null,
      detail: { channel: credit.channel, partnerId: party.id, reason: credit.reason, clickId },
      words: `${moved} ${partyWords(party)}${why}.`,
      change:
        credit.channel === null
          ? 'A click, promotion code, invitation or colleague of a partner that counted then would have credited it.'
          : null,
    };
  });
}

/** Clicks reported later that moved nothing. */
function captureEntries(seen: Seen): TimelineEntry[] {
  const { customer } = seen.subject;
  if (!customer) return [];
  return idleCaptures(customer.signUp, customer.credits, seen).map(({ capture, candidate }) => ({
    at: capture.at,
    type: 'captured',
    id: capture.id,
    amount: null,
    detail: { partnerId: candidate.party.id, clickId: candidate.id, verdict: candidate.verdict },
    words: `A later click was reported and moved nothing. ${candidateWords(candidate)}`,
    change: null,
  }));
}

function reversalEntries(seen: Seen, booked: Booked, rewards: Record<string, string>): TimelineEntry[] {
  const { subject, viewer } = seen;
  const { claims } = subject.evaluation;
  const own = claims.filter((claim) => viewer.partnerId === null || claim.partnerId === viewer.partnerId);
  return own.flatMap((claim) => {
    const book = booked.get(claimKey(claim));
    if (!book) return [];
    const { cause } = claim;
    const payment = subject.payments.find(({ id }) => cause.type === 'payment' && id === cause.id) ?? null;
    const state = lifeOf(claim, book.amount, subject.asOf);
    return reversalStepsOf({ claim, state }, payment, subject)
      .filter(({ difference, total }) => difference.amount > 0n || total)
      .map(
        (step, index): TimelineEntry => ({
          at: step.at,
          type: 'commission_reversed',
          id: book.id,
          amount: step.difference,
          detail: {
            partnerId: claim.partnerId,
            reward: claim.rewardKey,
            month: claim.month,
            paymentId: payment?.id ?? null,
            reason: step.reason,
            step: index + 1,
          },
          words: `${rewards[claim.rewardKey] ?? claim.rewardKey}: ${tell(step).words}`,
          change: null,
        }),
      );
  });
}

function whyNotEntry(why: WhyNot): TimelineEntry {
  const { words, change } = whyNotWords(why);
  const named = why.rewardName !== null && why.reason !== 'not_qualified_yet';
  return {
    at: why.at,
    type: why.reason === 'not_qualified_yet' ? 'not_earned_yet' : 'earned_nothing',
    id: why.reward === null ? causeKeyOf(why.cause) : `${why.reward}|${causeKeyOf(why.cause)}`,
    amount: why.wouldEarn,
    detail: {
      reason: why.reason,
      reward: why.reward,
      paymentId: why.cause.type === 'payment' ? why.cause.id : null,
      slice: why.cause.type === 'payment' ? why.cause.slice : null,
      partnerId: why.party.id,
    },
    words: named ? `${why.rewardName}: ${words}` : words,
    change,
  };
}
