import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import { getUser } from '~/domain/identity/users.server';
import { hashPassword, verifyPassword } from '~/platform/password.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';
import { passwordChanged } from './reset-password.server';

const perUser = createRateLimit({ name: 'own-password', most: 5, seconds: 300 });

/** Whether somebody signed in knows the own password: asked again before what protects the account is changed (ASVS 7.5.1). */
export async function confirmPassword(
  userId: string,
  password: string,
): Promise<'right' | 'wrong' | 'too_many'> {
  if (!(await perUser.take(userId)).allowed) return 'too_many';
  const user = await getUser(userId);
  if (!(await verifyPassword(user?.passwordHash ?? null, password))) return 'wrong';
  await perUser.reset(userId);
  return 'right';
}

export type PasswordChange =
  /** every session has ended: the caller begins a new one for who is here */
  | { outcome: 'changed' }
  | { outcome: 'wrong_password' }
  | { outcome: 'too_many' }
  | { outcome: 'weak_password'; problem: PasswordProblem };

/** A new password for somebody signed in, who must know the old one. */
export async function changePassword(
  userId: string,
  passwords: { current: string; next: string },
): Promise<PasswordChange> {
  const confirmed = await confirmPassword(userId, passwords.current);
  if (confirmed === 'too_many') return { outcome: 'too_many' };
  if (confirmed === 'wrong') return { outcome: 'wrong_password' };
  const user = await getUser(userId);
  if (!user) return { outcome: 'wrong_password' };
  const problem = passwordProblem(passwords.next, [user.email, user.name]);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(passwords.next);
  await transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    await passwordChanged(tx, user, 'user.password_changed');
  });
  return { outcome: 'changed' };
}
