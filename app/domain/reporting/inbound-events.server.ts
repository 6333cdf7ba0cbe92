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
  /** Stripe's version, where it is not the one that is read */
  apiVersion: string | null;
}

/**
 * What was delivered, by the order of arrival: nothing is lost silently. The latest first; of what waits, whatever has waited longest.
 */
export async function listInboundEvents(
  _scope: AdminScope,
  filter: { status?: EventStatus; otherVersion?: boolean },
  page: Page,
): Promise<Listed<InboundEventView>> {
  const order = filter.status === 'waiting' ? 'asc' : 'desc';
  const rows = await db.inboundEvent.findMany({
    where: {
      ...(filter.status && { status: filter.status }),
      ...(filter.otherVersion && { apiVersion: { not: null } }),
      ...beyond(page, order),
    },
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
      apiVersion: row.apiVersion,
    })),
  };
}

/** How many events came in other versions of Stripe's API, and when the last of each did; the latest first (ADR-0085). */
export async function countOtherVersions(
  _scope: AdminScope,
): Promise<Array<{ apiVersion: string; count: number; latest: Instant }>> {
  const rows = await db.inboundEvent.groupBy({
    by: ['apiVersion'],
    where: { apiVersion: { not: null } },
    _count: true,
    _max: { receivedAt: true },
    orderBy: { _max: { receivedAt: 'desc' } },
  });
  return rows.map(({ apiVersion, _count: count, _max }) => ({
    apiVersion: apiVersion ?? '',
    count,
    latest: _max.receivedAt?.getTime() ?? 0,
  }));
}

/** Their order is that of arrival, which has its own index; two may have come in the same millisecond. */
function beyond({ cursor }: Page, order: 'asc' | 'desc'): { seq?: { lt: bigint } | { gt: bigint } } {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  if (!position || !/^\d{1,18}$/.test(position.id)) return {};
  const seq = BigInt(position.id);
  return { seq: order === 'asc' ? { gt: seq } : { lt: seq } };
}
