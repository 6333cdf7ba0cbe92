import type { WebhookDelivery } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { nextTryAt, RETRIED_FOR_MS } from './retry';

/** The row that stands for the product among the endpoints; its address and secret are the operator's settings. */
const PRODUCT_ENDPOINT = 'whe_product';

/** Longer than a try takes: after it the process that sends is taken for dead. */
export const SENDING_LEASE_MS = 60_000;

/** The product's endpoint, written down when it is first needed or has another address. */
export async function keepProductEndpoint(tx: Tx, url: string, at: Instant): Promise<string> {
  await tx.$executeRaw`
    insert into webhook_endpoint (id, url, secret, events, created_at)
    values (${PRODUCT_ENDPOINT}, ${url}, '', array['client.handed_off'], ${new Date(at)})
    on conflict (id) do update set url = excluded.url where webhook_endpoint.url <> excluded.url`;
  return PRODUCT_ENDPOINT;
}

export interface NewDelivery {
  endpointId: string;
  type: string;
  /** sent byte for byte at every try */
  body: string;
  /** what it tells of: "handoff:<id>" */
  subject: string;
  at: Instant;
}

/** Writes down what is to be sent. @returns its id, the `webhook-id` of every try */
export async function insertDelivery(tx: Tx, { at, ...message }: NewDelivery): Promise<string> {
  const id = newId('msg');
  await tx.webhookDelivery.create({
    data: { id, ...message, dueAt: new Date(at), createdAt: new Date(at) },
  });
  return id;
}

export interface Claim {
  delivery: WebhookDelivery;
  /** whose endpoint; null: the product's */
  partnerId: string | null;
  /** of this try */
  number: number;
}

export interface ClaimTimes {
  /** the program's clock, which due times are by */
  now: Instant;
  /** the machine's, which leases are by: the clock of the program may stand still */
  machineNow: Instant;
  /** what another process is sending is left to it, unless its lease ends before this (the machine's time) */
  leasesBefore: Instant;
}

/**
 * Takes one delivery that is due, so that nobody else sends it meanwhile, and writes down a try that has no answer because its process ended.
 * @returns undefined when none is due
 */
export async function claimDelivery(tx: Tx, times: ClaimTimes): Promise<Claim | undefined> {
  const now = new Date(times.now);
  const [due] = await tx.$queryRaw<{ id: string }[]>`
    select id from webhook_delivery
    where due_at <= ${now} and (lease_until is null or lease_until < ${new Date(times.leasesBefore)})
    order by due_at, id limit 1 for update skip locked`;
  if (!due) return undefined;
  const before = await tx.webhookDelivery.findUniqueOrThrow({ where: { id: due.id } });
  if (before.leaseUntil) await noteLostTry(tx, before, now);
  const { endpoint, ...delivery } = await tx.webhookDelivery.update({
    where: { id: due.id },
    data: {
      attempts: { increment: 1 },
      leaseUntil: new Date(times.machineNow + SENDING_LEASE_MS),
      retryUntil: before.retryUntil ?? new Date(times.now + RETRIED_FOR_MS),
    },
    include: { endpoint: { select: { partnerId: true } } },
  });
  return { delivery, partnerId: endpoint.partnerId, number: delivery.attempts };
}

async function noteLostTry(tx: Tx, { id, attempts }: WebhookDelivery, at: Date): Promise<void> {
  const error = 'The portal stopped before it noted an answer. It may have arrived.';
  const lost = { deliveryId: id, number: attempts, at, error, millis: 0 };
  await tx.webhookTry.createMany({ data: [lost], skipDuplicates: true });
}

export interface TryAnswer {
  /** the program's clock */
  at: Instant;
  /** null: no answer */
  status: number | null;
  answer: string | null;
  error: string | null;
  millis: number;
  retryAfterMs: number | null;
}

/**
 * Writes down what a try brought, and when the next is made. Overtaken by another process, only the try is kept.
 * @returns what is known of the delivery then
 */
export async function saveTry(
  tx: Tx,
  { delivery, number }: Claim,
  { retryAfterMs, ...tried }: TryAnswer,
): Promise<'delivered' | 'retrying' | 'given_up' | 'overtaken'> {
  const at = new Date(tried.at);
  await tx.webhookTry.createMany({
    data: [{ deliveryId: delivery.id, number, ...tried, at }],
    skipDuplicates: true,
  });
  const delivered = tried.status !== null && tried.status >= 200 && tried.status < 300;
  const next = delivered
    ? null
    : await nextOf(tx, delivery, { at: tried.at, status: tried.status, retryAfterMs });
  const outcome = delivered ? 'delivered' : next === null ? 'given_up' : 'retrying';
  const { count } = await tx.webhookDelivery.updateMany({
    where: { id: delivery.id, attempts: number },
    data: {
      dueAt: next === null ? null : new Date(next),
      ...(delivered && { deliveredAt: delivery.deliveredAt ?? at }),
      givenUpAt: outcome === 'given_up' ? at : null,
      lastStatus: tried.status,
      lastError: tried.error,
      leaseUntil: null,
    },
  });
  return count === 0 ? 'overtaken' : outcome;
}

async function nextOf(
  tx: Tx,
  delivery: WebhookDelivery,
  { at, status, retryAfterMs }: Pick<TryAnswer, 'at' | 'status' | 'retryAfterMs'>,
): Promise<Instant | null> {
  const until = delivery.retryUntil?.getTime() ?? at;
  const tries = await tx.webhookTry.count({
    where: { deliveryId: delivery.id, at: { gte: new Date(until - RETRIED_FOR_MS) } },
  });
  return nextTryAt({ at, tries, until, gone: status === 410, retryAfterMs }, Math.random());
}

/** When something is tried next by itself after an instant; never is infinitely late. */
export async function nextDeliveryAfter(tx: Tx, at: Instant): Promise<Instant> {
  const { _min: earliest } = await tx.webhookDelivery.aggregate({
    where: { dueAt: { gt: new Date(at) } },
    _min: { dueAt: true },
  });
  return earliest.dueAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Has a delivery sent again now, with the same id and the same bytes, and retried for as long as a new one. @returns what it is */
export async function sendAgain(
  tx: Tx,
  id: string,
  at: Instant,
): Promise<{ type: string; subject: string | null } | 'not_found'> {
  const [sent] = await tx.webhookDelivery.updateManyAndReturn({
    where: { id },
    data: { dueAt: new Date(at), retryUntil: null, givenUpAt: null },
    select: { type: true, subject: true },
  });
  return sent ?? 'not_found';
}
