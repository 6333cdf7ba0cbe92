import type { Scope } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

export interface AuditFact {
  at: Instant;
  /** who did it; null = the system by itself */
  actor: Pick<Scope, 'kind' | 'userId' | 'keyId'> | null;
  /** "payout.approved" */
  action: string;
  subject: { type: string; id: string };
  partnerId?: string | null;
  /** no secrets, no addresses */
  detail?: Prisma.InputJsonObject;
}

/** Writes down who did what, in the transaction of the deed (ASVS 16); the row can never be changed. */
export async function recordAudit(tx: Tx, fact: AuditFact): Promise<void> {
  await tx.auditEntry.create({
    data: {
      at: new Date(fact.at),
      actorKind: fact.actor === null ? 'system' : fact.actor.keyId ? 'api_key' : fact.actor.kind,
      actorUserId: fact.actor?.userId ?? null,
      actorKeyId: fact.actor?.keyId ?? null,
      action: fact.action,
      subjectType: fact.subject.type,
      subjectId: fact.subject.id,
      partnerId: fact.partnerId ?? null,
      detail: fact.detail ?? {},
    },
  });
}
