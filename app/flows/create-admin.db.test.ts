import { describe, expect, it } from 'vitest';

const SECRET = `trb_${'k'.repeat(40)}`;
process.env.BOOTSTRAP_ADMIN_EMAIL = 'First@Program.test';
process.env.BOOTSTRAP_ADMIN_PASSWORD = 'four words make it';
process.env.BOOTSTRAP_ADMIN_API_KEY = SECRET;
const { bootstrapAdmin, createAdmin } = await import('./create-admin.server');
const { requireApiKey } = await import('~/routes/guards.server');
const { db } = await import('~/platform/db.server');
const { signIn } = await import('./sign-in.server');
const { checkCode } = await import('./second-factor.server');
const { codeOf } = await import('~/test-support/builders/people');

const wish = { email: 'second@program.test', name: 'Second', password: 'another four words' };

describe('the admin of the environment', () => {
  it('is made once, with the key, however many processes boot together', async () => {
    await Promise.all([bootstrapAdmin(), bootstrapAdmin(), bootstrapAdmin()]);
    await bootstrapAdmin();
    const admins = await db.user.findMany({ where: { role: 'admin' } });
    expect(admins).toMatchObject([{ email: 'first@program.test', totpEnrolledAt: null }]);
    expect(await db.apiKey.findMany()).toMatchObject([{ userId: admins[0]?.id, prefix: 'trb_kkkk' }]);
    const { outcome } = await signIn({
      email: 'first@program.test',
      password: 'four words make it',
      ip: '',
    });
    expect(outcome).toBe('signed_in');
  });

  it('its key may do everything in sandbox mode', async () => {
    const request = new Request('http://localhost/api/v1/x', {
      headers: { Authorization: `Bearer ${SECRET}` },
    });
    const scopes = ['read', 'write', 'payouts:request', 'payouts:approve', 'sandbox'] as const;
    for (const scope of scopes) expect((await requireApiKey(request, scope)).kind).toBe('admin');
  });

  it('a password changed since stays changed', async () => {
    const passwordHash = (await db.user.findFirstOrThrow()).passwordHash;
    await db.user.updateMany({ data: { passwordHash: null } });
    await bootstrapAdmin();
    expect((await db.user.findFirstOrThrow()).passwordHash).toBeNull();
    await db.user.updateMany({ data: { passwordHash } });
  });

  it('an address that belongs to somebody else is refused', async () => {
    await db.user.updateMany({ data: { role: 'partner' } });
    await expect(bootstrapAdmin()).rejects.toThrow('BOOTSTRAP_ADMIN_EMAIL');
    await db.user.updateMany({ data: { role: 'admin' } });
  });
});

describe('an admin by the command line', () => {
  it('with a second factor at once, whose codes are good', async () => {
    const made = await createAdmin({ ...wish, withSecondFactor: true });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const person = { id: made.userId, email: wish.email, role: 'admin' as const };
    expect(await checkCode(person, codeOf(made.totpSecret ?? ''))).toBe('accepted');
    expect(await db.auditEntry.count({ where: { action: 'admin.created', subjectId: made.userId } })).toBe(1);
  });

  it('not twice, and not with a weak password', async () => {
    expect(await createAdmin({ ...wish, email: 'SECOND@program.test' })).toEqual({ outcome: 'email_taken' });
    expect(await createAdmin({ ...wish, email: 'third@program.test', password: 'x' })).toEqual({
      outcome: 'weak_password',
      problem: 'too_short',
    });
  });
});
