import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { pool } from '~/platform/db.server';
import { createGroupCommit } from '~/platform/group-commit.server';
import { wake } from '~/platform/queue.server';

/** A delivery to keep, whatever becomes of it. */
export interface Delivery {
  source: 'product' | 'stripe';
  /** the sender's id of the delivery: the "once" */
  externalId: string;
  type: string;
  /** the raw body */
  body: string;
  /** when it says it happened; null when that cannot be read */
  at: Instant | null;
  status: 'received' | 'ignored' | 'invalid';
  /** why it is ignored or invalid */
  reason?: string;
  /** Stripe's version, where it is not the one that is read */
  apiVersion?: string | null;
}

/**
 * Our id of a delivery, made of the sender's: two facts of one instant are taken in the order of their ids, which must not depend on which
 * arrived first (ADR-0076).
 */
function inboundIdOf({ source, externalId }: Pick<Delivery, 'source' | 'externalId'>): string {
  return `evt_${source}_${externalId}`;
}

const insert = createGroupCommit<Delivery, boolean>(async (deliveries) => {
  const receivedAt = new Date(now());
  const column = <T>(pick: (delivery: Delivery) => T) => deliveries.map(pick);
  const { rows } = await pool.query<{ source: string; external_id: string }>({
    name: 'receive-events',
    text: `insert into inbound_event (id, source, external_id, type, body, at, received_at, status, reason, api_version)
      select id, source::"EventSource", external_id, type, body, at, $10, status::"EventStatus", reason, api_version
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
        as r(id, source, external_id, type, body, at, status, reason, api_version)
      on conflict do nothing returning source::text, external_id`,
    values: [
      column(inboundIdOf),
      column((delivery) => delivery.source),
      column((delivery) => delivery.externalId),
      column((delivery) => delivery.type),
      column((delivery) => delivery.body),
      column((delivery) => (delivery.at === null ? null : new Date(delivery.at))),
      column((delivery) => delivery.status),
      column((delivery) => delivery.reason ?? null),
      column((delivery) => delivery.apiVersion ?? null),
      receivedAt,
    ],
  });
  const stored = new Set(rows.map((row) => `${row.source} ${row.external_id}`));
  // of several with one id in one statement, the first is the stored one
  return deliveries.map(({ source, externalId }) => stored.delete(`${source} ${externalId}`));
});

/**
 * Keeps a delivery in the inbox, committed when the promise resolves; several that arrive together share a statement. The worker applies
 * it (contract.md, webhooks: answered 2xx only after commit; a repeated id changes nothing).
 */
export async function receiveEvent(delivery: Delivery): Promise<'stored' | 'repeated'> {
  const stored = await insert(delivery);
  if (stored && delivery.status === 'received') await wake('apply-events');
  return stored ? 'stored' : 'repeated';
}

/** The product's events (contract.md, POST /webhooks/product). */
export function receiveProductEvent(delivery: Omit<Delivery, 'source'>): Promise<'stored' | 'repeated'> {
  return receiveEvent({ ...delivery, source: 'product' });
}
