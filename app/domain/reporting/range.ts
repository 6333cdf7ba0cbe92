import { addMonths, DAY_MS, type Instant, utcDate } from '~/kernel/time';
import type { FunnelInterval } from './funnel';

/** Periods one can choose from; each ends with today. */
export const rangeNames = ['30d', '90d', '12m', 'all'] as const;
export type RangeName = (typeof rangeNames)[number];

/** A period of whole UTC days: from <= instant < to. */
export interface Range {
  /** null: from and to were named in the address */
  name: RangeName | null;
  from: Instant;
  to: Instant;
  /** how finely its charts and tables are cut: no more points than one can read */
  interval: FunnelInterval;
}

const DEFAULT_RANGE: RangeName = '90d';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The period an address asks for: `?range=30d|90d|12m|all`, or `?from=2026-01-01&to=2026-01-31` (both days included). What cannot be read
 * is the last 90 days: a page shows something whatever its address says.
 * @param since what "all" begins with: the partner's first day
 */
export function readRange(params: URLSearchParams, { now, since }: { now: Instant; since: Instant }): Range {
  const to = startOfDay(now) + DAY_MS;
  const named = readDays(params);
  if (named) return { name: null, ...named, interval: intervalOf(named.from, named.to) };
  const asked = params.get('range');
  const name = rangeNames.find((one) => one === asked) ?? DEFAULT_RANGE;
  const from = Math.min(startOf(name, { to, since }), to - DAY_MS);
  return { name, from, to, interval: intervalOf(from, to) };
}

function startOf(name: RangeName, { to, since }: { to: Instant; since: Instant }): Instant {
  switch (name) {
    case '30d':
      return to - 30 * DAY_MS;
    case '90d':
      return to - 90 * DAY_MS;
    case '12m':
      return addMonths(to, -12);
    case 'all':
      return startOfDay(since);
  }
}

function readDays(params: URLSearchParams): { from: Instant; to: Instant } | undefined {
  const from = readDay(params.get('from'));
  const last = readDay(params.get('to'));
  if (from === undefined || last === undefined || from > last) return undefined;
  return { from, to: last + DAY_MS };
}

function readDay(text: string | null): Instant | undefined {
  if (!text || !DAY.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`);
  // "2026-02-31" is read as a day of March by some
  return Number.isNaN(day) || utcDate(day) !== text ? undefined : day;
}

function startOfDay(t: Instant): Instant {
  return Math.floor(t / DAY_MS) * DAY_MS;
}

function intervalOf(from: Instant, to: Instant): FunnelInterval {
  const days = (to - from) / DAY_MS;
  if (days <= 31) return 'day';
  return days <= 120 ? 'week' : 'month';
}
