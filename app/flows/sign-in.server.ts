import { recordAudit } from '~/domain/audit/audit.server';
import { findUserByEmail } from '~/domain/identity/users.server';
import type { User } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { verifyPassword } from '~/platform/password.server';
import { createRateLimit, networkOf, takeAll } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';

// Counted before the hash is computed, by the machine's time (reliability.md section 4). The waits grow: a minute, a quarter of an
// hour, a day; and one network cannot try many accounts.
const perNetwork = createRateLimit({ name: 'sign-in-network', most: 100, seconds: 60 });
const perAccountAndNetwork = createRateLimit({ name: 'sign-in-pair', most: 5, seconds: 60 });
const perAccount = createRateLimit({ name: 'sign-in-account', most: 10, seconds: 900 });
const perAccountAndDay = createRateLimit({ name: 'sign-in-day', most: 100, seconds: 86_400 });

export type SignIn =
  | { outcome: 'signed_in'; user: Pick<User, 'id' | 'role'> }
  /** unknown, disabled or the wrong password: nobody learns which */
  | { outcome: 'refused' }
  /** also with the right password, until the wait is over or the password was set anew by mail */
  | { outcome: 'too_many'; retryAfterSeconds: number };

/**
 * Checks an address and a password.
 * @param attempt `ip`: who asks, "" when it is not known
 */
export async function signIn(attempt: { email: string; password: string; ip: string }): Promise<SignIn> {
  const account = attempt.email.toLowerCase();
  const network = networkOf(attempt.ip);
  const allowance = await takeAll([
    [perNetwork, network],
    [perAccountAndNetwork, `${account} ${network}`],
    [perAccount, account],
    [perAccountAndDay, account],
  ]);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  const known = await findUserByEmail(account);
  const user = known && !known.disabledAt ? known : null;
  const right = await verifyPassword(user?.passwordHash ?? null, attempt.password);
  if (!user || !right) return { outcome: 'refused' };
  await perAccountAndNetwork.reset(`${account} ${network}`);
  await forgetFailures(account);
  const { id, role } = user;
  await transaction((tx) =>
    recordAudit(tx, {
      at: now(),
      actor: { kind: role, userId: id, keyId: null },
      action: 'user.signed_in',
      subject: { type: 'user', id },
    }),
  );
  return { outcome: 'signed_in', user: { id, role } };
}

/** Opens an account that too many wrong passwords have closed: whoever reads its mail has proven more than a password does. */
export async function forgetFailures(email: string): Promise<void> {
  const account = email.toLowerCase();
  await perAccount.reset(account);
  await perAccountAndDay.reset(account);
}
