import { DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';

const nouns: Readonly<Record<string, string>> = {
  customer: 'customer',
  payment: 'payment',
  partner: 'partner',
  stripe: 'Stripe customer',
};

/**
 * What a delivery waits for, in words (ADR-0076).
 * @param waitingFor "payment:in_1", "stripe:cus_1 mail:<hash>"
 */
export function waitsForWhat(waitingFor: string): string {
  const byMail = waitingFor.startsWith('stripe:') && waitingFor.includes(' mail:');
  const named = byMail ? (waitingFor.split(' ')[0] ?? waitingFor) : waitingFor;
  const colon = named.indexOf(':');
  const noun = nouns[named.slice(0, colon)];
  if (colon < 0 || noun === undefined) return waitingFor;
  return `${noun} ${named.slice(colon + 1)}${byMail ? ', or a sign-up with its mail address' : ''}`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How long something has waited, in whole days, else hours. */
export function ageInWords(since: Instant, now: Instant): string {
  const age = Math.max(0, now - since);
  if (age >= DAY_MS) return counted(Math.floor(age / DAY_MS), 'day');
  return age >= HOUR_MS ? counted(Math.floor(age / HOUR_MS), 'hour') : 'less than an hour';
}
