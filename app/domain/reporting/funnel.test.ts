import { describe, expect, it } from 'vitest';
import { MOST_POINTS, noCounts, pointOf, pointStart, pointStarts, seriesOf, totalsOf } from './funnel';

const at = (text: string) => Date.parse(text);

describe('totals', () => {
  it('begin with unique clicks and referrals without a click', () => {
    expect(
      totalsOf({
        ...noCounts,
        clicks: 40,
        uniqueClicks: 30,
        withoutClick: 2,
        signedUp: 5,
        commission: 1010n,
      }),
    ).toMatchObject({ linked: 32, signedUp: 5, epc: 25n });
  });

  it('have no bar larger than the one before it, though colleagues share one click', () => {
    const totals = totalsOf({ ...noCounts, clicks: 1, uniqueClicks: 1, signedUp: 3, activated: 3, paid: 2 });
    expect(totals.linked).toBe(3);
  });

  it.each([
    [0, 500n, 0n],
    [3, 100n, 33n],
    [8, 100n, 13n],
    [8, -100n, -13n],
  ])('%d clicks earning %d are %d each', (clicks, commission, epc) => {
    expect(totalsOf({ ...noCounts, clicks, commission }).epc).toBe(epc);
  });
});

describe('points', () => {
  it.each([
    ['day', '2026-01-01T23:59:59Z', '2026-01-01T00:00:00Z'],
    ['week', '2026-01-01T12:00:00Z', '2025-12-29T00:00:00Z'],
    ['week', '2026-01-04T23:59:59Z', '2025-12-29T00:00:00Z'],
    ['week', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'],
    ['month', '2026-02-28T12:00:00Z', '2026-02-01T00:00:00Z'],
  ] as const)('a %s with %s begins at %s', (interval, instant, start) => {
    expect(pointStart(at(instant), interval)).toBe(at(start));
  });

  it('cover the period without a gap', () => {
    const days = pointStarts(at('2026-01-30T12:00:00Z'), at('2026-02-02T00:00:00Z'), 'day');
    expect(days.map((day) => new Date(day).toISOString().slice(0, 10))).toEqual([
      '2026-01-30',
      '2026-01-31',
      '2026-02-01',
    ]);
    expect(pointStarts(at('2026-01-31T00:00:00Z'), at('2026-03-01T00:00:00.001Z'), 'month')).toHaveLength(3);
    expect(pointStarts(at('2026-01-01T00:00:00Z'), at('2026-01-12T00:00:00Z'), 'week')).toHaveLength(2);
    expect(pointStarts(0, at('2026-01-01T00:00:00Z'), 'day')).toHaveLength(MOST_POINTS + 1);
  });

  it('count what happened in them and nothing else, empty ones included', () => {
    const starts = pointStarts(at('2026-01-01T00:00:00Z'), at('2026-03-01T00:00:00Z'), 'month');
    const series = seriesOf(
      starts,
      [
        { day: at('2026-01-02T00:00:00Z'), counts: { clicks: 2, uniqueClicks: 1 } },
        { day: at('2026-01-30T00:00:00Z'), counts: { clicks: 2, paid: 1, revenue: 500n, commission: 10n } },
        { day: at('2026-03-01T00:00:00Z'), counts: { clicks: 100 } },
      ],
      'month',
    );
    expect(series).toEqual([
      {
        date: '2026-01-01',
        ...pointOf({ ...noCounts, clicks: 4, uniqueClicks: 1, paid: 1, revenue: 500n, commission: 10n }),
      },
      { date: '2026-02-01', ...pointOf(noCounts) },
    ]);
    expect(series[0]).toMatchObject({ linked: 1, epc: 3n });
  });
});
