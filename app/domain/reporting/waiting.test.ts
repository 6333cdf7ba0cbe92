import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { ageInWords, waitsForWhat } from './waiting';

describe('what a delivery waits for', () => {
  it.each([
    ['payment:in_123', 'payment in_123'],
    ['customer:team:a b', 'customer team:a b'],
    ['customer:x mail:y', 'customer x mail:y'],
    ['partner:solo', 'partner solo'],
    ['stripe:cus_1', 'Stripe customer cus_1'],
    ['stripe:cus_1 mail:0a1b', 'Stripe customer cus_1, or a sign-up with its mail address'],
    ['something else', 'something else'],
  ])('%s', (key, words) => {
    expect(waitsForWhat(key)).toBe(words);
  });
});

describe('how long it has waited', () => {
  it.each([
    [-1, 'less than an hour'],
    [HOUR_MS - 1, 'less than an hour'],
    [HOUR_MS, '1 hour'],
    [DAY_MS - 1, '23 hours'],
    [DAY_MS, '1 day'],
    [3 * DAY_MS + HOUR_MS, '3 days'],
  ])('%i ms', (age, words) => {
    expect(ageInWords(1_000_000, 1_000_000 + age)).toBe(words);
  });
});
