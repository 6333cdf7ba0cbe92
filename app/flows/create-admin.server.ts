import { recordAudit } from '~/domain/audit/audit.server';
import { API_SCOPES } from '~/domain/identity/api-key';
import { insertApiKey } from '~/domain/identity/api-keys.server';
import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import { newTotpSecret, storeTotpSecret } from '~/domain/identity/second-factor.server';
import { insertUser } from '~/domain/identity/users.server';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { env } from '~/platform/env.server';
import { log } from '~/platform/log.server';
import { hashPassword } from '~/platform/password.server';
import { transaction } from '~/platform/transaction.server';

export type AdminCreation =
  | { outcome: 'created'; userId: string; totpSecret: string | null }
  | { outcome: 'email_taken' }
  | { outcome: 'weak_password'; problem: PasswordProblem };

export interface AdminWish {
  email: string;
  name: string;
  password: string;
  /** enrols a second factor at once and tells its secret: for the operator's command line and the sandbox's demo */
  withSecondFactor?: boolean;
}

/** An admin, from the environment or the command line. */
export async function createAdmin(wish: AdminWish): Promise<AdminCreation> {
  const problem = passwordProblem(wish.password, [wish.email, wish.name]);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(wish.password);
  return transaction(async (tx) => {
    const user = await insertUser(tx, {
      email: wish.email,
      name: wish.name,
      role: 'admin',
      passwordHash,
      emailVerifiedAt: new Date(),
    });
    if (!user) return { outcome: 'email_taken' };
    const totpSecret = wish.withSecondFactor ? newTotpSecret() : null;
    if (totpSecret) {
      await storeTotpSecret(tx, user.id, totpSecret);
      await tx.user.update({ where: { id: user.id }, data: { totpEnrolledAt: new Date() } });
    }
    await recordAudit(tx, {
      at: now(),
      actor: null,
      action: 'admin.created',
      subject: { type: 'user', id: user.id },
      detail: { withSecondFactor: totpSecret !== null },
    });
    return { outcome: 'created', userId: user.id, totpSecret };
  });
}

/**
 * At boot: the admin and the API key that the environment names, each when it is missing (contract.md, environment). In sandbox mode the key has
 * every scope; in production approving payouts stays a person's.
 */
export async function bootstrapAdmin(): Promise<void> {
  const wanted = env.bootstrapAdmin;
  if (!wanted) return;
  const existing = await findAdmin(wanted.email);
  const created = existing
    ? null
    : await createAdmin({ email: wanted.email, name: 'Administrator', password: wanted.password });
  if (created?.outcome === 'weak_password') {
    throw new Error(`BOOTSTRAP_ADMIN_PASSWORD is not good enough: ${created.problem.replaceAll('_', ' ')}`);
  }
  const userId =
    existing ?? (created?.outcome === 'created' ? created.userId : await findAdmin(wanted.email));
  if (!userId) throw new Error('BOOTSTRAP_ADMIN_EMAIL belongs to somebody who is no admin');
  if (wanted.apiKey) await bootstrapKey(userId, wanted.apiKey);
}

async function findAdmin(email: string): Promise<string | null> {
  const user = await transaction((tx) => tx.user.findUnique({ where: { email } }));
  return user?.role === 'admin' ? user.id : null;
}

async function bootstrapKey(userId: string, secret: string): Promise<void> {
  const scopes = API_SCOPES.filter((scope) => env.sandbox || scope !== 'payouts:approve');
  await transaction(async (tx) => {
    // two processes boot at once: the second finds the first one's key
    await tx.$executeRaw`select pg_advisory_xact_lock(71005)`;
    if (await tx.apiKey.findUnique({ where: { hash: sha256Hex(secret) } })) return;
    const { key } = await insertApiKey(tx, {
      name: 'From the environment',
      scopes,
      partnerId: null,
      userId,
      secret,
    });
    log.info({ apiKey: key.id }, 'the API key of the environment was created');
  });
}
