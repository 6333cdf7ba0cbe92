import { describe, expect, it } from 'vitest';
import { utcDate } from '~/kernel/time';
import { readRange } from './range';

const now = Date.parse('2026-06-15T10:00:00Z');
const since = Date.parse('2026-01-20T08:00:00Z');
const read = (query: string) => {
  const { name, from, to, interval } = readRange(new URLSearchParams(query), { now, since });
  return [name, utcDate(from), utcDate(to), interval];
};

describe('the period of an address', () => {
  it.each([
    ['', ['90d', '2026-03-18', '2026-06-16', 'week']],
    ['range=30d', ['30d', '2026-05-17', '2026-06-16', 'day']],
    ['range=12m', ['12m', '2025-06-16', '2026-06-16', 'month']],
    ['range=all', ['all', '2026-01-20', '2026-06-16', 'month']],
    ['from=2026-02-01&to=2026-02-28', [null, '2026-02-01', '2026-03-01', 'day']],
    // what cannot be read is the default
    ['range=forever', ['90d', '2026-03-18', '2026-06-16', 'week']],
    ['from=2026-02-31&to=2026-03-02', ['90d', '2026-03-18', '2026-06-16', 'week']],
    ['from=2026-03-02&to=2026-03-01', ['90d', '2026-03-18', '2026-06-16', 'week']],
    ['from=2026-03-02', ['90d', '2026-03-18', '2026-06-16', 'week']],
    ['from=%00&to=x', ['90d', '2026-03-18', '2026-06-16', 'week']],
  ])('?%s', (query, expected) => {
    expect(read(query)).toEqual(expected);
  });

  it('is at least today, also for a partner who joined a moment ago', () => {
    const range = readRange(new URLSearchParams('range=all'), { now, since: now + 1 });
    expect(utcDate(range.from)).toBe('2026-06-15');
  });
});
