import { describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { makeAdmin, PASSWORD, signUp, tokenMailedTo } from '~/test-support/builders/people';
import { signIn } from './sign-in.server';
import { type SignUpWish, signUpPartner } from './sign-up-partner.server';
import { resendVerification, verifyEmail } from './verify-email.server';

const wish = (more: Partial<SignUpWish>): SignUpWish => ({
  kind: 'affiliate',
  name: 'Ada',
  handle: 'ada',
  email: 'ada@people.test',
  password: PASSWORD,
  country: 'DE',
  ip: '198.51.100.9',
  ...more,
});
const counts = async () => [await db.user.count(), await db.partner.count(), await db.link.count()];

describe('signing up', () => {
  it('a developer is active at once, with a link, terms, a standing, a balance and a mail to confirm', async () => {
    const { partnerId, userId, handle, email } = await signUp();
    const partner = await db.partner.findUniqueOrThrow({
      where: { id: partnerId },
      include: { standings: true, members: true, links: true, balances: true },
    });
    expect(partner).toMatchObject({
      status: 'active',
      kind: 'affiliate',
      termsKey: 'developer',
      rateBps: null,
    });
    expect(partner.standings).toMatchObject([{ status: 'active', termsKey: 'developer' }]);
    expect(partner.members).toMatchObject([{ userId, role: 'owner', leftAt: null }]);
    expect(partner.links).toMatchObject([{ code: handle, isDefault: true, source: 'direct_link' }]);
    expect(partner.balances).toMatchObject([{ currency: 'USD', pending: 0n, available: 0n }]);
    const user = await db.user.findUniqueOrThrow({ where: { id: userId } });
    expect(user).toMatchObject({ role: 'partner', email, emailVerifiedAt: null });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await tokenMailedTo(email, 'verify-email')).toHaveLength(43);
  });

  it('an agency waits for an admin, who hears of it, under the terms for agencies, and can sign in', async () => {
    const admin = await makeAdmin();
    const { partnerId, email } = await signUp({ kind: 'agency' });
    const partner = await db.partner.findUniqueOrThrow({ where: { id: partnerId } });
    expect(partner).toMatchObject({ status: 'pending', kind: 'agency', termsKey: 'agency' });
    expect((await signIn({ email, password: PASSWORD, ip: '' })).outcome).toBe('signed_in');
    expect(await db.mail.count({ where: { to: admin.email, subject: { startsWith: 'An agency' } } })).toBe(1);
  });

  it.each([
    [{ handle: '<script>' }, { outcome: 'invalid_handle', problem: 'malformed' }],
    [{ handle: 'admin' }, { outcome: 'invalid_handle', problem: 'reserved' }],
    [{ password: 'short' }, { outcome: 'weak_password', problem: 'too_short' }],
    [{ password: 'password1234' }, { outcome: 'weak_password', problem: 'common' }],
  ])('%j is refused and nothing is stored', async (more, expected) => {
    const before = await counts();
    expect(await signUpPartner(wish(more))).toEqual(expected);
    expect(await counts()).toEqual(before);
  });

  it('a known address: no second account, its owner hears of it, and the page can say the same', async () => {
    const { email, userId } = await signUp();
    const before = await counts();
    expect(
      await signUpPartner(wish({ email: email.toUpperCase().toLowerCase(), handle: 'fresh-handle' })),
    ).toEqual({
      outcome: 'address_known',
    });
    expect(await counts()).toEqual(before);
    const mails = await db.mail.findMany({ where: { to: email, subject: { contains: 'already have' } } });
    expect(mails).toHaveLength(1);
    expect(await db.user.findMany({ where: { email } })).toMatchObject([{ id: userId }]);
    expect((await signIn({ email, password: PASSWORD, ip: '' })).outcome).toBe('signed_in');
  });

  it('a taken handle is refused whether the address is known or not: it is no oracle', async () => {
    const { email, handle } = await signUp();
    const taken = { outcome: 'handle_taken' };
    expect(await signUpPartner(wish({ handle, email }))).toEqual(taken);
    expect(await signUpPartner(wish({ handle, email: 'new@people.test' }))).toEqual(taken);
    expect(await db.user.findUnique({ where: { email: 'new@people.test' } })).toBeNull();
  });

  it('the owner of a known address is not flooded', async () => {
    const { email } = await signUp();
    for (let i = 0; i < 5; i++) await signUpPartner(wish({ email, handle: `flood-${i}` }));
    expect(await db.mail.count({ where: { to: email, subject: { contains: 'already have' } } })).toBe(3);
  });

  it('of ten at once with one handle one gets it, of ten with one address one account is made', async () => {
    const once = async (wishes: SignUpWish[]) =>
      (await Promise.all(wishes.map(signUpPartner))).filter(({ outcome }) => outcome === 'signed_up').length;
    const ten = Array.from({ length: 10 }, (_, i) => i);
    expect(await once(ten.map((i) => wish({ handle: 'race', email: `race${i}@people.test` })))).toBe(1);
    expect(await once(ten.map((i) => wish({ handle: `race-${i}`, email: 'race@people.test' })))).toBe(1);
  });
});

describe('confirming an address', () => {
  it('by the link, once', async () => {
    const { email, userId } = await signUp();
    const token = await tokenMailedTo(email, 'verify-email');
    expect(await verifyEmail(token)).toBe(true);
    const { emailVerifiedAt } = await db.user.findUniqueOrThrow({ where: { id: userId } });
    expect(emailVerifiedAt).not.toBeNull();
    expect(await verifyEmail(token)).toBe(false);
  });

  it('not by a link of another kind, an old one, an unknown one, or after the address changed', async () => {
    const { email, userId } = await signUp();
    const token = await tokenMailedTo(email, 'verify-email');
    const kind = (value: 'reset_password' | 'verify_email') =>
      db.emailToken.updateMany({ where: { userId }, data: { kind: value } });
    expect(await verifyEmail('')).toBe(false);
    expect(await verifyEmail('a'.repeat(43))).toBe(false);
    await kind('reset_password');
    expect(await verifyEmail(token)).toBe(false);
    await kind('verify_email');
    await db.emailToken.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await verifyEmail(token)).toBe(false);
    await db.emailToken.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() + 60_000) } });
    await db.user.update({ where: { id: userId }, data: { email: `new-${email}` } });
    expect(await verifyEmail(token)).toBe(false);
  });

  it('another link ends the one before; three an hour', async () => {
    const { email, userId } = await signUp();
    const first = await tokenMailedTo(email, 'verify-email');
    expect(await resendVerification(userId)).toBe('sent');
    expect(await verifyEmail(first)).toBe(false);
    expect([await resendVerification(userId), await resendVerification(userId)]).toEqual(['sent', 'sent']);
    expect(await resendVerification(userId)).toBe('too_many');
    expect(await verifyEmail(await tokenMailedTo(email, 'verify-email'))).toBe(true);
    expect(await resendVerification(userId)).toBe('verified');
  });

  it('the table does not hold what the link holds', async () => {
    const { email, userId } = await signUp();
    const token = await tokenMailedTo(email, 'verify-email');
    const [row] = await db.emailToken.findMany({ where: { userId } });
    expect(row?.id).not.toContain(token);
    expect(await verifyEmail(row?.id ?? '')).toBe(false);
  });
});
