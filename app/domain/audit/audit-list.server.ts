import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';

/** Who did what, as it is shown; a partner is not told which admin it was. */
export interface AuditView {
  id: string;
  at: Instant;
  actor: { kind: string; userId: string | null; keyId: string | null };
  action: string;
  subject: { type: string; id: string };
  partnerId: string | null;
  detail: Prisma.JsonObject;
}

export interface AuditFilter {
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  /** an admin's narrowing; ignored for a partner */
  partnerId?: string | undefined;
}

/** The log, newest first; a partner sees what concerns it. */
export async function listAudit(scope: Scope, filter: AuditFilter, page: Page): Promise<Listed<AuditView>> {
  const partnerId = visiblePartnerId(scope, filter.partnerId);
  const { subjectType, subjectId } = filter;
  const rows = await db.auditEntry.findMany({
    where: {
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(subjectType === undefined ? {} : { subjectType }),
      ...(subjectId === undefined ? {} : { subjectId }),
      ...after(page),
    },
    orderBy: { id: 'desc' },
    take: page.limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.at.getTime(), id: String(row.id) }));
  return { data: data.map((row) => view(row, scope)), nextCursor };
}

// The log is ordered by its numbers alone: it is written as things are done.
function after({ cursor }: Page): Prisma.AuditEntryWhereInput {
  const id = cursor === undefined ? undefined : decodeCursor(cursor)?.id;
  return id === undefined || !/^\d{1,18}$/.test(id) ? {} : { id: { lt: BigInt(id) } };
}

function view(row: Prisma.AuditEntryGetPayload<object>, scope: Scope): AuditView {
  const { actorKind, actorUserId, actorKeyId, action, subjectType, subjectId, partnerId, detail } = row;
  const mayKnow = scope.kind === 'admin' || actorKind === 'partner';
  return {
    id: String(row.id),
    at: row.at.getTime(),
    actor: {
      kind: actorKind,
      userId: mayKnow ? actorUserId : null,
      keyId: mayKnow || actorKeyId === scope.keyId ? actorKeyId : null,
    },
    action,
    subject: { type: subjectType, id: subjectId },
    partnerId,
    // recordAudit takes objects only
    detail: detail as Prisma.JsonObject,
  };
}
