import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { Channel, LinkSource } from './click';

/** One tracked visit as partners and admins see it; bots are not among them. */
export interface ClickView {
  id: string;
  at: Instant;
  channel: Channel;
  partnerId: string | null;
  linkId: string | null;
  source: LinkSource | null;
  /** days; the window in force when it happened */
  windowDays: number;
  /** a pseudonym: it names nobody */
  visitorId: string;
  unique: boolean;
  /** without query string */
  landingUrl: string | null;
  referrerHost: string | null;
}

export interface ClickFilter {
  linkId?: string;
  channel?: Channel;
  /** an admin's narrowing; ignored for a partner */
  partnerId?: string;
}

/** Clicks, newest first; of one instant, the one stored last comes first. */
export async function listClicks(scope: Scope, filter: ClickFilter, page: Page): Promise<Listed<ClickView>> {
  const partnerId = visiblePartnerId(scope, filter.partnerId);
  const { linkId, channel } = filter;
  const rows = await db.click.findMany({
    where: {
      AND: [
        {
          ...(partnerId === undefined ? {} : { partnerId }),
          ...(linkId === undefined ? {} : { linkId }),
          ...(channel === undefined ? {} : { channel }),
        },
        afterClick(page),
      ],
    },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    take: page.limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.at.getTime(), id: String(row.seq) }));
  return { data: data.map(viewOf), nextCursor };
}

// Clicks of one instant are ordered by their number, not their id.
function afterClick({ cursor }: Page): Prisma.ClickWhereInput {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  if (!position || !/^\d{1,18}$/.test(position.id)) return {};
  const at = new Date(position.at);
  return { OR: [{ at: { lt: at } }, { at, seq: { lt: BigInt(position.id) } }] };
}

function viewOf(row: Prisma.ClickGetPayload<object>): ClickView {
  const { id, channel, partnerId, linkId, source, windowDays, visitorId, landingUrl, referrerHost } = row;
  return {
    id,
    at: row.at.getTime(),
    ...{ channel, partnerId, linkId, source, windowDays, visitorId },
    unique: row.isUnique,
    ...{ landingUrl, referrerHost },
  };
}
