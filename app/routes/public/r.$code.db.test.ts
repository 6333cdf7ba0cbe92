import { beforeEach, describe, expect, it } from 'vitest';
import { cookieValues } from '~/domain/attribution/ref-cookie';
import { closeLink } from '~/flows/edit-links.server';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { now, setClock } from '~/platform/clock.server';
import { db, pool } from '~/platform/db.server';
import { readCounts, writeLink, writePartner } from '~/test-support/builders/links';
import { truncateAll } from '~/test-support/db';
import { loader } from './r.$code';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';
const NOON = Date.UTC(2026, 2, 1, 12);

interface Visit {
  query?: string;
  method?: string;
  headers?: Record<string, string>;
  ip?: string;
}

async function follow(code: string, { query = '', method = 'GET', headers = {}, ip }: Visit = {}) {
  const request = new Request(`http://localhost:3000/r/${encodeURIComponent(code)}${query}`, {
    method,
    headers: { 'user-agent': CHROME, ...headers },
  });
  const response = await loader({ request, params: { code }, context: { ip } });
  const cookies = response.headers.getSetCookie();
  return {
    response,
    location: response.headers.get('location'),
    cookies,
    refCookie: cookies.flatMap((cookie) => cookieValues(cookie, 'emdash_ref'))[0] ?? null,
  };
}

const clicks = () => db.click.findMany({ orderBy: { seq: 'asc' } });

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: NOON, running: false });
});

describe('GET /r/:code', () => {
  it('leads to the destination, stores one click and sets the cookie', async () => {
    const alice = await writePartner('alice');
    const link = await writeLink(alice, {
      code: 'Alice-Go',
      destination: 'https://emdash.dev/pricing?plan=team',
    });
    const { response, location, refCookie, cookies } = await follow('alice-go', {
      query: '?plan=solo&gclid=x',
      headers: { referer: 'https://news.example/post?secret=1' },
      ip: '203.0.113.7',
    });
    expect(response.status).toBe(302);
    expect(location).toBe('https://emdash.dev/pricing?plan=solo&gclid=x');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    const [click] = await clicks();
    expect(click).toMatchObject({
      channel: 'partner',
      partnerId: alice.id,
      linkId: link.id,
      source: 'direct_link',
      windowDays: 90,
      isUnique: true,
      landingUrl: 'https://emdash.dev/pricing',
      referrerHost: 'news.example',
    });
    expect(click?.at.getTime()).toBe(NOON);
    expect(click?.id).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(refCookie?.startsWith(`v1.alice.${click?.id}.${NOON}.${click?.visitorId}.`)).toBe(true);
    expect(cookies[0]).toContain('; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax');
  });

  it('leads home for an unknown or archived code, and counts nothing', async () => {
    const link = await writeLink(await writePartner('alice'), { code: 'gone' });
    await closeLink({ kind: 'admin', userId: 'admin', keyId: null }, link.id);
    for (const code of [
      'gone',
      'never-was',
      'x',
      '../../etc',
      'a\0b',
      '<script>',
      'ключ',
      'a'.repeat(4000),
    ]) {
      const { response, location, cookies } = await follow(code);
      expect([response.status, location, cookies], code).toEqual([302, 'https://emdash.dev', []]);
    }
    expect((await readCounts()).clicks).toBe(0);
  });

  it.each(['pending', 'paused', 'suspended', 'rejected', 'closed'] as const)(
    'leads to the destination of a %s partner without cookie and click',
    async (status) => {
      await writeLink(await writePartner('alice', { status }), { code: 'alice-go' });
      const { location, cookies } = await follow('alice-go');
      expect([location, cookies]).toEqual(['https://emdash.dev/pricing', []]);
      expect(await readCounts()).toMatchObject({ clicks: 0, link_clicks: 0, link_bots: 0 });
    },
  );

  it('stops counting with the commit that pauses the partner or archives the link, and begins with the one that activates', async () => {
    const alice = await writePartner('alice');
    const link = await writeLink(alice, { code: 'alice-go' });
    const setStatus = (status: 'active' | 'paused') =>
      db.partner.update({ where: { id: alice.id }, data: { status } });
    expect((await follow('alice-go')).refCookie).not.toBeNull();
    await setStatus('paused');
    expect(await follow('alice-go')).toMatchObject({
      refCookie: null,
      location: 'https://emdash.dev/pricing',
    });
    await setStatus('active');
    expect((await follow('alice-go')).refCookie).not.toBeNull();
    await closeLink({ kind: 'admin', userId: 'admin', keyId: null }, link.id);
    expect(await follow('alice-go')).toMatchObject({ refCookie: null, location: 'https://emdash.dev' });
    expect((await readCounts()).clicks).toBe(2);
  });

  it('never leads off the program, whatever stands in the table', async () => {
    const alice = await writePartner('alice');
    const link = await writeLink(alice, { code: 'alice-go' });
    for (const destination of [
      'https://evil.example/',
      'https://emdash.dev@evil.example/',
      'http://evil.example\\@emdash.dev/',
    ]) {
      await db.link.update({ where: { id: link.id }, data: { destination } });
      expect((await follow('alice-go', { query: '?to=//evil.example' })).location).toBe('https://emdash.dev');
    }
  });

  it('pins the window of the terms that would apply', async () => {
    const alice = await writePartner('alice');
    await writePartner('shop', { termsKey: 'marketplace' });
    await writeLink(alice, { code: 'alice-blog', source: 'content' });
    await db.termsVersion.create({
      data: {
        termsKey: 'content',
        version: 2,
        effectiveAt: new Date(NOON + DAY_MS),
        document: {
          ...((await db.termsVersion.findFirstOrThrow({ where: { termsKey: 'content' } }))
            .document as object),
          windowDays: 14,
        },
      },
    });
    await follow('alice');
    const { cookies } = await follow('shop');
    expect(cookies[0]).toContain('Max-Age=2592000');
    await follow('alice-blog');
    await setClock({ at: NOON + DAY_MS, running: false });
    await follow('alice-blog');
    expect((await clicks()).map((click) => click.windowDays)).toEqual([90, 30, 90, 14]);
  });
});

