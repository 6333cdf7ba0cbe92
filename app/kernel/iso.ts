import type { Instant } from './time';

const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * The instant of an ISO 8601 date and time with seconds and a zone, cut to milliseconds; undefined when it is none, or before 1970.
 * Stricter than `Date.parse`, which takes February 30 for March 2 and a time without a zone for the machine's own.
 */
export function parseInstant(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(`${text.slice(0, 10)}T00:00:00.000Z`);
  const exists =
    date.getUTCFullYear() === Number(year) &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day);
  const onTheClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const inZone = zone === 'Z' || (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4, 6)) < 60);
  if (!exists || !onTheClock || !inZone) return undefined;
  const at = Date.parse(`${text.slice(0, 19)}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
  return at >= 0 ? at : undefined;
}

/** Likewise, or the first instant of a UTC day: "2026-01-31". */
export function parseInstantOrDay(text: string): Instant | undefined {
  return parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
}
