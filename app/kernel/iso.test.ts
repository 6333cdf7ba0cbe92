import { expect, it } from 'vitest';
import { parseInstant, parseInstantOrDay } from './iso';

it.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.1239999+01:30', '2026-01-31T10:30:00.123Z'],
  ['2024-02-29T23:59:59-00:00', '2024-02-29T23:59:59.000Z'],
])('%s is an instant', (text, iso) => {
  expect(new Date(parseInstant(text) ?? 0).toISOString()).toBe(iso);
});

it.each(['2026-02-29T12:00:00Z', '2026-01-31', '2026-01-31T12:00:00', '1969-01-01T00:00:00Z', 'x', ''])(
  '%j is none',
  (text) => {
    expect(parseInstant(text)).toBeUndefined();
  },
);

it('takes a day for its first instant where a day will do', () => {
  expect(parseInstantOrDay('2026-01-31')).toBe(Date.parse('2026-01-31T00:00:00Z'));
  expect(parseInstantOrDay('2026-01-31T12:00:00Z')).toBe(Date.parse('2026-01-31T12:00:00Z'));
  expect(parseInstantOrDay('2026-02-30')).toBeUndefined();
});
