import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, startOfNextMonth, utcDate, utcDay, utcMonth, wholeMonthsBetween } from './time';

const at = (text: string) => Date.parse(text);
const instants = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2090-12-31T23:59:59.999Z') });
const zoned = (t: number) => Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO('UTC');

describe('calendar months', () => {
  it.each([
    ['2026-01-31T12:00:00Z', 1, '2026-02-28T12:00:00Z'],
    ['2028-01-31T12:00:00Z', 1, '2028-02-29T12:00:00Z'],
    ['2026-01-31T12:00:00Z', 2, '2026-03-31T12:00:00Z'],
    ['2026-12-15T00:00:00.001Z', 1, '2027-01-15T00:00:00.001Z'],
    ['2026-03-31T23:59:59.999Z', -1, '2026-02-28T23:59:59.999Z'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(at(from), months)).toBe(at(to));
  });

  it('agree with Temporal on every instant', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -60, max: 60 }), (t, months) => {
        expect(addMonths(t, months)).toBe(zoned(t).add({ months }).epochMilliseconds);
      }),
    );
  });

  it.each([
    ['2026-01-10T12:00:00Z', '2026-02-10T12:00:00Z', 1],
    ['2026-01-10T12:00:00Z', '2026-02-10T11:59:59Z', 1],
    ['2026-01-31T12:00:00Z', '2027-01-31T12:00:00Z', 12],
    ['2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z', 1],
    ['2026-01-10T12:00:00Z', '2026-03-09T12:00:00Z', 1],
    ['2026-01-10T12:00:00Z', '2026-01-11T12:00:00Z', 1],
  ])('between %s and %s there are %i', (start, end, months) => {
    expect(wholeMonthsBetween(at(start), at(end))).toBe(months);
  });

  it('are the largest number that fits, at least 1', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 1500 }), (start, days) => {
        const end = addDays(start, days);
        const months = wholeMonthsBetween(start, end);
        expect(months >= 1).toBe(true);
        expect(months === 1 || addMonths(start, months) <= end).toBe(true);
        expect(addMonths(start, months + 1) > end).toBe(true);
      }),
    );
  });
});

describe('UTC days and months', () => {
  it('change at midnight UTC', () => {
    expect(utcDay(at('2026-01-02T00:00:00Z')) - utcDay(at('2026-01-01T23:59:59.999Z'))).toBe(1);
    expect(utcDate(at('2026-01-31T23:59:59.999Z'))).toBe('2026-01-31');
    expect(utcMonth(at('2026-01-31T23:59:59.999Z'))).toBe('2026-01');
    expect(utcMonth(at('2026-02-01T00:00:00Z'))).toBe('2026-02');
    expect(startOfNextMonth(at('2026-12-01T00:00:00Z'))).toBe(at('2027-01-01T00:00:00Z'));
  });
});
