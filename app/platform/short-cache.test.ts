import { describe, expect, it } from 'vitest';
import { createShortCache } from './short-cache.server';

function counting(milliseconds: number, most = 100) {
  const asked: string[][] = [];
  const cache = createShortCache<string>({
    find: async (keys) => {
      asked.push(keys);
      return keys.map((key) => (key.startsWith('no') ? null : `${key}!`));
    },
    keep: (value) => value !== 'secret!',
    milliseconds,
    most,
  });
  return { asked, cache };
}

describe('createShortCache', () => {
  it('asks once for what is remembered', async () => {
    const { asked, cache } = counting(60_000);
    expect([await cache.get('a'), await cache.get('a'), await cache.get('a', true)]).toEqual([
      'a!',
      'a!',
      'a!',
    ]);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('asks together for what arrives together', async () => {
    const { asked, cache } = counting(60_000);
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)));
    expect(asked).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('remembers nothing that is absent, unwanted or out of time', async () => {
    const { asked, cache } = counting(60_000);
    for (const key of ['none', 'none', 'secret', 'secret']) await cache.get(key);
    expect(asked).toHaveLength(4);
    const brief = counting(0);
    await brief.cache.get('a');
    await brief.cache.get('a');
    expect(brief.asked).toHaveLength(2);
  });

  it('stays small', async () => {
    const { asked, cache } = counting(60_000, 2);
    for (const key of ['a', 'b', 'c', 'c', 'a']) await cache.get(key);
    expect(asked.flat()).toEqual(['a', 'b', 'c', 'a']);
  });
});
