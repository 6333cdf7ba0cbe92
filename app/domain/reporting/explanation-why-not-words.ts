import { unreachable } from '~/kernel/invariant';
import { formatDay, formatMoment } from '~/kernel/time-words';
import type { WhyNot } from './explanation';
import { countWords, moneyWords, partyWords } from './explanation-phrases';

export interface WhyNotWords {
  /** why it earned nothing */
  words: string;
  /** what would have changed it */
  change: string;
}

/** Why something earned nothing, and what would have changed that; both from the figures in it (ADR-0073). */
export function whyNotWords(why: WhyNot): WhyNotWords {
  const earns = why.wouldEarn
    ? ` it would have earned ${moneyWords(why.wouldEarn)}`
    : ' it would have earned';
  switch (why.reason) {
    case 'partner_not_active': {
      const who = why.party.kind === 'you' ? 'You were' : `${capital(partyWords(why.party))} was`;
      return {
        words: `${who} ${why.status} since ${formatMoment(why.since)}, so it earned nothing.`,
        change: `Had the partner been active on ${formatDay(why.at)},${earns}.`,
      };
    }
    case 'needs_rate':
      return {
        words: `It was paid in ${why.paid.currency} (${moneyWords(why.paid)}), and there is no rate for ${formatDay(why.at)} yet.`,
        change: 'It waits, nothing is lost: with a rate for that day it is evaluated like any other payment.',
      };
    case 'monthly_value_too_low': {
      const least = moneyWords({ ...why.above, amount: why.above.amount + 1n });
      const gap = moneyWords({ ...why.above, amount: why.above.amount + 1n - why.monthlyValue.amount });
      const would = why.wouldEarn
        ? `it would have earned ${moneyWords(why.wouldEarn)} a month`
        : 'it would have earned';
      return {
        words: `The monthly value was ${moneyWords(why.monthlyValue)}; the reward asks for more than ${moneyWords(why.above)}.`,
        change: `At ${least} a month, ${gap} more, ${would}.`,
      };
    }
    case 'months_used_up':
      return {
        words: `The reward pays for ${countWords(why.months, 'month')} from ${formatDay(why.from)}; that is until ${formatDay(why.until)}.`,
        change: `A part that begins before ${formatMoment(why.until)} earns; then${earns}.`,
      };
    case 'churned_when_due':
      return {
        words: `The customer had left on ${formatMoment(why.leftAt)}, before this fell due.`,
        change:
          why.backAt === null || why.cause.type === 'payment'
            ? `Had it stayed, or paid again by ${formatDay(why.at)},${earns}.`
            : `It is earned at the payment that brings the customer back; had it stayed,${earns}.`,
      };
    case 'refunded_before_due':
      return {
        words: `${moneyWords(why.refunded)} of this month’s ${moneyWords(why.sliceBasis)} had been given back before it fell due.`,
        change: `Without the refund${earns}.`,
      };
    case 'nothing_paid':
      return {
        words: 'Nothing was paid: a free or trial invoice earns nothing.',
        change: 'The first payment above zero counts.',
      };
    case 'credited_to_nobody':
      return {
        words: 'The customer is credited to nobody.',
        change:
          'A click, promotion code, invitation or colleague of a partner that counted at the sign-up would have credited it.',
      };
    case 'credited_to_impact':
      return {
        words: 'The customer is credited to Impact.com, which pays its own partners.',
        change:
          'A later click of one of the program’s partners, before the first payment, would have moved it.',
      };
    case 'no_eligible_click':
      return {
        words:
          why.looked === 0
            ? 'No click came with the purchase.'
            : `Of ${countWords(why.looked, 'click')} none counted at the purchase.`,
        change: 'A click of an active partner on purchase terms, within its window, would have earned.',
      };
    case 'not_qualified_yet': {
      const days = Math.max(0, why.activeDaysAtLeast - why.activeDays);
      const members = why.membersAbove === null ? 0 : Math.max(0, why.membersAbove + 1 - why.members);
      const missing = [
        days > 0 && countWords(days, 'more active day'),
        members > 0 && countWords(members, 'more member'),
      ].filter(Boolean);
      const so = [
        why.activeDaysAtLeast > 0 &&
          `${countWords(why.activeDays, 'active day')}, at least ${why.activeDaysAtLeast} are needed`,
        why.membersAbove !== null &&
          `${countWords(why.members, 'member')}, more than ${why.membersAbove} are needed`,
      ].filter(Boolean);
      return {
        words: `${why.rewardName} is not earned yet: ${so.join('; ')}.`,
        change: `With ${missing.join(' and ')} it earns ${why.wouldEarn ? moneyWords(why.wouldEarn) : ''}.`,
      };
    }
    default:
      return unreachable(why);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
