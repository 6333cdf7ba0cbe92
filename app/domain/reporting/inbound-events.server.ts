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

/**
 * What was delivered, by the order of arrival: nothing is lost silently. The latest first; of what waits, whatever has waited longest.
 */
export async function listInboundEvents(
  _scope: AdminScope,
  filter: { status?: EventStatus },
  page: Page,
): Promise<Listed<InboundEventView>> {
  const order = filter.status === 'waiting' ? 'asc' : 'desc';
  const rows = await db.inboundEvent.findMany({
    where: { ...(filter.status && { status: filter.status }), ...beyond(page, order) },
    omit: { body: true },
    orderBy: { seq: order },
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
function beyond({ cursor }: Page, order: 'asc' | 'desc'): { seq?: { lt: bigint } | { gt: bigint } } {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  if (!position || !/^\d{1,18}$/.test(position.id)) return {};
  const seq = BigInt(position.id);
  return { seq: order === 'asc' ? { gt: seq } : { lt: seq } };
}
