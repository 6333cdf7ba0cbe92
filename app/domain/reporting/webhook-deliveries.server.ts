import type { AdminScope } from '~/domain/identity/scope';
import { type DeliveryState, deliveryState } from '~/domain/webhooks/delivery-state';
import type { Prisma, WebhookDelivery } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';

/** A message that goes out, as an admin looks at it; all times are the program's clock. */
export interface DeliveryView {
  /** the `webhook-id` of every try */
  id: string;
  type: string;
  /** "handoff:<id>"; null: of nothing in particular */
  subject: string | null;
  /** whose endpoint; null: the product's */
  partnerId: string | null;
  url: string;
  state: DeliveryState;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  createdAt: Instant;
  /** when it is tried next; null: not by itself */
  dueAt: Instant | null;
  deliveredAt: Instant | null;
  givenUpAt: Instant | null;
}

export interface TryView {
  number: number;
  at: Instant;
  status: number | null;
  answer: string | null;
  error: string | null;
  millis: number;
}

// What each state is in the database; the word for it is made by the rule.
const WHERE: Record<DeliveryState, Prisma.WebhookDeliveryWhereInput> = {
  waiting: { dueAt: { not: null }, OR: [{ attempts: 0 }, { deliveredAt: { not: null } }] },
  retrying: { dueAt: { not: null }, attempts: { gt: 0 }, deliveredAt: null },
  delivered: { dueAt: null, givenUpAt: null },
  given_up: { dueAt: null, givenUpAt: { not: null } },
};

const endpoint = { select: { partnerId: true, url: true } } as const;
type Row = WebhookDelivery & { endpoint: { partnerId: string | null; url: string } };

const ms = (at: Date | null) => at?.getTime() ?? null;

function viewOf(row: Omit<Row, 'body'>): DeliveryView {
  const { id, type, subject, attempts, lastStatus, lastError } = row;
  return {
    ...{ id, type, subject, attempts, lastStatus, lastError },
    ...row.endpoint,
    state: deliveryState(row),
    createdAt: row.createdAt.getTime(),
    dueAt: ms(row.dueAt),
    deliveredAt: ms(row.deliveredAt),
    givenUpAt: ms(row.givenUpAt),
  };
}

/** What the portal told others and was to tell them, the newest first. */
export async function listWebhookDeliveries(
  _scope: AdminScope,
  filter: { state?: DeliveryState },
  page: Page,
): Promise<Listed<DeliveryView>> {
  const rows = await db.webhookDelivery.findMany({
    where: { AND: [filter.state ? WHERE[filter.state] : {}, afterCursor(page, 'createdAt')] },
    include: { endpoint },
    omit: { body: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const listed = pageOf(rows, page, (row) => ({ at: row.createdAt.getTime(), id: row.id }));
  return { nextCursor: listed.nextCursor, data: listed.data.map(viewOf) };
}

/** One message with its bytes and every try, the latest first; null when there is none. */
export async function getWebhookDelivery(
  _scope: AdminScope,
  id: string,
): Promise<{ delivery: DeliveryView; body: string; tries: TryView[] } | null> {
  const row = await db.webhookDelivery.findUnique({
    where: { id },
    include: { endpoint, tries: { orderBy: { number: 'desc' } } },
  });
  if (!row) return null;
  const tries = row.tries.map(({ number, at, status, answer, error, millis }) => ({
    ...{ number, status, answer, error, millis },
    at: at.getTime(),
  }));
  return { delivery: viewOf(row), body: row.body, tries };
}
