import { describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { makeAdmin, PASSWORD, signUp, tokenMailedTo } from '~/test-support/builders/people';
import { requestPasswordReset, resetPassword } from './reset-password.server';
import { signIn } from './sign-in.server';

const from = (ip: string) => (email: string, password: string) => signIn({ email, password, ip });
const here = from('198.51.100.1');

describe('signing in', () => {
  it('with the right password, whatever the case of the address; and it is written down', async () => {
    const { email, userId } = await signUp();
    expect(await here(email.toUpperCase(), PASSWORD)).toEqual({
      outcome: 'signed_in',
      user: { id: userId, role: 'partner' },
    });
    const [entry] = await db.auditEntry.findMany({ where: { subjectId: userId, action: 'user.signed_in' } });
    expect(entry).toMatchObject({ actorKind: 'partner', actorUserId: userId });
  });

  it('unknown, wrong and disabled are refused alike', async () => {
    const { email } = await signUp();
    const disabled = await signUp();
    await db.user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    const refused = { outcome: 'refused' };
    expect(await here('nobody@people.test', PASSWORD)).toEqual(refused);
    expect(await here(email, `${PASSWORD}!`)).toEqual(refused);
    expect(await here(email, '')).toEqual(refused);
    expect(await here(disabled.email, PASSWORD)).toEqual(refused);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = await signUp();
    const time = async (address: string, ip: string) => {
      const started = performance.now();
      await from(ip)(address, 'wrong');
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 8; i++) {
      known.push(await time(email, `203.0.113.${i}`));
      unknown.push(await time('nobody-at-all@people.test', `203.0.113.${i}`));
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[4] ?? 0;
    // Without the stand-in hash the unknown ones take a third.
    expect(median(unknown)).toBeGreaterThan(median(known) * 0.5);
  });

  it('the sixth try within a minute from one network waits, from another one it does not', async () => {
    const { email } = await signUp();
    for (let i = 0; i < 5; i++) expect(await here(email, 'wrong')).toEqual({ outcome: 'refused' });
    const sixth = await here(email, PASSWORD);
    expect(sixth).toMatchObject({ outcome: 'too_many' });
    expect(sixth.outcome === 'too_many' && sixth.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await from('198.51.100.2')(email, PASSWORD)).outcome).toBe('signed_in');
  });

  it('unknown addresses are limited like known ones', async () => {
    const tries = [];
    for (let i = 0; i < 6; i++) tries.push((await here('nobody-six@people.test', 'wrong')).outcome);
    expect(tries).toEqual([...Array(5).fill('refused'), 'too_many']);
  });

  it('after ten wrong ones the account is closed also for the right password, and opened by mail', async () => {
    const { email } = await signUp();
    for (let i = 0; i < 10; i++) await from(`203.0.113.${i}`)(email, 'wrong');
    expect(await from('192.0.2.77')(email, PASSWORD)).toMatchObject({ outcome: 'too_many' });
    await requestPasswordReset({ email, ip: '192.0.2.77' });
    const token = await tokenMailedTo(email, 'reset-password');
    expect(await resetPassword(token, 'another four words')).toEqual({ outcome: 'changed' });
    expect((await from('192.0.2.77')(email, 'another four words')).outcome).toBe('signed_in');
  });

  it('a right password forgets the wrong ones before it', async () => {
    const { email } = await signUp();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) await here(email, 'wrong');
      expect((await here(email, PASSWORD)).outcome).toBe('signed_in');
    }
  });

  it('of fifty tries at once no more are judged than the limit says', async () => {
    const { email } = await makeAdmin();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => here(email, 'wrong')));
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toHaveLength(5);
  });
});
