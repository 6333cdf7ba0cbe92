import { describe, expect, it } from 'vitest';
import { cookieOf, makeAdmin, requestWith, signedInCookie, signUp } from '~/test-support/builders/people';
import { sha256Hex } from './crypto.server';
import { db } from './db.server';
import {
  beginSession,
  decoyCookie,
  deleteExpiredSessions,
  endAllSessions,
  endOneSession,
  endSession,
  listSessions,
  readSession,
  renewSession,
} from './session.server';
import { transaction } from './transaction.server';

const DAY = 86_400_000;
const rowOf = (cookie: string) =>
  db.session.findUnique({ where: { id: sha256Hex(cookie.split('=')[1] ?? '') } });
const change = (cookie: string, data: object) =>
  db.session.update({ where: { id: sha256Hex(cookie.split('=')[1] ?? '') }, data });
const ago = (ms: number) => new Date(Date.now() - ms);

async function partnerCookie() {
  const { userId } = await signUp();
  return { userId, cookie: await signedInCookie({ id: userId, role: 'partner' }) };
}

describe('sessions', () => {
  it('the cookie is for this host, http only, lax, and holds 256 bits', async () => {
    const { userId } = await signUp();
    const header = await beginSession(requestWith(''), { id: userId, role: 'partner' });
    expect(header).toMatch(/^sid=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
  });

  it('the database has only a hash: what it holds signs nobody in', async () => {
    const { cookie, userId } = await partnerCookie();
    const [row] = await db.session.findMany({ where: { userId } });
    expect(cookie).not.toContain(row?.id);
    expect(await readSession(requestWith(`sid=${row?.id}`))).toBeNull();
    expect((await readSession(requestWith(cookie)))?.user.id).toBe(userId);
  });

  it.each([
    '',
    'sid=',
    'sid=short',
    `sid=${'a'.repeat(5000)}`,
    'sid=%00%00%00%00%00%00%00%00%00%00%00',
    'theme=%zz; sid=%zz',
    'sid',
    `xsid=${'a'.repeat(43)}`,
  ])('cookies such as %j are nobody, and no error', async (cookie) => {
    expect(await readSession(requestWith(cookie))).toBeNull();
  });

  it('a badly encoded cookie of another site does not lock anybody out', async () => {
    const { cookie, userId } = await partnerCookie();
    expect((await readSession(requestWith(`other=%zz; ${cookie}; more=%`)))?.user.id).toBe(userId);
  });

  it('a session fixed before signing in is not the one after it, and ends', async () => {
    const { userId } = await signUp();
    const planted = await signedInCookie({ id: (await signUp()).userId, role: 'partner' });
    const after = cookieOf(await beginSession(requestWith(planted), { id: userId, role: 'partner' }));
    expect(after).not.toBe(planted);
    expect(await readSession(requestWith(planted))).toBeNull();
    expect((await readSession(requestWith(after)))?.user.id).toBe(userId);
  });

  it('ends when idle: a partner after 14 days, an admin after 30 minutes', async () => {
    const { cookie } = await partnerCookie();
    const admin = await signedInCookie({ id: (await makeAdmin()).userId, role: 'admin' });
    const life = async (each: string) => ((await rowOf(each))?.expiresAt.getTime() ?? 0) - Date.now();
    expect(await life(cookie)).toBeCloseTo(14 * DAY, -5);
    expect(await life(admin)).toBeCloseTo(30 * 60_000, -5);
    for (const each of [cookie, admin]) {
      await change(each, { expiresAt: ago(1) });
      expect(await readSession(requestWith(each))).toBeNull();
    }
  });

  it('use extends it, but never past its absolute end', async () => {
    const { cookie } = await partnerCookie();
    await change(cookie, { expiresAt: new Date(Date.now() + DAY) });
    await readSession(requestWith(cookie));
    expect(((await rowOf(cookie))?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(13.9 * DAY);

    const end = new Date(Date.now() + 2 * DAY);
    await change(cookie, { expiresAt: new Date(Date.now() + DAY), absoluteExpiresAt: end });
    await readSession(requestWith(cookie));
    expect((await rowOf(cookie))?.expiresAt).toEqual(end);
    await change(cookie, { absoluteExpiresAt: ago(1), expiresAt: new Date(Date.now() + DAY) });
    expect(await readSession(requestWith(cookie))).toBeNull();
  });

  it('an admin who works on is still out after 12 hours, also when codes are shown now and then', async () => {
    const admin = await makeAdmin();
    const cookie = await signedInCookie({ id: admin.userId, role: 'admin' });
    const end = new Date(Date.now() + 60_000);
    await change(cookie, { absoluteExpiresAt: end });
    const session = await readSession(requestWith(cookie));
    if (!session) throw new Error('signed in');
    const renewed = await renewSession(requestWith(cookie), session, { steppedUp: true });
    expect((await rowOf(cookieOf(renewed)))?.absoluteExpiresAt).toEqual(end);
    expect(renewed).toMatch(/Max-Age=(59|60);/);
  });

  it('showing the second factor gives a new id, ends the old one, and counts for five minutes', async () => {
    const cookie = await signedInCookie({ id: (await makeAdmin()).userId, role: 'admin' });
    const session = await readSession(requestWith(cookie));
    if (!session) throw new Error('signed in');
    expect(session.steppedUp).toBe(false);
    const renewed = cookieOf(await renewSession(requestWith(cookie), session, { steppedUp: true }));
    expect(await readSession(requestWith(cookie))).toBeNull();
    expect((await readSession(requestWith(renewed)))?.steppedUp).toBe(true);
    await change(renewed, { steppedUpAt: ago(5 * 60_000 - 1000) });
    expect((await readSession(requestWith(renewed)))?.steppedUp).toBe(true);
    await change(renewed, { steppedUpAt: ago(5 * 60_000 + 1) });
    expect((await readSession(requestWith(renewed)))?.steppedUp).toBe(false);
  });

  it('signing out ends it on the server', async () => {
    const { cookie } = await partnerCookie();
    expect(await endSession(requestWith(cookie))).toMatch(/^sid=; HttpOnly; Max-Age=0; Path=\//);
    expect(await readSession(requestWith(cookie))).toBeNull();
  });

  it('a disabled person is out at once', async () => {
    const { cookie, userId } = await partnerCookie();
    await db.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    expect(await readSession(requestWith(cookie))).toBeNull();
  });

  it('a person sees and ends the own sessions alone', async () => {
    const { cookie, userId } = await partnerCookie();
    const elsewhere = await signedInCookie({ id: userId, role: 'partner' });
    const stranger = await partnerCookie();
    const session = await readSession(requestWith(cookie));
    if (!session) throw new Error('signed in');
    const places = await listSessions(session);
    expect(places.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = places.find(({ current }) => !current)?.id ?? '';
    expect(await transaction((tx) => endOneSession(tx, stranger.userId, other))).toBe(false);
    expect(await readSession(requestWith(elsewhere))).not.toBeNull();
    expect(await transaction((tx) => endOneSession(tx, userId, other))).toBe(true);
    expect(await readSession(requestWith(elsewhere))).toBeNull();
    await transaction((tx) => endAllSessions(tx, userId));
    expect(await readSession(requestWith(cookie))).toBeNull();
    expect(await readSession(requestWith(stranger.cookie))).not.toBeNull();
  });

  it('the decoy looks like a session and opens nothing', async () => {
    const { userId } = await signUp();
    const real = await beginSession(requestWith(''), { id: userId, role: 'partner' });
    const shape = (header: string) => header.replace(/=[\w-]{43};/, '=x;');
    expect(shape(decoyCookie())).toBe(shape(real));
    expect(await readSession(requestWith(cookieOf(decoyCookie())))).toBeNull();
  });

  it('what has run out is swept, what lives stays', async () => {
    const live = await partnerCookie();
    const idle = await partnerCookie();
    const old = await partnerCookie();
    await change(idle.cookie, { expiresAt: ago(1) });
    await change(old.cookie, { absoluteExpiresAt: ago(1) });
    await deleteExpiredSessions();
    expect([await rowOf(live.cookie), await rowOf(idle.cookie), await rowOf(old.cookie)]).toEqual([
      expect.anything(),
      null,
      null,
    ]);
  });
});
