import type { Instant } from '~/kernel/time';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a delivery is tried, from its first try on (contract.md: "retried with backoff for 3 days"). */
export const RETRIED_FOR_MS = 72 * HOUR;

/** After the first failed try, the second, ...: the schedule that Standard Webhooks recommends. The tenth try is the last. */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
] as const;
/** Nobody may ask for a longer one. */
const LONGEST_ASKED_MS = 24 * HOUR;
const JITTER = 0.1;

export interface FailedTry {
  /** when it was made */
  at: Instant;
  /** the tries since the first one, or since a person sent it again, this one included */
  tries: number;
  /** when the last try is made */
  until: Instant;
  /** 410: the endpoint wants no more */
  gone: boolean;
  /** how long the endpoint asked us to wait, milliseconds */
  retryAfterMs: number | null;
}

/**
 * When a delivery that failed is tried next: each pause is longer than the one before, by up to a tenth longer or shorter, so that what failed
 * together does not come back together. The last try is made when the time is over.
 * @param random 0 to 1
 * @returns null: it is given up
 */
export function nextTryAt(failed: FailedTry, random: number): Instant | null {
  if (failed.gone || failed.at >= failed.until) return null;
  const pause = PAUSES_MS[failed.tries - 1] ?? RETRIED_FOR_MS;
  const jittered = Math.round(pause * (1 - JITTER + 2 * JITTER * random));
  const asked = Math.min(failed.retryAfterMs ?? 0, LONGEST_ASKED_MS);
  return Math.min(failed.at + Math.max(jittered, asked), failed.until);
}
