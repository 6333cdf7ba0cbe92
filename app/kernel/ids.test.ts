import { describe, expect, it } from 'vitest';
import { newId, newToken } from './ids';

describe('newToken', () => {
  it('has the length asked for and no character but letters and digits', () => {
    for (const length of [0, 1, 7, 22, 5_000])
      expect(newToken(length)).toMatch(new RegExp(`^[A-Za-z0-9]{${length}}$`));
  });

  it('never comes twice, also when the drawn bytes run out', () => {
    const tokens = Array.from({ length: 20_000 }, () => newToken());
    expect(new Set(tokens).size).toBe(20_000);
  });

  it('takes every character equally often', () => {
    const counts = new Map<string, number>();
    for (const character of newToken(620_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 10 000 of each are expected; the standard deviation is 100
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(700);
  });
});

describe('newId', () => {
  it('says what it is and sorts by creation', () => {
    expect(newId('par', 1_772_366_400_000)).toMatch(/^par_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(newId('par', 1_000) < newId('par', 1_001)).toBe(true);
  });
});
