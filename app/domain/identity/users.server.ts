import type { EmailTokenKind, User, UserRole } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import { newSecret, sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

export interface NewUser {
  email: string;
  name: string;
  role: UserRole;
  passwordHash: string;
  emailVerifiedAt?: Date | null;
}

/** A person; null when the address is taken (compared without case). */
export async function insertUser(tx: Tx, wanted: NewUser): Promise<User | null> {
  const id = newId('usr');
  const email = wanted.email.toLowerCase();
  const { count } = await tx.user.createMany({
    data: [{ id, ...wanted, email, emailVerifiedAt: wanted.emailVerifiedAt ?? null }],
    skipDuplicates: true,
  });
  return count === 0 ? null : tx.user.findUniqueOrThrow({ where: { id } });
}

export function findUserByEmail(email: string): Promise<User | null> {
  return db.user.findUnique({ where: { email: email.toLowerCase() } });
}

export function getUser(id: string): Promise<User | null> {
  return db.user.findUnique({ where: { id } });
}

const lifeHours: Record<EmailTokenKind, number> = { verify_email: 72, reset_password: 1, invite_member: 168 };

/** A single-use secret for a link in a mail, stored hashed; older ones of its kind end. Its life is by the machine's time. */
export async function issueEmailToken(
  tx: Tx,
  user: Pick<User, 'id' | 'email'>,
  kind: EmailTokenKind,
): Promise<string> {
  const secret = newSecret();
  await tx.emailToken.updateMany({
    where: { userId: user.id, kind, usedAt: null },
    data: { usedAt: new Date() },
  });
  const expiresAt = new Date(Date.now() + lifeHours[kind] * 3_600_000);
  await tx.emailToken.create({
    data: { id: sha256Hex(secret), userId: user.id, email: user.email, kind, expiresAt },
  });
  return secret;
}

/** Uses a secret up. @returns whose it was; null when it is unknown, used or too old, or the address changed since */
export async function takeEmailToken(tx: Tx, secret: string, kind: EmailTokenKind): Promise<User | null> {
  const id = sha256Hex(secret);
  const { count } = await tx.emailToken.updateMany({
    where: { id, kind, usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  });
  if (count === 0) return null;
  const { user, email } = await tx.emailToken.findUniqueOrThrow({ where: { id }, include: { user: true } });
  return user && user.email === email ? user : null;
}
