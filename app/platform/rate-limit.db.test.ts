import { describe, expect, it } from 'vitest';
import { db } from './db.server';
import {
  createLocalRateLimit,
  createRateLimit,
  deleteExpiredCounters,
  networkOf,
  takeAll,
} from './rate-limit.server';

describe('limits', () => {
  it('so many, then a wait, whichever process asks', async () => {
    const settings = { name: 'test', most: 3, seconds: 60 };
    const [one, another] = [createRateLimit(settings), createRateLimit(settings)];
    const answers = await Promise.all([one, another, one, another, one].map((limit) => limit.take('key')));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(3);
    const refused = await one.take('key');
    expect(refused).toMatchObject({ allowed: false });
    expect(refused.allowed ? 0 : refused.retryAfterSeconds).toBeGreaterThan(55);
    expect(await one.take('another key')).toEqual({ allowed: true });
    await one.reset('key');
    expect(await another.take('key')).toEqual({ allowed: true });
  });

  it('the table holds neither network nor mail addresses', async () => {
    await createRateLimit({ name: 'hidden', most: 1, seconds: 60 }).take('ada@people.test 203.0.113.7');
    const rows = await db.rateLimit.findMany({ where: { key: { startsWith: 'hidden' } } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toMatch(/ada|203/);
  });

  it('a refusal of the first leaves the second uncounted', async () => {
    const first = createRateLimit({ name: 'first', most: 1, seconds: 60 });
    const second = createRateLimit({ name: 'second', most: 1, seconds: 60 });
    expect(await takeAll([[first, 'a']])).toEqual({ allowed: true });
    expect(
      await takeAll([
        [first, 'a'],
        [second, 'a'],
      ]),
    ).toMatchObject({ allowed: false });
    expect(await second.take('a')).toEqual({ allowed: true });
  });

  it('what has run out is swept', async () => {
    await createRateLimit({ name: 'kept', most: 1, seconds: 60 }).take('a');
    await createRateLimit({ name: 'gone', most: 1, seconds: 60 }).take('a');
    await db.rateLimit.updateMany({ where: { key: { startsWith: 'gone' } }, data: { expire: 1n } });
    await deleteExpiredCounters();
    const left = await db.rateLimit.findMany({ where: { key: { startsWith: 'gone' } } });
    expect(left).toEqual([]);
    expect(await db.rateLimit.count({ where: { key: { startsWith: 'kept' } } })).toBe(1);
  });

  it('one of the process alone', async () => {
    const limit = createLocalRateLimit({ most: 1, seconds: 60 });
    expect(await limit.take('a')).toEqual({ allowed: true });
    expect(await limit.take('a')).toMatchObject({ allowed: false });
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['', ''],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%j is of the network %j', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
