import { recordAudit } from '~/domain/audit/audit.server';
import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import { findUserByEmail, getUser, issueEmailToken, takeEmailToken } from '~/domain/identity/users.server';
import { loadProgram } from '~/domain/program/program.server';
import type { User } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import { hashPassword, verifyPassword } from '~/platform/password.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { endAllSessions } from '~/platform/session.server';
import { transaction } from '~/platform/transaction.server';
import { sendVerification } from './sign-up-partner.server';

// Counted before the hash is computed, by the machine's time (reliability.md section 4)
const perAccountAndAddress = createRateLimit('sign-in', 5, 60);
const perAccount = createRateLimit('sign-in-account', 10, 900);
const perResetAddress = createRateLimit('reset', 10, 3600);
const perResetAccount = createRateLimit('reset-account', 3, 3600);

// keys hold no address in the clear
const accountKey = (email: string) => sha256Hex(email.toLowerCase()).slice(0, 32);

export type SignIn =
  | { outcome: 'signed_in'; user: Pick<User, 'id' | 'role'> }
  /** unknown, disabled or the wrong password: nobody learns which */
  | { outcome: 'refused' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

/** Checks an address and a password. A locked account can still be recovered by mail. */
export async function signIn(attempt: { email: string; password: string; ip: string }): Promise<SignIn> {
  const account = accountKey(attempt.email);
  for (const [limit, key] of [
    [perAccountAndAddress, `${account}:${attempt.ip}`],
    [perAccount, account],
  ] as const) {
    const allowance = await limit.take(key);
    if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  }
  const user = await findUserByEmail(attempt.email);
  const usable = user && !user.disabledAt ? user : null;
  const right = await verifyPassword(usable?.passwordHash ?? null, attempt.password.slice(0, 1024));
  if (!usable || !right) return { outcome: 'refused' };
  await perAccountAndAddress.reset(`${account}:${attempt.ip}`);
  await perAccount.reset(account);
  return { outcome: 'signed_in', user: { id: usable.id, role: usable.role } };
}

/** Sends a link to set a new password, when the address is known; the answer is the same either way. */
export async function requestPasswordReset(request: {
  email: string;
  ip: string;
}): Promise<'accepted' | 'too_many'> {
  const byAddress = await perResetAddress.take(request.ip);
  if (!byAddress.allowed) return 'too_many';
  const user = await findUserByEmail(request.email);
  if (!user || user.disabledAt) return 'accepted';
  if (!(await perResetAccount.take(accountKey(user.email))).allowed) return 'accepted';
  await transaction(async (tx) => {
    const secret = await issueEmailToken(tx, user, 'reset_password');
    const { name } = await loadProgram(tx);
    await queueMail(tx, {
      to: user.email,
      subject: `Set a new password for the ${name} partner program`,
      text: [
        `Open this link to set a new password:\n\n${env.origin}/reset-password?token=${secret}`,
        'It is good for one hour and can be used once. If you did not ask for it, ignore this mail: your password stays.',
      ].join('\n\n'),
    });
  });
  return 'accepted';
}

export type PasswordReset =
  | { outcome: 'changed'; user: Pick<User, 'id' | 'role'> }
  | { outcome: 'link_used_up' }
  | { outcome: 'weak_password'; problem: PasswordProblem };

/** Sets a new password by the link of the mail, and signs the person out everywhere else. */
export async function resetPassword(token: string, password: string): Promise<PasswordReset> {
  const problem = passwordProblem(password);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(password);
  const user = await transaction(async (tx) => {
    const owner = await takeEmailToken(tx, token, 'reset_password');
    if (!owner || owner.disabledAt) return null;
    // whoever reads the mail of an address has it
    const emailVerifiedAt = owner.emailVerifiedAt ?? new Date();
    await tx.user.update({ where: { id: owner.id }, data: { passwordHash, emailVerifiedAt } });
    await recordAudit(tx, {
      at: now(),
      actor: { kind: owner.role, userId: owner.id, keyId: null },
      action: 'user.password_reset',
      subject: { type: 'user', id: owner.id },
    });
    return owner;
  });
  if (!user) return { outcome: 'link_used_up' };
  await endAllSessions(user.id);
  await perAccount.reset(accountKey(user.email));
  return { outcome: 'changed', user: { id: user.id, role: user.role } };
}

/** Confirms an address by the link of the mail. @returns whether the link was good */
export function verifyEmail(token: string): Promise<boolean> {
  return transaction(async (tx) => {
    const user = await takeEmailToken(tx, token, 'verify_email');
    if (!user) return false;
    await tx.user.update({
      where: { id: user.id },
      data: { emailVerifiedAt: user.emailVerifiedAt ?? new Date() },
    });
    return true;
  });
}

/** Sends the link again, at most three times an hour. @returns whether it was sent */
export async function resendVerification(userId: string): Promise<boolean> {
  const user = await getUser(userId);
  if (!user || user.emailVerifiedAt) return false;
  if (!(await perResetAccount.take(`verify:${accountKey(user.email)}`)).allowed) return false;
  await transaction((tx) => sendVerification(tx, user));
  return true;
}
