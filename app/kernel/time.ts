/** Milliseconds since the epoch, UTC. The pure rules never ask a clock; times come in as arguments. */
export type Instant = number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** t + n days of 24 hours. */
export function addDays(t: Instant, days: number): Instant {
  return t + days * DAY_MS;
}

/** Calendar addition, clamped to the month's last day: Jan 31 + 1 month = Feb 28 or 29 (domain.md, units). */
export function addMonths(t: Instant, months: number): Instant {
  const date = new Date(t);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  const timeOfDay = ((t % DAY_MS) + DAY_MS) % DAY_MS;
  return Date.UTC(year, month, day) + timeOfDay;
}

/** The largest whole number n of calendar months with start + n months <= end, at least 1 (domain.md section 6). */
export function wholeMonthsBetween(start: Instant, end: Instant): number {
  const a = new Date(start);
  const b = new Date(end);
  let n = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + (b.getUTCMonth() - a.getUTCMonth()) + 1;
  while (n > 1 && addMonths(start, n) > end) n -= 1;
  return Math.max(1, n);
}

/** The number of the UTC calendar day, counted from the epoch. */
export function utcDay(t: Instant): number {
  return Math.floor(t / DAY_MS);
}

/** "2026-01": the UTC calendar month. */
export function utcMonth(t: Instant): string {
  return new Date(t).toISOString().slice(0, 7);
}

/** "2026-01-31": the UTC calendar day. */
export function utcDate(t: Instant): string {
  return new Date(t).toISOString().slice(0, 10);
}

/** The first instant of the UTC month after t's. */
export function startOfNextMonth(t: Instant): Instant {
  const date = new Date(t);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
