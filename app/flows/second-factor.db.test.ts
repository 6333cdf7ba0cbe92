import { describe, expect, it } from 'vitest';
import { totpSecretOf } from '~/domain/identity/second-factor.server';
import { db } from '~/platform/db.server';
import { codeOf, makeAdmin, signUp } from '~/test-support/builders/people';
import { beginEnrolment, checkCode, enrolSecondFactor, removeSecondFactor } from './second-factor.server';

async function admin() {
  const { userId, email, totpSecret } = await makeAdmin({ withSecondFactor: true });
  return { person: { id: userId, email, role: 'admin' as const }, secret: totpSecret };
}

describe('the second factor', () => {
  it('is enrolled by its first code, kept encrypted, and told to the owner', async () => {
    const { userId, email } = await signUp();
    const person = { id: userId, email, role: 'partner' as const };
    const begun = await beginEnrolment(userId);
    expect(begun?.uri).toMatch(/^otpauth:\/\/totp\//);
    expect(await beginEnrolment(userId)).toEqual(begun);
    const secret = begun?.secret ?? '';
    expect(await checkCode(person, codeOf(secret))).toBe('not_enrolled');
    expect(await enrolSecondFactor(person, codeOf(secret))).toBe('accepted');
    expect(await beginEnrolment(userId)).toBeNull();
    const row = await db.user.findUniqueOrThrow({ where: { id: userId } });
    expect(row.totpSecret).not.toContain(secret);
    expect(totpSecretOf(row)).toBe(secret);
    expect(await db.mail.count({ where: { to: email, subject: { contains: 'added to' } } })).toBe(1);
    expect(
      await db.auditEntry.count({ where: { subjectId: userId, action: 'user.second_factor_enrolled' } }),
    ).toBe(1);
  });

  it('a code is good once, and none before it is good afterwards', async () => {
    const { person, secret } = await admin();
    expect(await checkCode(person, codeOf(secret))).toBe('accepted');
    expect(await checkCode(person, codeOf(secret))).toBe('used');
    expect(await checkCode(person, codeOf(secret, -1))).toBe('used');
    expect(await checkCode(person, codeOf(secret, 1))).toBe('accepted');
  });

  it('of twenty of the same code at once one is accepted', async () => {
    const { person, secret } = await admin();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => checkCode(person, codeOf(secret))));
    expect(verdicts.filter((verdict) => verdict === 'accepted')).toHaveLength(1);
  });

  it('a clock half a minute off is forgiven, one and a half minutes are not', async () => {
    const { person, secret } = await admin();
    expect(await checkCode(person, codeOf(secret, -3))).toBe('wrong');
    expect(await checkCode(person, codeOf(secret, 3))).toBe('wrong');
    expect(await checkCode(person, codeOf(secret, -1))).toBe('accepted');
  });

  it('five wrong ones, then a wait, also for the right one', async () => {
    const { person, secret } = await admin();
    const wrong = codeOf(secret) === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i++) expect(await checkCode(person, wrong)).toBe('wrong');
    expect(await checkCode(person, codeOf(secret))).toBe('too_many');
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '\0'])(
    '%j is wrong, and no error',
    async (code) => {
      const { person } = await admin();
      expect(await checkCode(person, code)).toBe('wrong');
    },
  );

  it('a secret copied to somebody else does not open there', async () => {
    const { person } = await admin();
    const other = await admin();
    const { totpSecret } = await db.user.findUniqueOrThrow({ where: { id: person.id } });
    expect(() => totpSecretOf({ id: other.person.id, totpSecret })).toThrow();
  });

  it('removed, it is gone and told; another one can be set up', async () => {
    const { person, secret } = await admin();
    await removeSecondFactor(person);
    expect(await checkCode(person, codeOf(secret))).toBe('not_enrolled');
    expect(await db.mail.count({ where: { to: person.email, subject: { contains: 'removed from' } } })).toBe(
      1,
    );
    expect((await beginEnrolment(person.id))?.secret).not.toBe(secret);
    await removeSecondFactor(person);
    expect(await db.mail.count({ where: { to: person.email, subject: { contains: 'removed from' } } })).toBe(
      1,
    );
  });
});
