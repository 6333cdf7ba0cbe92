import { recordAudit } from '~/domain/audit/audit.server';
import { getUser, issueEmailToken, takeEmailToken } from '~/domain/identity/users.server';
import { loadProgram } from '~/domain/program/program.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';

const perUser = createRateLimit({ name: 'verify-email', most: 3, seconds: 3600 });

/** Asks a person to confirm the address, in the transaction of the cause. */
export async function sendVerification(tx: Tx, user: { id: string; email: string }): Promise<void> {
  const secret = await issueEmailToken(tx, user, 'verify_email');
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: user.email,
    subject: `Confirm your address for the ${name} partner program`,
    text: [
      `Open this link to confirm that this address is yours:\n\n${env.origin}/verify-email?token=${secret}`,
      'You need a confirmed address to request a payout. The link is good for three days.',
      'If you did not sign up, ignore this mail.',
    ].join('\n\n'),
  });
}

/** Confirms an address by the link of the mail. @returns whether the link was good */
export function verifyEmail(token: string): Promise<boolean> {
  return transaction(async (tx) => {
    const user = await takeEmailToken(tx, token, 'verify_email');
    if (!user || user.disabledAt) return false;
    if (user.emailVerifiedAt) return true;
    await tx.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date() } });
    await recordAudit(tx, {
      at: now(),
      actor: { kind: user.role, userId: user.id, keyId: null },
      action: 'user.email_verified',
      subject: { type: 'user', id: user.id },
    });
    return true;
  });
}

/** Sends the link again, at most three times an hour. */
export async function resendVerification(userId: string): Promise<'sent' | 'verified' | 'too_many'> {
  const user = await getUser(userId);
  if (!user || user.emailVerifiedAt) return 'verified';
  if (!(await perUser.take(userId)).allowed) return 'too_many';
  await transaction((tx) => sendVerification(tx, user));
  return 'sent';
}
