import type Stripe from 'stripe';
import type { StripeEventType } from '~/domain/qualification/stripe-event';
import type { FindingOutcome } from '~/domain/reconciliation/finding';
import { deliveryOf, type Repair } from '~/domain/reconciliation/repair';
import { db } from '~/platform/db.server';
import { stripeIsLive } from '~/platform/stripe.server';
import { eachEvent } from '~/platform/stripe-billing.server';
import type { Delivery } from './receive-event.server';
import { applyStripeEvent, receiveStripeEvent } from './receive-stripe-event.server';
import { type Run, StripeUnreachable } from './reconcile-run.server';

type Keys = 'externalId' | 'type' | 'body' | 'at';

/** What became of a repair: what the finding says was done, and the inbox's reason where there is one. */
export interface Repaired {
  outcome: Exclude<FindingOutcome, 'noted'>;
  reason: string | null;
  /** the inbox knew this very repair from an earlier run */
  known: boolean;
}

/**
 * Puts what is missing through the way of every delivery: into the inbox, then applied at once (ADR-0070). A webhook that brings the same
 * later meets the same ids and changes nothing.
 */
export async function putThrough(run: Run, repair: Repair, sent?: Stripe.Event): Promise<Repaired> {
  if (!run.repair) return { outcome: 'left', reason: null, known: false };
  const delivery = sent ? asSent(sent) : deliveryOf(repair, stripeIsLive());
  const stored = await receiveStripeEvent({ ...delivery, status: 'received' });
  // Stripe's own event came once and did not bring it about: then it is said in our words
  if (stored === 'repeated' && sent) return putThrough(run, repair);
  const row = await applied(delivery.externalId);
  run.delivered.push({ inboundId: row.id, objectId: repair.objectId });
  const known = stored === 'repeated';
  switch (row.status) {
    case 'applied':
      return { outcome: known ? 'needs_person' : 'repaired', reason: row.reason, known };
    case 'invalid':
      return { outcome: 'needs_person', reason: row.reason, known };
    case 'waiting':
    case 'received':
    case 'ignored':
      return { outcome: 'waiting', reason: row.reason, known };
  }
}

function asSent({ id, type, created, ...event }: Stripe.Event): Pick<Delivery, Keys> {
  return { externalId: id, type, body: JSON.stringify({ id, type, created, ...event }), at: created * 1000 };
}

/** Applies a delivery; what it waits for may appear meanwhile, and then it is read again. */
async function applied(externalId: string) {
  const key = { source_externalId: { source: 'stripe' as const, externalId } };
  for (let attempt = 0; attempt < 2; attempt++) {
    const row = await db.inboundEvent.findUniqueOrThrow({ where: key });
    if (row.status !== 'received') return row;
    await applyStripeEvent(row);
  }
  return db.inboundEvent.findUniqueOrThrow({ where: key });
}

const PAGE = 500;

/**
 * The objects that deliveries of some types wait with in the inbox: nothing is missing there but what they wait for. Of some types one that
 * was looked at and ignored is done with, too.
 */
export async function heldObjects(
  types: readonly StripeEventType[],
  statuses: ReadonlyArray<'waiting' | 'ignored'>,
): Promise<Set<string>> {
  const held = new Set<string>();
  let after = 0n;
  for (;;) {
    const rows = await db.inboundEvent.findMany({
      where: {
        source: 'stripe',
        status: { in: [...statuses] },
        type: { in: [...types] },
        seq: { gt: after },
      },
      orderBy: { seq: 'asc' },
      take: PAGE,
      select: { seq: true, body: true },
    });
    for (const { body } of rows) {
      const id: unknown = JSON.parse(body).data?.object?.id;
      if (typeof id === 'string') held.add(id);
    }
    const last = rows.at(-1);
    if (!last) return held;
    after = last.seq;
  }
}

/**
 * The latest events Stripe remembers of some objects: they say when something happened that the object itself does not tell.
 * @throws {StripeUnreachable}
 */
export async function latestEvents(
  types: readonly StripeEventType[],
  objectIds: ReadonlySet<string>,
): Promise<Map<string, Stripe.Event>> {
  const latest = new Map<string, Stripe.Event>();
  if (objectIds.size === 0 || types.length === 0) return latest;
  // newest first: the first one seen counts
  const answer = await eachEvent([...types], async (batch) => {
    for (const event of batch) {
      const { id } = event.data.object as { id?: string };
      if (id && objectIds.has(id) && !latest.has(id)) latest.set(id, event);
    }
  });
  if (answer.outcome === 'unknown') throw new StripeUnreachable(answer.reason);
  return latest;
}