describe('visitors', () => {
  it('keeps the visitor of the cookie and replaces the cookie: the last click wins', async () => {
    await writePartner('alice');
    await writePartner('bob');
    const first = await follow('alice');
    const second = await follow('bob', { headers: { cookie: `theme=dark; emdash_ref=${first.refCookie}` } });
    const [one, two] = await clicks();
    expect(two?.visitorId).toBe(one?.visitorId);
    expect(second.refCookie).toContain(`v1.bob.${two?.id}.`);
  });

  it('counts a visitor once an hour per link', async () => {
    await writePartner('alice');
    await writePartner('bob');
    const { refCookie } = await follow('alice');
    const headers = { cookie: `emdash_ref=${refCookie}` };
    const at = async (time: number, code = 'alice') => {
      await setClock({ at: time, running: false });
      await follow(code, { headers });
    };
    await at(NOON + HOUR_MS - 1);
    await at(NOON + HOUR_MS - 1, 'bob');
    await at(NOON + HOUR_MS);
    // An hour after the second click, but not after the last unique one
    await at(NOON + 2 * HOUR_MS - 1);
    await at(NOON + 2 * HOUR_MS);
    expect((await clicks()).map((click) => click.isUnique)).toEqual([true, false, true, true, false, true]);
    expect(await readCounts()).toMatchObject({ clicks: 6, uniques: 4, link_uniques: 4, program_uniques: 4 });
  });

  it('counts one of many clicks of one visitor at one moment as unique', async () => {
    await writePartner('alice');
    const { refCookie } = await follow('alice');
    await setClock({ at: NOON + 2 * HOUR_MS, running: false });
    const headers = { cookie: `emdash_ref=${refCookie}` };
    await Promise.all(Array.from({ length: 50 }, () => follow('alice', { headers })));
    expect(await readCounts()).toMatchObject({ clicks: 51, uniques: 2, link_uniques: 2, link_clicks: 51 });
  });

  it.each([
    ['forged', 'v1.alice.AAAAAAAAAAAAAAAAAAAAAA.1.victim.AAAAAAAAAAAAAAAAAAAAAA'],
    ['oversize', 'v1.'.padEnd(8000, 'x')],
    ['NUL', 'v1.%00.%00'],
    ['__proto__', '__proto__'],
    ['nothing', ''],
  ])('takes a cookie with %s for none', async (_, value) => {
    await writePartner('alice');
    const many = Array.from({ length: 200 }, (_, index) => `c${index}=1`).join('; ');
    const { refCookie } = await follow('alice', { headers: { cookie: `${many}; emdash_ref=${value}` } });
    const [click] = await clicks();
    expect(click?.visitorId).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(refCookie).toContain(click?.id);
  });

  it('keeps no address: only a hash that is the same for a day and cannot be computed after it', async () => {
    await writePartner('alice');
    await follow('alice', { ip: '203.0.113.7' });
    await follow('alice', { ip: '203.0.113.7' });
    await follow('alice', { ip: '203.0.113.8' });
    await setClock({ at: NOON + DAY_MS, running: false });
    await follow('alice', { ip: '203.0.113.7' });
    await follow('alice');
    const hashes = (await clicks()).map(({ ipHash }) => ipHash && Buffer.from(ipHash).toString('hex'));
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(4);
    expect(hashes[4]).toBeNull();
    const { rows } = await pool.query('select row_to_json(click)::text as row from click');
    expect(JSON.stringify(rows)).not.toContain('203.0.113');
  });
});

