import { recordAudit } from '~/domain/audit/audit.server';
import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import {
  findUserByEmail,
  issueEmailToken,
  ownerOfEmailToken,
  takeEmailToken,
} from '~/domain/identity/users.server';
import { loadProgram } from '~/domain/program/program.server';
import type { User } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { evenly } from '~/platform/even-time.server';
import { queueMail } from '~/platform/mail.server';
import { hashPassword } from '~/platform/password.server';
import { createRateLimit, networkOf } from '~/platform/rate-limit.server';
import { endAllSessions } from '~/platform/session.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { forgetFailures } from './sign-in.server';

const EVEN_MS = 250;
const perNetwork = createRateLimit({ name: 'reset-network', most: 20, seconds: 3600 });
const perAccount = createRateLimit({ name: 'reset-account', most: 3, seconds: 3600 });

export type ResetRequest =
  /** whether the address is known or not */
  { outcome: 'accepted' } | { outcome: 'too_many'; retryAfterSeconds: number };

/** Sends a link to set a new password when the address is known; answer and time are the same either way. */
export async function requestPasswordReset(request: { email: string; ip: string }): Promise<ResetRequest> {
  const allowance = await perNetwork.take(networkOf(request.ip));
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  await evenly(EVEN_MS, async () => {
    // counted for unknown addresses too, which therefore show no difference when there were too many
    const { allowed } = await perAccount.take(request.email.toLowerCase());
    const user = await findUserByEmail(request.email);
    if (allowed && user && !user.disabledAt) await transaction((tx) => sendReset(tx, user));
  });
  return { outcome: 'accepted' };
}

async function sendReset(tx: Tx, user: User): Promise<void> {
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
}

/** Whether a link of such a mail can still be used. */
export async function isResetLinkGood(token: string): Promise<boolean> {
  return (await transaction((tx) => ownerOfEmailToken(tx, token, 'reset_password'))) !== null;
}

export type PasswordReset =
  | { outcome: 'changed' }
  /** unknown, too old or used */
  | { outcome: 'link_not_good' }
  | { outcome: 'weak_password'; problem: PasswordProblem };

/**
 * Sets a new password by the link of the mail: it signs the person out everywhere and opens an account that was closed by wrong
 * passwords. A second factor stays as it is.
 */
export async function resetPassword(token: string, password: string): Promise<PasswordReset> {
  // before the hash is computed: without a link there is nothing to compute it for
  const owner = await transaction((tx) => ownerOfEmailToken(tx, token, 'reset_password'));
  if (!owner || owner.disabledAt) return { outcome: 'link_not_good' };
  const problem = passwordProblem(password, [owner.email, owner.name]);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(password);
  const changed = await transaction(async (tx) => {
    const user = await takeEmailToken(tx, token, 'reset_password');
    if (!user) return null;
    // whoever reads the mail of an address has it
    const emailVerifiedAt = user.emailVerifiedAt ?? new Date();
    await tx.user.update({ where: { id: user.id }, data: { passwordHash, emailVerifiedAt } });
    await passwordChanged(tx, user, 'user.password_reset');
    return user;
  });
  if (!changed) return { outcome: 'link_not_good' };
  await forgetFailures(changed.email);
  return { outcome: 'changed' };
}

/** What follows every new password: signed out everywhere, written down, and told to the owner. */
export async function passwordChanged(tx: Tx, user: User, action: string): Promise<void> {
  await endAllSessions(tx, user.id);
  await recordAudit(tx, {
    at: now(),
    actor: { kind: user.role, userId: user.id, keyId: null },
    action,
    subject: { type: 'user', id: user.id },
  });
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: user.email,
    subject: `Your password for the ${name} partner program was changed`,
    text: [
      'Your password was changed, and you were signed out everywhere else.',
      `If that was not you, set a new one now: ${env.origin}/forgot`,
    ].join('\n\n'),
  });
}
