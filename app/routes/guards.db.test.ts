import { describe, expect, it } from 'vitest';
import { createApiKey, endApiKey, type KeyWish } from '~/flows/create-api-key.server';
import { db } from '~/platform/db.server';
import { makeAdmin, requestWith, signedInCookie, signUp } from '~/test-support/builders/people';
import {
  currentUser,
  requireAdmin,
  requireAdminKey,
  requireApiKey,
  requirePartner,
  requireUser,
} from './guards.server';

/** What a guard throws: its status, and where it sends. */
async function thrown(work: Promise<unknown>): Promise<[number, string | null]> {
  const response: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(response instanceof Response)) throw new Error(`no response was thrown: ${response}`);
  return [response.status, response.headers.get('Location')];
}

const partnerSession = async () => {
  const partner = await signUp();
  return { ...partner, cookie: await signedInCookie({ id: partner.userId, role: 'partner' }) };
};
const adminSession = async (options: { steppedUp?: boolean } = {}) => {
  const admin = await makeAdmin();
  return { ...admin, cookie: await signedInCookie({ id: admin.userId, role: 'admin' }, options) };
};
const signIn = (path: string): [number, string] => [302, `/login?returnTo=${encodeURIComponent(path)}`];

describe('pages of a partner', () => {
  it('nobody is sent to sign in and comes back to the page', async () => {
    expect(await thrown(requirePartner(requestWith('', '/links?source=content')))).toEqual(
      signIn('/links?source=content'),
    );
    expect(await thrown(requirePartner(requestWith('', '/links.data?_routes=routes%2Flinks')))).toEqual(
      signIn('/links'),
    );
  });

  it('a member gets the scope of the own partner', async () => {
    const { cookie, partnerId, userId } = await partnerSession();
    expect(await requirePartner(requestWith(cookie), 'owner')).toMatchObject({
      kind: 'partner',
      partnerId,
      userId,
      keyId: null,
      role: 'owner',
    });
    expect((await currentUser(requestWith(cookie)))?.user.id).toBe(userId);
  });

  it('a weak role may look and not change', async () => {
    const { cookie, userId } = await partnerSession();
    await db.partnerMember.updateMany({ where: { userId }, data: { role: 'viewer' } });
    expect((await requirePartner(requestWith(cookie))).role).toBe('viewer');
    expect(await thrown(requirePartner(requestWith(cookie), 'manager'))).toEqual([403, null]);
    expect(await thrown(requirePartner(requestWith(cookie), 'owner'))).toEqual([403, null]);
  });

  it('who left has nothing there, also when the session still looks at it', async () => {
    const { cookie, userId, partnerId } = await partnerSession();
    await db.session.updateMany({ where: { userId }, data: { partnerId } });
    await db.partnerMember.updateMany({ where: { userId }, data: { leftAt: new Date(Date.now() + 60_000) } });
    expect(await thrown(requirePartner(requestWith(cookie)))).toEqual([404, null]);
  });

  it('a session cannot look at a partner its person does not belong to', async () => {
    const mine = await partnerSession();
    const theirs = await signUp();
    await db.session.updateMany({ where: { userId: mine.userId }, data: { partnerId: theirs.partnerId } });
    expect((await requirePartner(requestWith(mine.cookie))).partnerId).toBe(mine.partnerId);
  });

  it.each(['pending', 'paused', 'suspended', 'rejected', 'closed'] as const)(
    'a %s partner still gets in and sees why',
    async (status) => {
      const { cookie, partnerId } = await partnerSession();
      await db.partner.update({ where: { id: partnerId }, data: { status } });
      expect((await requirePartner(requestWith(cookie))).partner.status).toBe(status);
    },
  );

  it('where money goes is confirmed by who has a second factor', async () => {
    const { cookie, userId } = await partnerSession();
    const open = (each: string) =>
      requirePartner(requestWith(each, '/payouts/account'), 'owner', { confirmed: true });
    expect((await open(cookie)).userId).toBe(userId);
    await db.user.update({ where: { id: userId }, data: { totpSecret: 'x', totpEnrolledAt: new Date() } });
    expect(await thrown(open(cookie))).toEqual([302, '/step-up?returnTo=%2Fpayouts%2Faccount']);
    const stepped = await signedInCookie({ id: userId, role: 'partner' }, { steppedUp: true });
    expect((await open(stepped)).userId).toBe(userId);
  });

  it('an admin is sent to the own pages', async () => {
    const { cookie } = await adminSession();
    expect(await thrown(requirePartner(requestWith(cookie)))).toEqual([302, '/admin']);
  });
});

