import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabaseUrl } from '~/test-support/db';
import { type Portal, startPortal } from '~/test-support/portal';

// What somebody with a link, or without one, can do to a handoff from outside: against the built portal, over HTTP.

const product = {
  PRODUCT_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  PRODUCT_WEBHOOK_URL: 'http://127.0.0.1:1/webhooks',
};
Object.assign(process.env, product);

const { db } = await import('~/platform/db.server');
const { now, setClock } = await import('~/platform/clock.server');
const { makeAgencyScope, makeOffer, linkMailedTo } = await import('~/test-support/builders/offers');
const { resendHandoff } = await import('~/flows/resend-handoff.server');
const { revokeHandoff } = await import('~/flows/revoke-handoff.server');
const { declineHandoff } = await import('~/flows/decline-handoff.server');

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const DAY = 86_400_000;

// each is many requests of a portal in another process
vi.setConfig({ testTimeout: 60_000 });

let portal: Portal;
let n = 0;
beforeAll(async () => {
  await setClock({ at: Date.UTC(2026, 0, 1), running: false });
  portal = await startPortal({
    databaseUrl: testDatabaseUrl,
    clock: '2026-01-01T00:00:00.000Z',
    // codes are kept under a key of it, and this process sends the offers
    env: { ...product, SESSION_SECRET: process.env.SESSION_SECRET ?? '', LOG_LEVEL: 'info' },
  });
}, 240_000);
afterAll(() => portal.stop());

const ask = (path: string, { method = 'GET', headers = {} as Record<string, string> } = {}) =>
  fetch(`${portal.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': CHROME, ...headers },
  });
const post = (path: string, fields: Record<string, string> = {}, site = 'same-origin') =>
  fetch(`${portal.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { 'user-agent': CHROME, 'sec-fetch-site': site },
  });
const offer = async () => makeOffer(await makeAgencyScope(), `web${(n++).toString(36)}.test`);
const openedAt = async (id: string) => (await db.handoff.findUniqueOrThrow({ where: { id } })).openedAt;
const codeFor = async (token: string, contact: string) => {
  const sent = await post(`/handoff/${token}/code`);
  expect([sent.status, sent.headers.get('location')]).toEqual([302, `/handoff/${token}/accept?sent=1`]);
  const mail = await db.mail.findFirstOrThrow({ where: { to: contact }, orderBy: { id: 'desc' } });
  return /^\d{6}/.exec(mail.subject)?.[0] ?? '';
};

describe('a look', () => {
  it('by a preview, a prefetch, a robot or HEAD changes nothing; by a person it is noted', async () => {
    const { token, handoffId } = await offer();
    const path = `/handoff/${token}`;
    const visits: Array<{ method?: string; headers?: Record<string, string> }> = [
      ...['Slackbot-LinkExpanding 1.0', 'facebookexternalhit/1.1', 'WhatsApp/2.23', 'Twitterbot/1.0', ''].map(
        (agent) => ({ headers: { 'user-agent': agent } }),
      ),
      { headers: { 'sec-purpose': 'prefetch;prerender' } },
      { headers: { purpose: 'prefetch' } },
      { method: 'HEAD' },
    ];
    for (const visit of [...visits, ...visits]) expect((await ask(path, visit)).status).toBe(200);
    expect(await openedAt(handoffId)).toBeNull();
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(await openedAt(handoffId)).not.toBeNull();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': expect.stringContaining('noindex'),
    });
    const html = await answer.text();
    const { manifestHash } = await db.handoff.findUniqueOrThrow({ where: { id: handoffId } });
    expect(html).toContain(manifestHash);
    expect(html).toContain('20 % of what you pay, for 12 months, at most $5,000.00 a month');
    // whatever is read of it, it can be accepted still
    expect((await ask(`${path}/accept`)).status).toBe(200);
  });

  it.each(['', '/accept', '/decline', '/access'])(
    'at a link that never was: /handoff/<token>%s',
    async (part) => {
      const { token } = await offer();
      const altered = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
      for (const wrong of [
        altered,
        `${token}AA`,
        token.slice(0, 30),
        'x',
        '..%2f..%2fadmin',
        'a'.repeat(5000),
      ]) {
        const answer = await ask(`/handoff/${wrong}${part}`);
        const landed = answer.status === 302 ? await ask(answer.headers.get('location') ?? '') : answer;
        expect(landed.status, wrong).toBe(404);
        expect(await landed.text()).toContain('This link leads nowhere');
        expect(landed.headers.get('cache-control')).toContain('no-store');
      }
    },
  );

  it('at one that is over says what became of it', async () => {
    const page = async (token: string) => {
      const answer = await ask(`/handoff/${token}`);
      return `${answer.status} ${/<h1[^>]*>([^<]+)/.exec(await answer.text())?.[1]}`;
    };
    const scope = await makeAgencyScope('Studio');
    const replaced = await makeOffer(scope, `web${(n++).toString(36)}.test`);
    await resendHandoff(scope, replaced.projectId);
    expect(await page(replaced.token)).toBe('410 A newer link was sent');
    expect(await page(await linkMailedTo(replaced.contact))).toMatch(/^200 Studio prepared/);
    await revokeHandoff(scope, replaced.projectId);
    expect(await page(await linkMailedTo(replaced.contact))).toBe('410 Studio took this offer back');
    const declined = await makeOffer(scope, `web${(n++).toString(36)}.test`);
    await declineHandoff(declined.token, null);
    expect(await page(declined.token)).toBe('200 You declined this offer');
    const late = await makeOffer(scope, `web${(n++).toString(36)}.test`);
    await setClock({ at: now() + 14 * DAY, running: false });
    // the portal hears of the clock a moment later
    await expect.poll(() => page(late.token), { timeout: 10_000 }).toBe('410 This link has expired');
    for (const part of ['accept', 'decline', 'code']) {
      const answer = await post(`/handoff/${late.token}/${part}`, { name: 'Cara', code: '123456' });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, `/handoff/${late.token}`]);
    }
    await db.partner.update({ where: { id: scope.partnerId }, data: { status: 'paused' } });
    const held = await makeOffer(await makeAgencyScope('Held'), `web${(n++).toString(36)}.test`);
    const { partnerId } = await db.handoff.findUniqueOrThrow({ where: { id: held.handoffId } });
    await db.partner.update({ where: { id: partnerId }, data: { status: 'suspended' } });
    expect(await page(held.token)).toBe('200 This offer is on hold');
  });
});

