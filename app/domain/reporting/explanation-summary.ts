import type { Instant } from '~/kernel/time';
import { formatMoment } from '~/kernel/time-words';
import type { Explanation, WhyNot } from './explanation';
import { moneyWords } from './explanation-phrases';
import { whyNotWords } from './explanation-why-not-words';

/** What a commission comes to, in one sentence. */
export function summaryWords({ status, amount, reversed, steps }: Explanation): string {
  const left = { amount: amount.amount - reversed.amount, currency: amount.currency };
  const release = steps.find((step) => step.step === 'release');
  const of = reversed.amount > 0n ? `${moneyWords(left)} of ${moneyWords(amount)}` : moneyWords(left);
  switch (status) {
    case 'accrued':
      return `${of} qualifies; it becomes pending with the customer’s first payment.`;
    case 'vested':
      return release?.plannedAt
        ? `${of} is pending and will be available on ${formatMoment(release.plannedAt)}.`
        : `${of} is pending; its release has no date yet.`;
    case 'released':
      return `${of} is available and goes out with the next payout.`;
    case 'paid':
      return `${of} was paid.`;
    case 'reversed':
      return left.amount === 0n
        ? `All of it, ${moneyWords(amount)}, was taken back.`
        : `${moneyWords(reversed)} of ${moneyWords(amount)} was taken back; ${moneyWords(left)} is left.`;
  }
}

/** Why a commission is there no more. */
export function withdrawnWords(of: { at: Instant; moved: boolean; whyNot: WhyNot | null }): string {
  const when = `A later event undid it on ${formatMoment(of.at)}; it counts nowhere.`;
  if (of.whyNot) return `${when} ${whyNotWords(of.whyNot).words}`;
  if (of.moved) return `${when} The customer is credited to somebody else since.`;
  return `${when} What it was for is recorded otherwise now.`;
}
