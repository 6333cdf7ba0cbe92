import { describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { readSession } from '~/platform/session.server';
import { PASSWORD, requestWith, signedInCookie, signUp, tokenMailedTo } from '~/test-support/builders/people';
import { changePassword, confirmPassword } from './change-password.server';
import { isResetLinkGood, requestPasswordReset, resetPassword } from './reset-password.server';
import { signIn } from './sign-in.server';

const NEXT = 'another four words';
const ask = (email: string, ip = '198.51.100.3') => requestPasswordReset({ email, ip });

describe('a forgotten password', () => {
  it('known and unknown addresses get the same answer in the same time', async () => {
    const { email } = await signUp();
    for (const each of [email, 'nobody@people.test']) {
      const started = performance.now();
      expect(await ask(each)).toEqual({ outcome: 'accepted' });
      expect(performance.now() - started).toBeGreaterThanOrEqual(245);
    }
    expect(await db.mail.count({ where: { to: 'nobody@people.test' } })).toBe(0);
  });

  it('the link sets a new one, confirms the address, signs out everywhere and is told', async () => {
    const { email, userId } = await signUp();
    const cookie = await signedInCookie({ id: userId, role: 'partner' });
    await ask(email);
    const token = await tokenMailedTo(email, 'reset-password');
    expect(await isResetLinkGood(token)).toBe(true);
    expect(await resetPassword(token, NEXT)).toEqual({ outcome: 'changed' });
    expect(await readSession(requestWith(cookie))).toBeNull();
    expect((await db.user.findUniqueOrThrow({ where: { id: userId } })).emailVerifiedAt).not.toBeNull();
    expect((await signIn({ email, password: PASSWORD, ip: '' })).outcome).toBe('refused');
    expect((await signIn({ email, password: NEXT, ip: '' })).outcome).toBe('signed_in');
    expect(await db.mail.count({ where: { to: email, subject: { contains: 'was changed' } } })).toBe(1);
    expect(await db.auditEntry.count({ where: { subjectId: userId, action: 'user.password_reset' } })).toBe(
      1,
    );
  });

  it('the link is good once, also when it is used twice at the same moment', async () => {
    const { email } = await signUp();
    await ask(email);
    const token = await tokenMailedTo(email, 'reset-password');
    const results = await Promise.all(
      ['one word two words', 'two words one word'].map((p) => resetPassword(token, p)),
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'link_not_good']);
    expect(await resetPassword(token, NEXT)).toEqual({ outcome: 'link_not_good' });
    expect(await isResetLinkGood(token)).toBe(false);
  });

  it('an old link, an unknown one, one of another kind and one before the latest are no good', async () => {
    const { email, userId } = await signUp();
    expect(await resetPassword(await tokenMailedTo(email, 'verify-email'), NEXT)).toEqual({
      outcome: 'link_not_good',
    });
    expect(await resetPassword('', NEXT)).toEqual({ outcome: 'link_not_good' });
    await ask(email);
    const first = await tokenMailedTo(email, 'reset-password');
    await ask(email);
    expect(await resetPassword(first, NEXT)).toEqual({ outcome: 'link_not_good' });
    const second = await tokenMailedTo(email, 'reset-password');
    await db.emailToken.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await resetPassword(second, NEXT)).toEqual({ outcome: 'link_not_good' });
    expect((await signIn({ email, password: PASSWORD, ip: '' })).outcome).toBe('signed_in');
  });

  it('a weak password does not use the link up', async () => {
    const { email } = await signUp();
    await ask(email);
    const token = await tokenMailedTo(email, 'reset-password');
    expect(await resetPassword(token, 'short')).toEqual({ outcome: 'weak_password', problem: 'too_short' });
    expect(await resetPassword(token, NEXT)).toEqual({ outcome: 'changed' });
  });

  it('a disabled person gets no link and can use none', async () => {
    const { email, userId } = await signUp();
    await ask(email);
    const token = await tokenMailedTo(email, 'reset-password');
    await db.user.update({ where: { id: userId }, data: { disabledAt: new Date() } });
    expect(await resetPassword(token, NEXT)).toEqual({ outcome: 'link_not_good' });
    const before = await db.mail.count({ where: { to: email } });
    expect(await ask(email)).toEqual({ outcome: 'accepted' });
    expect(await db.mail.count({ where: { to: email } })).toBe(before);
  });

  it('three mails an hour, then the same answer without a mail; a network is slowed down', async () => {
    const { email } = await signUp();
    for (let i = 0; i < 5; i++) expect(await ask(email, `203.0.113.${i}`)).toEqual({ outcome: 'accepted' });
    expect(await db.mail.count({ where: { to: email, subject: { startsWith: 'Set a new' } } })).toBe(3);
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, i) => ask(`nobody${i}@people.test`, '203.0.113.99')),
    );
    expect(answers.filter(({ outcome }) => outcome === 'too_many')).toHaveLength(5);
  });
});

describe('changing the password', () => {
  const change = (userId: string, current: string, next = NEXT) => changePassword(userId, { current, next });

  it('needs the old one, and ends every session', async () => {
    const { userId, email } = await signUp();
    const cookie = await signedInCookie({ id: userId, role: 'partner' });
    expect(await change(userId, 'wrong')).toEqual({ outcome: 'wrong_password' });
    expect(await change(userId, PASSWORD, 'short')).toEqual({
      outcome: 'weak_password',
      problem: 'too_short',
    });
    expect(await readSession(requestWith(cookie))).not.toBeNull();
    expect(await change(userId, PASSWORD)).toEqual({ outcome: 'changed' });
    expect(await readSession(requestWith(cookie))).toBeNull();
    expect((await signIn({ email, password: NEXT, ip: '' })).outcome).toBe('signed_in');
  });

  it('five wrong ones, then a wait, also for the right one', async () => {
    const { userId } = await signUp();
    for (let i = 0; i < 5; i++) expect(await confirmPassword(userId, 'wrong')).toBe('wrong');
    expect(await confirmPassword(userId, PASSWORD)).toBe('too_many');
    expect(await change(userId, PASSWORD)).toEqual({ outcome: 'too_many' });
  });
});
