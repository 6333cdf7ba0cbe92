import { RECENT_ACTIVITY_DAYS, SUSTAINED_AFTER_DAYS } from '~/domain/program/terms';
import { formatDay, formatMoment } from '~/kernel/time-words';
import type { FreezeStep, PayoutStep, ReleaseStep, ReversalStep, SustainedStep } from './explanation';
import { moneyWords } from './explanation-phrases';

/** When the customer was sustained and why then, or what is missing. */
export function sustainedWords({
  at,
  floor,
  activityAt,
  activeSince,
  missing,
}: SustainedStep): [string, string[]] {
  const rule = `It asks for a payment, ${SUSTAINED_AFTER_DAYS} days since the sign-up, not having left, and a use or payment in the last ${RECENT_ACTIVITY_DAYS} days.`;
  if (at !== null) {
    const why =
      at === floor
        ? 'the first instant at which it could be'
        : 'the first use or payment after it could have been';
    const activity = activityAt === null ? [] : [`Last active on ${formatMoment(activityAt)}.`];
    return [`Sustained since ${formatMoment(at)}, ${why}.`, [rule, ...activity]];
  }
  const words = {
    first_payment: 'a first payment',
    ninety_days:
      floor === null
        ? `${SUSTAINED_AFTER_DAYS} days since the sign-up`
        : `the time until ${formatMoment(floor)}`,
    return: 'the customer’s return',
    activity:
      activeSince === null
        ? 'a use or a payment'
        : `a use or a payment on or after ${formatDay(activeSince)}`,
  };
  const list = missing.map((one) => words[one]);
  const last = list.pop();
  const missingWords = list.length > 0 ? `${list.join(', ')} and ${last}` : (last ?? 'a use or a payment');
  return [`Not sustained yet; missing: ${missingWords}.`, [rule]];
}

/** What held it, from when to when. */
export function freezeWords({ reason, at, to, outcome, disputeId }: FreezeStep): string {
  const until = to === null ? 'still open' : `until ${formatMoment(to)}`;
  const ended = outcome === null ? '' : `, ${outcome}`;
  if (reason === 'dispute')
    return `Dispute ${disputeId} froze it from ${formatMoment(at)}, ${until}${ended}.`;
  return to === null
    ? 'The customer belongs to the partner itself: frozen until an admin decides.'
    : `The customer belongs to the partner itself: an admin decided on ${formatMoment(to)}${ended}.`;
}

/** Since when it is available, or what it waits for. */
export function releasedWords({ at, plannedAt, decidedBy, waitsFor, never }: ReleaseStep): string {
  if (never) return 'Never released: it was taken back before.';
  const deciders = {
    hold: 'the end of the hold',
    sustained: 'the customer being sustained',
    dispute: 'the end of a dispute',
    self_referral: 'the decision on the self-referral',
  };
  if (at !== null)
    return `Available since ${formatMoment(at)}; ${deciders[decidedBy ?? 'hold']} came last and decided it.`;
  const waits = {
    first_payment: 'Waits for the customer’s first payment.',
    sustained: 'Waits until the customer is sustained.',
    dispute: 'Waits for the end of the dispute.',
    self_referral: 'Waits for an admin’s decision on the self-referral.',
    time: 'Waits for its date.',
  };
  if (plannedAt !== null)
    return `Will be available on ${formatMoment(plannedAt)}, decided by ${deciders[decidedBy ?? 'hold']}.`;
  return waits[waitsFor ?? 'time'];
}

const causes: Record<ReversalStep['reason'], string> = {
  refund: 'a refund',
  dispute_lost: 'a lost dispute',
  early_churn: 'the customer left within 30 days of its first payment',
  never_sustained: 'the customer left before it was sustained',
  self_referral: 'an admin denied the self-referral',
};

/** What was taken back, from where, and why. */
export function reversalWords(step: ReversalStep): { words: string; details: string[] } {
  const { refunded, refundedOfSlice, sliceBasis, target, total } = step;
  const figures =
    refunded && refundedOfSlice && sliceBasis
      ? [
          `${moneyWords(refunded)} of the payment was given back by then, the latest months first${total ? '' : `: ${moneyWords(refundedOfSlice)} of ${moneyWords(sliceBasis)} of this part`}.`,
        ]
      : [];
  const part = total ? 'all of it' : 'the same part of the commission';
  return {
    words: `${step.difference.amount === 0n ? 'Nothing more was' : `${moneyWords(step.difference)} was`} taken from ${step.from} on ${formatMoment(step.at)}: ${causes[step.reason]}.`,
    details: [...figures, `By then ${part}, ${moneyWords(target)}, must be reversed.`],
  };
}

/** Which payout carried how much of it. */
export function payoutWords({ payoutId, amount, status, at, paidAt }: PayoutStep): string {
  const ways = {
    requested: 'waits for an approval',
    approved: 'is approved and will be sent',
    sending: 'is being sent',
    paid: paidAt === null ? 'is paid' : `was paid on ${formatMoment(paidAt)}`,
    rejected: 'was rejected: the money is available again',
    failed: 'failed: the money is available again',
    returned: 'came back: the money is available again',
    canceled: 'was canceled: the money is available again',
  };
  const carried =
    amount.amount < 0n
      ? `recovers ${moneyWords({ ...amount, amount: -amount.amount })} of it`
      : `carries ${moneyWords(amount)} of it`;
  return `Payout ${payoutId} of ${formatDay(at)} ${carried} and ${ways[status]}.`;
}
