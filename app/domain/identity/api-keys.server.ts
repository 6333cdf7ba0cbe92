import type { ApiKey } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import { newSecret, sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import type { ApiScope } from './api-key';
import type { Scope } from './scope';

export interface NewApiKey {
  name: string;
  scopes: readonly ApiScope[];
  /** null = an admin's key, which acts for userId */
  partnerId: string | null;
  userId: string | null;
  /** absent: one is made */
  secret?: string;
  expiresAt?: Date | null;
}

/** A key; the secret is shown once and stored hashed. */
export async function insertApiKey(tx: Tx, wanted: NewApiKey): Promise<{ key: ApiKey; secret: string }> {
  const secret = wanted.secret ?? `trb_${newSecret()}`;
  const { name, partnerId, userId } = wanted;
  const key = await tx.apiKey.create({
    data: {
      id: newId('key'),
      name,
      hash: sha256Hex(secret),
      prefix: secret.slice(0, 8),
      scopes: [...wanted.scopes],
      partnerId,
      userId,
      expiresAt: wanted.expiresAt ?? null,
    },
  });
  return { key, secret };
}

const TOUCH_AFTER_MS = 60_000;

/** Whom a secret stands for and what it may do; null when it is none of ours, revoked or run out. Expiry is by the machine's time. */
export async function resolveApiKey(
  secret: string,
): Promise<{ scope: Scope; scopes: string[]; partnerStatus: string | null } | null> {
  const key = await db.apiKey.findUnique({
    where: { hash: sha256Hex(secret) },
    include: { partner: { select: { status: true } }, user: { select: { disabledAt: true, role: true } } },
  });
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt <= new Date())) return null;
  if (key.user?.disabledAt) return null;
  if (!key.lastUsedAt || Date.now() - key.lastUsedAt.getTime() > TOUCH_AFTER_MS) {
    await db.apiKey.updateMany({ where: { id: key.id }, data: { lastUsedAt: new Date() } });
  }
  if (key.partnerId !== null) {
    const scope: Scope = {
      kind: 'partner',
      partnerId: key.partnerId,
      userId: null,
      keyId: key.id,
      role: 'owner',
    };
    return { scope, scopes: key.scopes, partnerStatus: key.partner?.status ?? null };
  }
  if (key.userId === null || key.user?.role !== 'admin') return null;
  return {
    scope: { kind: 'admin', userId: key.userId, keyId: key.id },
    scopes: key.scopes,
    partnerStatus: null,
  };
}

/** The keys in force of a partner, or of all admins; newest first. Expiry is by the machine's time. */
export async function listApiKeys(scope: Scope): Promise<ApiKey[]> {
  const partnerId = scope.kind === 'partner' ? scope.partnerId : null;
  return db.apiKey.findMany({
    where: { partnerId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}

/** Ends a key of the asker's. @returns the key; null when there is none, or it has ended already */
export async function revokeApiKey(tx: Tx, scope: Scope, id: string): Promise<ApiKey | null> {
  const partnerId = scope.kind === 'partner' ? scope.partnerId : null;
  const { count } = await tx.apiKey.updateMany({
    where: { id, partnerId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count === 1 ? tx.apiKey.findUniqueOrThrow({ where: { id } }) : null;
}