describe('pages of admins', () => {
  it('for nobody, a partner, an admin, and one who showed the second factor', async () => {
    const partner = await partnerSession();
    const admin = await adminSession();
    const stepped = await adminSession({ steppedUp: true });
    const path = '/admin/payouts/1';
    expect(await thrown(requireAdmin(requestWith('', path)))).toEqual(signIn(path));
    expect(await thrown(requireAdmin(requestWith(partner.cookie, path)))).toEqual([404, null]);
    expect(await thrown(requireAdmin(requestWith(partner.cookie, path), { stepUp: true }))).toEqual([
      404,
      null,
    ]);
    expect(await requireAdmin(requestWith(admin.cookie, path))).toMatchObject({
      kind: 'admin',
      userId: admin.userId,
    });
    const toStepUp = [302, `/step-up?returnTo=${encodeURIComponent(path)}`];
    expect(await thrown(requireAdmin(requestWith(admin.cookie, path), { stepUp: true }))).toEqual(toStepUp);
    expect(await thrown(requireUser(requestWith(admin.cookie, path), { stepUp: true }))).toEqual(toStepUp);
    const access = await requireAdmin(requestWith(stepped.cookie, path), { stepUp: true });
    expect(access.userId).toBe(stepped.userId);
  });
});

describe('API keys', () => {
  const partnerKey = async (more: Partial<KeyWish> = {}) => {
    const partner = await signUp();
    const made = await createApiKey(null, {
      owner: { kind: 'partner', handle: partner.handle },
      name: 'test',
      expiresAt: null,
      ...more,
    });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    return { ...partner, secret: made.secret, keyId: made.key.id };
  };
  const bearing = (value: string) =>
    new Request('http://localhost:3000/api/v1/links', { headers: { Authorization: value } });
  const problemOf = async (work: Promise<unknown>) => {
    const response = await work.catch((error: unknown) => error);
    if (!(response instanceof Response)) throw new Error('no response');
    return [response.status, ((await response.json()) as { code: string }).code];
  };

  it('a partner’s key sees that partner alone, an admin’s acts for that admin', async () => {
    const { secret, partnerId, keyId } = await partnerKey();
    const scope = { kind: 'partner', partnerId, keyId, userId: null, role: 'owner' };
    expect(await requireApiKey(bearing(`Bearer ${secret}`), 'read')).toEqual(scope);
    expect(await requireApiKey(bearing(`bearer  ${secret}`), 'read')).toEqual(scope);
    expect(await problemOf(requireAdminKey(bearing(`Bearer ${secret}`), 'read'))).toEqual([
      403,
      'admin_only',
    ]);
    const admin = await makeAdmin();
    const owner = { kind: 'admin' as const, email: admin.email.toUpperCase() };
    const made = await createApiKey(null, { owner, name: 'test', expiresAt: null });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    expect(await requireAdminKey(bearing(`Bearer ${made.secret}`), 'sandbox')).toMatchObject({
      userId: admin.userId,
    });
    expect(made.key.scopes).not.toContain('payouts:approve');
    expect(JSON.stringify(await db.apiKey.findMany())).not.toContain(made.secret);
  });

  it.each([
    '',
    'Bearer',
    'Bearer x',
    'Bearer trb_',
    `Bearer trb_${'a'.repeat(43)}`,
    'Basic dHJi',
    'Bearer trb_\u00e4',
  ])('%j is unauthorized', async (value) => {
    expect(await problemOf(requireApiKey(bearing(value), 'read'))).toEqual([401, 'unauthorized']);
  });

  it('what the database holds is no key', async () => {
    const { keyId } = await partnerKey();
    const { hash } = await db.apiKey.findUniqueOrThrow({ where: { id: keyId } });
    expect(await problemOf(requireApiKey(bearing(`Bearer trb_${hash}`), 'read'))).toEqual([
      401,
      'unauthorized',
    ]);
  });

  it('a scope it lacks is refused', async () => {
    const { secret } = await partnerKey({ scopes: ['read'] });
    expect(await problemOf(requireApiKey(bearing(`Bearer ${secret}`), 'write'))).toEqual([
      403,
      'missing_scope',
    ]);
    expect(await problemOf(requireApiKey(bearing(`Bearer ${secret}`), 'payouts:approve'))).toEqual([
      403,
      'missing_scope',
    ]);
  });

  it.each(['suspended', 'closed', 'rejected'] as const)('of a %s partner it only reads', async (status) => {
    const { secret, partnerId } = await partnerKey();
    await db.partner.update({ where: { id: partnerId }, data: { status } });
    expect((await requireApiKey(bearing(`Bearer ${secret}`), 'read')).kind).toBe('partner');
    expect(await problemOf(requireApiKey(bearing(`Bearer ${secret}`), 'write'))).toEqual([
      403,
      'partner_not_active',
    ]);
  });

  it('ends by its date, by its owner, and with the admin it acts for', async () => {
    const unauthorized = [401, 'unauthorized'];
    const old = await partnerKey({ expiresAt: new Date(Date.now() - 1) });
    expect(await problemOf(requireApiKey(bearing(`Bearer ${old.secret}`), 'read'))).toEqual(unauthorized);
    const key = await partnerKey();
    const scopeOf = (partnerId: string) =>
      ({ kind: 'partner', partnerId, userId: null, keyId: null, role: 'owner' }) as const;
    expect(await endApiKey(scopeOf(old.partnerId), key.keyId)).toBe(false);
    expect(await endApiKey(scopeOf(key.partnerId), key.keyId)).toBe(true);
    expect(await endApiKey(scopeOf(key.partnerId), key.keyId)).toBe(false);
    expect(await problemOf(requireApiKey(bearing(`Bearer ${key.secret}`), 'read'))).toEqual(unauthorized);
    expect(await db.auditEntry.count({ where: { subjectId: key.keyId } })).toBe(2);

    const admin = await makeAdmin();
    const owner = { kind: 'admin' as const, email: admin.email };
    const made = await createApiKey(null, { owner, name: 'test', expiresAt: null });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    await db.user.update({ where: { id: admin.userId }, data: { role: 'partner' } });
    expect(await problemOf(requireApiKey(bearing(`Bearer ${made.secret}`), 'read'))).toEqual(unauthorized);
    await db.user.update({ where: { id: admin.userId }, data: { role: 'admin', disabledAt: new Date() } });
    expect(await problemOf(requireApiKey(bearing(`Bearer ${made.secret}`), 'read'))).toEqual(unauthorized);
  });

  it('is refused for whom there is not, for several admins, and with rights no partner has', async () => {
    const ask = (more: Partial<KeyWish>) =>
      createApiKey(null, { owner: { kind: 'admin', email: null }, name: 'test', expiresAt: null, ...more });
    await makeAdmin();
    await makeAdmin();
    const { handle } = await signUp();
    expect(await ask({})).toEqual({ outcome: 'ambiguous_admin' });
    expect(await ask({ owner: { kind: 'admin', email: 'nobody@people.test' } })).toEqual({
      outcome: 'unknown_admin',
    });
    expect(await ask({ owner: { kind: 'partner', handle: 'nobody' } })).toEqual({
      outcome: 'unknown_partner',
    });
    expect(await ask({ owner: { kind: 'partner', handle }, scopes: ['read', 'payouts:approve'] })).toEqual({
      outcome: 'scope_not_for_partners',
      scope: 'payouts:approve',
    });
  });
});