describe('bots', () => {
  it.each<[string, Visit]>([
    [
      'a crawler',
      {
        headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      },
    ],
    ['a link preview', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } }],
    ['curl', { headers: { 'user-agent': 'curl/8.5.0' } }],
    ['nobody', { headers: { 'user-agent': '' } }],
    ['HEAD', { method: 'HEAD' }],
    ['Sec-Purpose', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['Purpose', { headers: { purpose: 'prefetch' } }],
    ['X-Purpose', { headers: { 'x-purpose': 'preview' } }],
    ['X-Moz', { headers: { 'x-moz': 'prefetch' } }],
  ])('redirects %s and counts it beside the clicks', async (_, visit) => {
    await writePartner('alice');
    const { response, location, cookies } = await follow('alice', { ...visit, query: '?im_ref=abc' });
    expect([response.status, location, cookies]).toEqual([302, 'https://emdash.dev/?im_ref=abc', []]);
    expect(await readCounts()).toMatchObject({
      clicks: 0,
      link_clicks: 0,
      link_bots: 1,
      program_clicks: 0,
      program_bots: 2,
    });
  });
});

describe('im_ref', () => {
  it('stores both clicks of one URL at one instant, the partner first', async () => {
    await writePartner('alice');
    const { cookies } = await follow('alice', { query: '?im_ref=Im_1~.-' });
    const stored = await clicks();
    const [partner, impact] = ['partner', 'impact'].map((channel) =>
      stored.find((click) => click.channel === channel),
    );
    expect(impact).toMatchObject({
      id: 'Im_1~.-',
      channel: 'impact',
      partnerId: null,
      linkId: null,
      source: null,
      windowDays: 30,
      isUnique: true,
      visitorId: partner?.visitorId,
      at: partner?.at,
    });
    expect(cookies).toHaveLength(2);
    expect(cookies[1]).toBe('im_ref=Im_1~.-; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax');
  });

  it('is one click however often it arrives', async () => {
    await writePartner('alice');
    await Promise.all(Array.from({ length: 20 }, () => follow('alice', { query: '?im_ref=same' })));
    await follow('unknown', { query: '?im_ref=same' });
    expect(await readCounts()).toMatchObject({ clicks: 21, impact: 1, program_clicks: 21, link_clicks: 20 });
  });

  it.each(['%00', 'a b', 'x'.repeat(65), '<script>', "'; drop table click; --", ''])(
    'ignores %j',
    async (value) => {
      await writePartner('alice');
      await follow('alice', { query: `?im_ref=${encodeURIComponent(value)}` });
      expect(await readCounts()).toMatchObject({ clicks: 1, impact: 0 });
    },
  );
});

describe('bad input', () => {
  it('refuses an address of 64 KB', async () => {
    await writePartner('alice');
    expect((await follow('alice', { query: `?a=${'x'.repeat(65_536)}` })).response.status).toBe(414);
    expect((await readCounts()).clicks).toBe(0);
  });

  it('passes on odd parameters and is not polluted by them', async () => {
    await writePartner('alice');
    const { location } = await follow('alice', { query: '?__proto__=1&constructor=2&a=1&a=2&%00=%0d%0aX:1' });
    expect(location).toBe('https://emdash.dev/?__proto__=1&constructor=2&a=1&a=2&%00=%0D%0AX%3A1');
    expect(Object.prototype).not.toHaveProperty('1');
  });
});

describe('durability', () => {
  it('has every click of 500 at once in the tables when its answer is there', async () => {
    await writePartner('alice');
    await writePartner('bob');
    const missing: string[] = [];
    await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const { refCookie } = await follow(index % 5 ? 'alice' : 'bob');
        const id = refCookie?.split('.')[2] ?? 'none';
        const { rowCount } = await pool.query('select from click where id = $1', [id]);
        if (rowCount !== 1) missing.push(id);
      }),
    );
    expect(missing).toEqual([]);
    expect(await readCounts()).toEqual({
      clicks: 500,
      uniques: 500,
      impact: 0,
      link_clicks: 500,
      link_uniques: 500,
      link_bots: 0,
      program_clicks: 500,
      program_uniques: 500,
      program_bots: 0,
    });
    expect(await db.clickDaily.count()).toBe(2);
    expect(now()).toBe(NOON);
  });
});
