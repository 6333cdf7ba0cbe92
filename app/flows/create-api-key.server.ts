import { recordAudit } from '~/domain/audit/audit.server';
import { type ApiScope, DEFAULT_SCOPES, PARTNER_SCOPES } from '~/domain/identity/api-key';
import { insertApiKey, revokeApiKey } from '~/domain/identity/api-keys.server';
import type { Scope } from '~/domain/identity/scope';
import type { ApiKey } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

/** For whom a key acts. */
export type KeyOwner =
  | { kind: 'partner'; handle: string }
  /** email null: the only admin there is */
  | { kind: 'admin'; email: string | null };

export interface KeyWish {
  owner: KeyOwner;
  name: string;
  /** absent: what a key of that kind may do by default, which is never to approve payouts */
  scopes?: readonly ApiScope[];
  /** by the machine's time, as every expiry of a key; null: never */
  expiresAt: Date | null;
}

export type KeyCreation =
  | { outcome: 'created'; key: ApiKey /** shown once, stored hashed */; secret: string }
  | { outcome: 'unknown_partner' }
  | { outcome: 'unknown_admin' }
  /** several admins: which one it acts for must be said */
  | { outcome: 'ambiguous_admin' }
  /** a partner's key cannot have it */
  | { outcome: 'scope_not_for_partners'; scope: ApiScope };

/**
 * A key of the REST API (contract.md, `api-key:create`).
 * @param actor who makes it; null: the operator at the command line
 */
export function createApiKey(actor: Scope | null, wish: KeyWish): Promise<KeyCreation> {
  return transaction(async (tx) => {
    const owner = await findOwner(tx, wish.owner);
    if ('outcome' in owner) return owner;
    const kind = owner.partnerId === null ? 'admin' : 'partner';
    const scopes = wish.scopes ?? DEFAULT_SCOPES[kind];
    const forbidden = kind === 'partner' && scopes.find((scope) => !PARTNER_SCOPES.includes(scope));
    if (forbidden) return { outcome: 'scope_not_for_partners', scope: forbidden };
    const { name, expiresAt } = wish;
    const { key, secret } = await insertApiKey(tx, { name, scopes, expiresAt, ...owner });
    await auditKey(tx, { actor, action: 'api_key.created', key });
    return { outcome: 'created', key, secret };
  });
}

/** Ends a key of the asker's at once; false when there is none, or it has ended already. */
export function endApiKey(scope: Scope, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const ended = await revokeApiKey(tx, scope, id);
    if (ended) await auditKey(tx, { actor: scope, action: 'api_key.revoked', key: ended });
    return ended !== null;
  });
}

type Owner = { partnerId: string; userId: null } | { partnerId: null; userId: string };

async function findOwner(
  tx: Tx,
  owner: KeyOwner,
): Promise<Owner | Exclude<KeyCreation, { outcome: 'created' }>> {
  if (owner.kind === 'partner') {
    const partner = await tx.partner.findUnique({
      where: { handle: owner.handle.toLowerCase() },
      select: { id: true },
    });
    return partner ? { partnerId: partner.id, userId: null } : { outcome: 'unknown_partner' };
  }
  const admins = await tx.user.findMany({
    where: {
      role: 'admin',
      disabledAt: null,
      ...(owner.email === null ? {} : { email: owner.email.toLowerCase() }),
    },
    select: { id: true },
    take: 2,
  });
  const [admin, another] = admins;
  if (!admin) return { outcome: 'unknown_admin' };
  return another ? { outcome: 'ambiguous_admin' } : { partnerId: null, userId: admin.id };
}

function auditKey(
  tx: Tx,
  { actor, action, key }: { actor: Scope | null; action: string; key: ApiKey },
): Promise<void> {
  const { id, partnerId, prefix, scopes } = key;
  return recordAudit(tx, {
    at: now(),
    actor,
    action,
    subject: { type: 'api_key', id },
    partnerId,
    detail: { prefix, scopes },
  });
}
