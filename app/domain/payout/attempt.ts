import type { MinorUnits } from '~/kernel/money';
import { HOUR_MS, type Instant } from '~/kernel/time';

/**
 * Stripe forgets an idempotency key after 24 hours at the earliest (integrations.md section 3); before that the same key with the same
 * parameters is safe, however often. An hour of margin for clocks and for requests on their way.
 */
export const KEY_TRUSTED_MS = 23 * HOUR_MS;

/** Stripe may carry out a request it has taken this long after (reliability.md section 2, protocol P). */
export const LATE_EXECUTION_MS = HOUR_MS;

/** A worker that took an attempt has this long before another may take it over: with the same key that is harmless. */
export const LEASE_MS = 10_000;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** An attempt as stored before Stripe is called. Instants are the machine's: Stripe's memory is of real time. */
export interface Attempt {
  /** the first call with this key; null: never called */
  firstCalledAt: Instant | null;
  /** an answer came that makes repeating the key useless: Stripe replays a saved server error */
  lookUpFirst: boolean;
}

/**
 * What to do with an attempt whose answer is unknown: repeat the call with the same key, or look the transfer up first (protocol P).
 */
export function nextMove(attempt: Attempt, now: Instant): 'call' | 'look_up' {
  if (attempt.lookUpFirst) return 'look_up';
  if (attempt.firstCalledAt === null) return 'call';
  return now - attempt.firstCalledAt < KEY_TRUSTED_MS ? 'call' : 'look_up';
}

/** Milliseconds to wait after the n-th try (from 1) without an answer: doubling, at most five minutes. */
export function pauseAfter(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 20));
}

/** Whether a person may let a new key be used: only once nothing sent with the old one can still be carried out. */
export function mayUseNewKey(lastCalledAt: Instant, now: Instant): boolean {
  return now - lastCalledAt >= LATE_EXECUTION_MS;
}

/** A transfer as the provider reports it. */
export interface Transfer {
  id: string;
  amount: MinorUnits;
  /** upper case */
  currency: string;
  destination: string | null;
}

/** What is different in a transfer from what was asked for; null when nothing is (reliability.md I13). */
export function discrepancy(
  asked: { amount: MinorUnits; currency: string; destination: string },
  transfer: Transfer,
): string | null {
  if (transfer.amount !== asked.amount) return `amount ${transfer.amount} instead of ${asked.amount}`;
  if (transfer.currency !== asked.currency)
    return `currency ${transfer.currency} instead of ${asked.currency}`;
  if (transfer.destination !== asked.destination)
    return `destination ${transfer.destination} instead of ${asked.destination}`;
  return null;
}

const REFUSALS: Readonly<Record<string, string>> = {
  balance_insufficient:
    "The program's balance at Stripe is too low. It can be requested again once the program has topped it up.",
  insufficient_capabilities_for_transfer:
    'The payout account cannot receive transfers at the moment: Stripe still needs something from you.',
  transfers_not_allowed: 'Stripe does not allow transfers to this payout account.',
  capability_not_active:
    'The payout account cannot receive transfers at the moment: Stripe still needs something from you.',
  account_closed: 'The payout account is closed. Connect another one.',
  account_invalid: 'The payout account does not exist any more. Connect another one.',
  resource_missing: 'The payout account does not exist any more. Connect another one.',
};

/** Why Stripe refused, in words for the partner and the admin. */
export function refusalReason(code: string | null, message: string): string {
  return (code !== null ? REFUSALS[code] : undefined) ?? `Stripe refused the transfer: ${message}`;
}
