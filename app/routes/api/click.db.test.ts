import { beforeEach, describe, expect, it } from 'vitest';
import { IMPACT_COOKIE_NAME } from '~/domain/attribution/ref-cookie';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { readCounts, writeLink, writePartner } from '~/test-support/builders/links';
import { truncateAll } from '~/test-support/db';
import { action, loader } from './click';

const NOON = Date.UTC(2026, 2, 1, 12);
const PAGE = 'https://emdash.dev/pricing?ref=alice&email=a@b.c';

let lastAddress = 0;

async function post(body: unknown, headers: Record<string, string> = {}, address?: string) {
  const request = new Request('http://localhost:3000/api/click', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'user-agent': 'node', 'content-type': 'application/json', ...headers },
  });
  // Each from an address of its own, so that the limit of one is nobody else's.
  lastAddress += 1;
  const ip = address ?? `10.0.${lastAddress >> 8}.${lastAddress & 255}`;
  const response = await action({ request, params: {}, context: { ip } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: NOON, running: false });
});

describe('POST /api/click', () => {
  it('answers the contract and stores the click first', async () => {
    const alice = await writePartner('alice');
    const { status, body, headers } = await post({
      ref: 'Alice',
      url: PAGE,
      referrer: 'https://news.example/a?b=c',
      visitorId: 'v-1',
    });
    expect(status).toBe(201);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const click = await db.click.findFirstOrThrow();
    expect(body).toEqual({
      clickId: click.id,
      visitorId: 'v-1',
      cookie: {
        name: 'emdash_ref',
        value: expect.stringContaining(`v1.alice.${click.id}.`),
        maxAge: 7_776_000,
        domain: null,
      },
      cookies: [body.cookie],
    });
    expect(click).toMatchObject({
      partnerId: alice.id,
      linkId: alice.defaultLink.id,
      landingUrl: 'https://emdash.dev/pricing',
      referrerHost: 'news.example',
      visitorId: 'v-1',
      ipHash: null,
    });
  });

  it('knows handles, their alias and codes; ref wins over via', async () => {
    const alice = await writePartner('alice');
    await writePartner('bob');
    const blog = await writeLink(alice, { code: 'alice-blog', source: 'content' });
    await post({ via: 'bob', url: PAGE });
    await post({ ref: 'alice', via: 'bob', url: PAGE });
    await post({ code: 'ALICE-blog', url: PAGE });
    const stored = await db.click.findMany({ orderBy: { seq: 'asc' } });
    expect(stored.map(({ partnerId, linkId }) => [partnerId, linkId === blog.id])).toEqual([
      ['par-bob', false],
      [alice.id, false],
      [alice.id, true],
    ]);
  });

  it('makes up a visitor who has no id', async () => {
    await writePartner('alice');
    const { body } = await post({ ref: 'alice', url: PAGE });
    expect(body.visitorId).toMatch(/^[A-Za-z0-9]{22}$/);
  });

  it('gives an Impact click its own id and cookie, again and again', async () => {
    const first = await post({ imRef: 'Im~1', url: PAGE });
    const second = await post({ imRef: 'Im~1', url: PAGE });
    for (const { status, body } of [first, second]) {
      expect([status, body.clickId]).toEqual([201, 'Im~1']);
      expect(body.cookie).toEqual({
        name: IMPACT_COOKIE_NAME,
        value: 'Im~1',
        maxAge: 2_592_000,
        domain: null,
      });
    }
    expect(await readCounts()).toMatchObject({ clicks: 1, impact: 1, program_clicks: 1 });
  });

  it('credits the partner of a URL with both, and gives both cookies', async () => {
    await writePartner('alice');
    const { body } = await post({ ref: 'alice', imRef: 'Im~1', url: PAGE });
    expect(body.cookie.name).toBe('emdash_ref');
    expect(body.cookies.map(({ name }: { name: string }) => name)).toEqual(['emdash_ref', 'im_ref']);
    expect(await readCounts()).toMatchObject({ clicks: 2, impact: 1 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['an unknown handle', { ref: 'nobody' }],
    ['a link’s code as a handle', { ref: 'alice-blog' }],
    ['an unknown code', { code: 'nothing' }],
    ['a paused partner', { ref: 'paul' }],
    ['no parameter', {}],
    ['what can be no handle', { ref: '<script>' }],
    ['a NUL-like handle', { ref: '__proto__' }],
  ])('has nothing to credit: %s', async (_, credit) => {
    const alice = await writePartner('alice');
    await writePartner('paul', { status: 'paused' });
    await writeLink(alice, { code: 'alice-blog' });
    expect(await post({ ...credit, url: PAGE })).toMatchObject({ status: 204, body: null });
    expect((await readCounts()).clicks).toBe(0);
  });

  it('counts robots apart', async () => {
    await writePartner('alice');
    expect((await post({ ref: 'alice', url: PAGE }, { 'user-agent': 'Googlebot/2.1' })).status).toBe(204);
    expect((await post({ ref: 'alice', url: PAGE, userAgent: 'curl/8' })).status).toBe(204);
    expect(await readCounts()).toMatchObject({ clicks: 0, link_bots: 2, program_bots: 2 });
  });

  it.each<[number, string, unknown]>([
    [422, 'another host', { ref: 'alice', url: 'https://evil.example/' }],
    [422, 'a user before the host', { ref: 'alice', url: 'https://emdash.dev@evil.example/' }],
    [422, 'no URL', { ref: 'alice', url: '/pricing' }],
    [422, 'no url at all', { ref: 'alice' }],
    [422, 'a script', { ref: 'alice', url: 'javascript:alert(1)' }],
    [422, 'a number', { ref: 7, url: PAGE }],
    [422, 'an odd visitor', { ref: 'alice', url: PAGE, visitorId: 'a b' }],
    [422, 'an oversize visitor', { ref: 'alice', url: PAGE, visitorId: 'v'.repeat(65) }],
    [422, 'an unknown field', { ref: 'alice', url: PAGE, partner: 'alice' }],
    [422, 'a list', []],
    [400, 'no JSON', '{'],
    [400, 'a NUL', '{"ref":"a\\u0000","url":"https://emdash.dev"}'],
    [400, 'half a surrogate pair', '{"ref":"\\ud800","url":"https://emdash.dev"}'],
    [400, 'bottomless JSON', '['.repeat(4000) + ']'.repeat(4000)],
    [413, '9 KB', { ref: 'alice', url: `${PAGE}${'x'.repeat(9000)}` }],
  ])('refuses with %d: %s', async (status, _, body) => {
    await writePartner('alice');
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.body).toMatchObject({ status, detail: expect.any(String) });
    expect((await readCounts()).clicks).toBe(0);
  });

  it('reads what a page sends without asking first', async () => {
    await writePartner('alice');
    const visit = { ref: 'alice', url: PAGE };
    expect((await post(visit, { 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(201);
    expect((await post(visit, { 'content-type': 'text/html' })).status).toBe(415);
  });

  it('stops an address that reports too much, and says for how long', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 1_001; i++) statuses.push((await post({ url: PAGE }, {}, '192.0.2.1')).status);
    expect(statuses.indexOf(429)).toBe(1_000);
    const { headers, body } = await post({ url: PAGE }, {}, '192.0.2.1');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.status).toBe(429);
    expect((await post({ url: PAGE }, {}, '192.0.2.2')).status).toBe(204);
  });

  it('takes __proto__ for the unknown field it is', async () => {
    await writePartner('alice');
    const { status } = await post(`{"ref":"alice","url":"${PAGE}","__proto__":{"isBot":true}}`);
    expect([201, 422]).toContain(status);
    expect(Object.prototype).not.toHaveProperty('isBot');
  });
});

describe('the other methods', () => {
  const request = (method: string) => new Request('http://localhost:3000/api/click', { method });

  it('answers the preflight of any site, without credentials', () => {
    const response = loader({ request: request('OPTIONS'), params: {}, context: {} });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('has nothing to read and nothing to replace', async () => {
    expect(loader({ request: request('GET'), params: {}, context: {} }).status).toBe(405);
    expect((await action({ request: request('DELETE'), params: {}, context: {} })).status).toBe(405);
  });
});
