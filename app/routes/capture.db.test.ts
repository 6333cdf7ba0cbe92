import { beforeEach, describe, expect, it } from 'vitest';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { readCounts, writePartner } from '~/test-support/builders/links';
import { truncateAll } from '~/test-support/db';
import { captureFromPage } from './capture.server';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

function open(address: string, headers: Record<string, string> = {}, method = 'GET') {
  return captureFromPage(
    new Request(`http://localhost:3000${address}`, {
      method,
      headers: { 'user-agent': FIREFOX, ...headers },
    }),
    '203.0.113.7',
  );
}

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: Date.UTC(2026, 2, 1, 12), running: false });
  await writePartner('alice');
});

describe('captureFromPage', () => {
  it.each(['/?ref=alice', '/join?via=ALICE', '/docs?x=1&ref=alice&via=bob'])('counts %s', async (address) => {
    const headers = await open(address, { 'sec-fetch-dest': 'document' });
    expect(headers.getSetCookie()).toHaveLength(1);
    expect(headers.get('cache-control')).toBe('no-store');
    const click = await db.click.findFirstOrThrow();
    expect(click.landingUrl).toBe(`http://localhost:3000${address.split('?')[0]}`);
    expect(click.ipHash).not.toBeNull();
  });

  it('counts Impact’s clicks, beside a partner’s too', async () => {
    expect((await open('/?im_ref=Im1')).getSetCookie()).toHaveLength(1);
    expect((await open('/?ref=alice&im_ref=Im2')).getSetCookie()).toHaveLength(2);
    expect(await readCounts()).toMatchObject({ clicks: 3, impact: 2 });
  });

  it.each([
    '/',
    '/?reference=alice',
    '/?ref=',
    '/?ref=nobody',
    '/?ref=%3Cscript%3E',
    '/?ref=a%00',
    `/?ref=${'a'.repeat(8000)}`,
  ])('leaves %s alone', async (address) => {
    expect([...(await open(address))]).toEqual([]);
    expect((await readCounts()).clicks).toBe(0);
  });

  it('is no visit when Remix refreshes its data or a form was sent', async () => {
    await open('/join?ref=alice', { 'sec-fetch-dest': 'empty' });
    await open('/join?ref=alice', { 'content-type': 'application/x-www-form-urlencoded' });
    await open('/join?ref=alice', {}, 'POST');
    expect(await readCounts()).toMatchObject({ clicks: 0, program_bots: 0 });
  });

  it('counts robots and prefetches apart, without a cookie', async () => {
    expect([...(await open('/?ref=alice', { 'user-agent': 'Twitterbot/1.0' }))]).toEqual([]);
    expect([
      ...(await open('/?ref=alice', { 'sec-purpose': 'prefetch', 'sec-fetch-dest': 'document' })),
    ]).toEqual([]);
    expect([...(await open('/?ref=alice', {}, 'HEAD'))]).toEqual([]);
    expect(await readCounts()).toMatchObject({ clicks: 0, link_bots: 3 });
  });
});