describe('an acceptance', () => {
  it('fifty times at once is one: one fact, one delivery, one event of the chain', async () => {
    const { token, handoffId, contact } = await offer();
    const code = await codeFor(token, contact);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => post(`/handoff/${token}/accept`, { name: `Cara ${i}`, code })),
    );
    // each is led to the page, which shows the one acceptance
    expect(new Set(answers.map((one) => `${one.status} ${one.headers.get('location')}`))).toEqual(
      new Set([`302 /handoff/${token}`]),
    );
    const row = await db.handoff.findUniqueOrThrow({ where: { id: handoffId } });
    expect(row.acceptedAt).not.toBeNull();
    expect(await db.webhookDelivery.count({ where: { subject: `handoff:${handoffId}` } })).toBe(1);
    expect(await db.chainEvent.count({ where: { chain: row.partnerId, type: 'handoff' } })).toBe(1);
    expect(await db.auditEntry.count({ where: { subjectId: handoffId, action: 'handoff.accepted' } })).toBe(
      1,
    );
    const html = await (await ask(`/handoff/${token}`)).text();
    expect(html).toContain('You took over what');
    expect(html).toContain(row.acceptedName ?? '-');
    expect(html).toContain(row.signature ?? '-');
    expect(html).toContain(`handoff=${token}`);
    // again, with the used code or none: nothing more
    expect((await post(`/handoff/${token}/accept`, { name: 'Eve', code })).status).toBe(302);
    expect((await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).acceptedName).toBe(
      row.acceptedName,
    );
  });

  it('is not guessed: five tries a code, five codes an hour', async () => {
    const { token, handoffId, contact } = await offer();
    const code = await codeFor(token, contact);
    const guesses = Array.from({ length: 31 }, (_, i) => String(i).padStart(6, '0')).filter(
      (one) => one !== code,
    );
    const answers = await Promise.all(
      guesses.map(async (guess) => {
        const answer = await post(`/handoff/${token}/accept`, { name: 'Eve', code: guess });
        return `${answer.status} ${/This (is not the code|code is over)/.exec(await answer.text())?.[1]}`;
      }),
    );
    expect(answers.filter((one) => one === '422 is not the code')).toHaveLength(5);
    expect(answers.filter((one) => one === '422 code is over')).toHaveLength(guesses.length - 5);
    // the right one comes too late
    expect((await post(`/handoff/${token}/accept`, { name: 'Eve', code })).status).toBe(422);
    for (let sent = 1; sent < 5; sent++) await codeFor(token, contact);
    const refused = await post(`/handoff/${token}/code`);
    expect(refused.headers.get('location')).toMatch(/\/accept\?wait=\d+$/);
    expect((await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).acceptedAt).toBeNull();
    expect(await db.handoffCode.count({ where: { handoffId } })).toBe(5);
  });

  it.each([
    [{ name: '', code: '123456' }],
    [{ name: 'Cara', code: '12345' }],
    [{ name: 'Cara', code: 'abcdef' }],
    [{ name: 'x'.repeat(101), code: '123456' }],
    [{ name: 'a\u0000b', code: '123456' }],
    [{}],
  ])('with %j is told what to do', async (fields) => {
    const { token, handoffId } = await offer();
    expect((await post(`/handoff/${token}/accept`, fields as Record<string, string>)).status).toBe(400);
    expect((await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).acceptedAt).toBeNull();
  });

  it('is not made by another site’s page', async () => {
    const { token, handoffId, contact } = await offer();
    const code = await codeFor(token, contact);
    for (const part of ['accept', 'decline', 'code']) {
      expect((await post(`/handoff/${token}/${part}`, { name: 'Eve', code }, 'cross-site')).status).toBe(403);
    }
    expect(await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).toMatchObject({
      acceptedAt: null,
      declinedAt: null,
    });
  });
});

it('no token stands in the log', async () => {
  const { token, contact } = await offer();
  await ask(`/handoff/${token}`);
  await codeFor(token, contact);
  expect(portal.output()).not.toContain(token);
});
