import type { AdminScope } from '~/domain/identity/scope';
import type { EventSource, EventStatus } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';

/** A delivery as an admin looks at it; its body stays where it is. */
export interface InboundEventView {
  id: string;
  source: EventSource;
  externalId: string;
  type: string;
  /** when it says it happened */
  at: Instant | null;
  receivedAt: Instant;
  status: EventStatus;
  reason: string | null;
  waitingFor: string | null;
}

/** What was delivered, the latest first, by the order of arrival: nothing is lost silently. */
export async function listInboundEvents(
  _scope: AdminScope,
  filter: { status?: EventStatus },
  page: Page,
): Promise<Listed<InboundEventView>> {
  const rows = await db.inboundEvent.findMany({
    where: { ...(filter.status && { status: filter.status }), ...before(page) },
    omit: { body: true },
    orderBy: { seq: 'desc' },
    take: page.limit + 1,
  });
  const listed = pageOf(rows, page, (row) => ({ at: row.receivedAt.getTime(), id: String(row.seq) }));
  return {
    nextCursor: listed.nextCursor,
    data: listed.data.map(({ id, source, externalId, type, at, receivedAt, status, ...row }) => ({
      ...{ id, source, externalId, type, status },
      at: at?.getTime() ?? null,
      receivedAt: receivedAt.getTime(),
      reason: row.reason ?? row.lastError,
      waitingFor: row.waitingFor,
    })),
  };
}

/** Their order is that of arrival, which has its own index; two may have come in the same millisecond. */
function before({ cursor }: Page): { seq?: { lt: bigint } } {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  return position && /^\d{1,18}$/.test(position.id) ? { seq: { lt: BigInt(position.id) } } : {};
}
