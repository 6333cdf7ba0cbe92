import type { ProductEvent, ProductEventOf, ProductEventType } from '~/domain/qualification/product-event';
import type { Settlement } from '~/domain/qualification/stripe-facts';
import type { EventStatus } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';

/** What becomes of a delivery. */
export interface Verdict {
  inboundId: string;
  status: EventStatus;
  reason?: string;
  /** "customer:<id>", "payment:<id>", "partner:<handle>" or "stripe:<id>[ mail:<hash>]": it is applied when one of them appears */
  waitingFor?: string;
}

/** A product event with the delivery it came in. */
export interface ArrivedEvent {
  inboundId: string;
  source: 'product' | 'stripe';
  event: ProductEvent;
  /** of a payment: what Stripe settled it at. Only asked of Stripe: beside the event, where no delivery can say it. */
  settlement?: Settlement;
}

/** An arrived event of one type. */
export type Arrived<T extends ProductEventType> = Omit<ArrivedEvent, 'event'> & {
  event: { [K in T]: ProductEventOf<K> }[T];
};

/** The events of some types, in order of arrival. */
export function ofType<T extends ProductEventType>(
  events: readonly ArrivedEvent[],
  ...types: T[]
): Array<Arrived<T>> {
  return events.filter((one) => (types as string[]).includes(one.event.type)) as unknown as Array<Arrived<T>>;
}

/** Collects what became of each delivery. */
export interface Outcome {
  verdicts: Verdict[];
  customerIds: Set<string>;
  purchaseIds: Set<string>;
}

/**
 * Splits events into those whose customer is known and the rest, which wait for it.
 * @returns the known ones with our id of the customer
 */
export function withCustomer<
  T extends { inboundId: string; event: { data: { customerId?: string | undefined } } },
>(
  arrived: readonly T[],
  customers: ReadonlyMap<string, string>,
  outcome: Outcome,
): Array<T & { customerId: string }> {
  return arrived.flatMap((one) => {
    const externalId = one.event.data.customerId ?? '';
    const customerId = customers.get(externalId);
    if (customerId === undefined) {
      outcome.verdicts.push({
        inboundId: one.inboundId,
        status: 'waiting',
        reason: 'unknown_customer',
        waitingFor: `customer:${externalId}`,
      });
      return [];
    }
    outcome.verdicts.push({ inboundId: one.inboundId, status: 'applied' });
    outcome.customerIds.add(customerId);
    return [{ ...one, customerId }];
  });
}

/** What a delivery of Stripe's waits for when all it says of its customer is a mail address; the address itself is not kept here. */
export const mailKey = (email: string) => `mail:${sha256Hex(email.toLowerCase())}`;

/** Applies again what waited for somebody or something that now exists. */
export async function wakeWaiting(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.inboundEvent.updateMany({
    where: { waitingFor: { in: [...keys] }, status: 'waiting' },
    data: { status: 'received', waitingFor: null, attempts: 0 },
  });
  const parts = keys.filter((key) => /^(stripe|mail):/.test(key));
  if (parts.length === 0) return;
  // few wait like this, and only Stripe's: no index is worth it
  await tx.$executeRaw`
    update inbound_event set status = 'received', waiting_for = null, attempts = 0
    where status = 'waiting' and source = 'stripe' and waiting_for like 'stripe:% mail:%'
      and string_to_array(waiting_for, ' ') && ${parts}::text[]`;
}

/** Writes what became of deliveries, in one statement. */
export async function recordVerdicts(tx: Tx, verdicts: readonly Verdict[]): Promise<void> {
  if (verdicts.length === 0) return;
  const input = verdicts.map(({ inboundId, status, reason, waitingFor }) => ({
    id: inboundId,
    status,
    reason: reason ?? null,
    waiting_for: waitingFor ?? null,
  }));
  await tx.$executeRaw`
    update inbound_event e set status = r.status::"EventStatus", reason = r.reason, waiting_for = r.waiting_for,
      attempts = e.attempts + 1, applied_at = case when r.status = 'applied' then ${new Date(now())}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(id text, status text, reason text, waiting_for text)
    where e.id = r.id`;
}
