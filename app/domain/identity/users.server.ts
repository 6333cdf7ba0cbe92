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

/** Whose secret it is, without using it up; null when it is unknown, used or too old, or the address changed since. */
export async function ownerOfEmailToken(tx: Tx, secret: string, kind: EmailTokenKind): Promise<User | null> {
  const token = await tx.emailToken.findUnique({
    where: { id: sha256Hex(secret) },
    include: { user: true },
  });
  if (!token || token.kind !== kind || token.usedAt || token.expiresAt <= new Date()) return null;
  return token.user && token.user.email === token.email ? token.user : null;
}

/** Uses a secret up: of two at the same instant one wins. @returns whose it was; null as above */
export async function takeEmailToken(tx: Tx, secret: string, kind: EmailTokenKind): Promise<User | null> {
  const owner = await ownerOfEmailToken(tx, secret, kind);
  if (!owner) return null;
  const { count } = await tx.emailToken.updateMany({
    where: { id: sha256Hex(secret), usedAt: null },
    data: { usedAt: new Date() },
  });
  return count === 1 ? owner : null;
}

const KEPT_AFTER_END_MS = 7 * 86_400_000;

/** Sweeps what ended a week ago. */
export async function deleteOldEmailTokens(): Promise<void> {
  await db.emailToken.deleteMany({ where: { expiresAt: { lt: new Date(Date.now() - KEPT_AFTER_END_MS) } } });
}
