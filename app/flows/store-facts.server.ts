import { clickIdsOf } from '~/domain/attribution/claimed-clicks.server';
import { domainOf, isFreeMailDomain } from '~/domain/identity/mail-domain';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import type { ProductEvent } from '~/domain/qualification/product-event';
import { newId } from '~/kernel/ids';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';
import {
  type Arrived,
  type ArrivedEvent,
  mailKey,
  type Outcome,
  ofType,
  type Verdict,
  wakeWaiting,
  withCustomer,
} from './arrived-events.server';
import { reconsiderInvitations, storeInvitations } from './store-invitations.server';
import { storePayments, storeReturns } from './store-payments.server';

/**
 * Writes what events say as facts, keyed by the product's ids so that the same id again changes nothing, and asks for whoever they concern to
 * be settled. Sign-ups come first, then payments, so that one batch can hold them in any order.
 * @returns what became of each event
 */
export async function storeFacts(tx: Tx, events: readonly ArrivedEvent[]): Promise<Verdict[]> {
  if (events.length === 0) return [];
  const outcome: Outcome = { verdicts: [], customerIds: new Set(), purchaseIds: new Set() };
  await storeSignUps(tx, ofType(events, 'customer.signed_up'), outcome);
  const customers = await knownCustomers(tx, events);
  await storePayments(tx, ofType(events, 'payment.succeeded'), customers, outcome);
  await storeReturns(
    tx,
    ofType(events, 'payment.refunded', 'payment.refund_failed', 'payment.disputed', 'payment.dispute_closed'),
    outcome,
  );
  await storeActivity(tx, events, customers, outcome);
  await storeInvitations(tx, ofType(events, 'client.invited'), outcome);
  await markUnsettled(tx, { customerIds: [...outcome.customerIds], purchaseIds: [...outcome.purchaseIds] });
  return outcome.verdicts;
}

async function storeSignUps(
  tx: Tx,
  arrived: Array<Arrived<'customer.signed_up'>>,
  outcome: Outcome,
): Promise<void> {
  if (arrived.length === 0) return;
  const handoffs = await handoffsOf(tx, arrived);
  const clock = now();
  const data = arrived.map(({ inboundId, event: { at, data: said } }) => {
    const emailDomain = domainOf(said.customer.email);
    return {
      id: newId('cus', clock),
      externalId: said.customer.id,
      email: said.customer.email,
      emailDomain,
      matchDomain: isFreeMailDomain(emailDomain) ? null : emailDomain,
      name: said.customer.name ?? null,
      signedUpAt: new Date(at),
      clickIds: clickIdsOf(said),
      visitorId: said.visitorId ?? null,
      promotionCode: said.promotionCode?.toUpperCase() ?? null,
      handoffId: said.handoffToken ? (handoffs.get(sha256Hex(said.handoffToken)) ?? null) : null,
      eventId: inboundId,
      createdAt: new Date(clock),
      settleAt: new Date(0),
    };
  });
  await tx.customer.createMany({ data, skipDuplicates: true });
  await wakeWaiting(
    tx,
    arrived.flatMap(({ event: { data } }) => [`customer:${data.customer.id}`, mailKey(data.customer.email)]),
  );
  await reconsiderInvitations(tx, [...new Set(data.flatMap((row) => row.matchDomain ?? []))], outcome);
  for (const { inboundId } of arrived) outcome.verdicts.push({ inboundId, status: 'applied' });
}

/** The handoffs that tokens name, accepted yet or not: whether one counts is asked when the rules look. */
async function handoffsOf(
  tx: Tx,
  arrived: Array<Arrived<'customer.signed_up'>>,
): Promise<Map<string, string>> {
  const hashes = arrived.flatMap(({ event }) =>
    event.data.handoffToken ? [sha256Hex(event.data.handoffToken)] : [],
  );
  if (hashes.length === 0) return new Map();
  const rows = await tx.handoffLink.findMany({ where: { tokenHash: { in: hashes } } });
  return new Map(rows.map((row) => [row.tokenHash, row.handoffId]));
}

function customerIdOf(event: ProductEvent): string | undefined {
  return 'customerId' in event.data ? event.data.customerId : undefined;
}

/** Our ids of the customers that events name, by the product's. */
async function knownCustomers(tx: Tx, events: readonly ArrivedEvent[]): Promise<Map<string, string>> {
  const externalIds = [...new Set(events.flatMap(({ event }) => customerIdOf(event) ?? []))];
  if (externalIds.length === 0) return new Map();
  const rows = await tx.customer.findMany({
    where: { externalId: { in: externalIds } },
    select: { id: true, externalId: true },
  });
  return new Map(rows.map((row) => [row.externalId, row.id]));
}

async function storeActivity(
  tx: Tx,
  events: readonly ArrivedEvent[],
  customers: ReadonlyMap<string, string>,
  outcome: Outcome,
): Promise<void> {
  const usages = withCustomer(ofType(events, 'customer.usage_recorded'), customers, outcome);
  await insertUsage(tx, usages);
  const members = withCustomer(ofType(events, 'customer.members_changed'), customers, outcome);
  await tx.membersChange.createMany({
    data: members.map(({ inboundId, customerId, event }) => ({
      eventId: inboundId,
      customerId,
      at: new Date(event.at),
      members: event.data.members,
    })),
    skipDuplicates: true,
  });
  const subscriptions = withCustomer(
    ofType(events, 'subscription.changed', 'subscription.canceled'),
    customers,
    outcome,
  );
  await tx.subscriptionChange.createMany({
    data: subscriptions.map(({ inboundId, customerId, event }) => ({
      eventId: inboundId,
      customerId,
      subscriptionId: event.data.subscriptionId,
      at: new Date(event.at),
      ...(event.type === 'subscription.changed'
        ? {
            status: event.data.status,
            monthlyValue: event.data.monthlyValue.amount,
            currency: event.data.monthlyValue.currency,
          }
        : { status: 'canceled' }),
    })),
    skipDuplicates: true,
  });
  const captures = withCustomer(ofType(events, 'customer.attribution_captured'), customers, outcome);
  await tx.attributionCapture.createMany({
    data: captures.flatMap(({ inboundId, customerId, event }) => {
      const [clickId] = clickIdsOf(event.data);
      return clickId ? [{ eventId: inboundId, customerId, at: new Date(event.at), clickId }] : [];
    }),
    skipDuplicates: true,
  });
  await tx.promotionCodeUse.createMany({
    data: captures.flatMap(({ inboundId: eventId, customerId, event: { at, data } }) =>
      data.promotionCode === undefined
        ? []
        : [{ eventId, customerId, at: new Date(at), code: data.promotionCode.toUpperCase() }],
    ),
    skipDuplicates: true,
  });
}

/** The commonest event by far: one statement, not one per row (performance.md). */
async function insertUsage(
  tx: Tx,
  usages: ReadonlyArray<Arrived<'customer.usage_recorded'> & { customerId: string }>,
): Promise<void> {
  if (usages.length === 0) return;
  const rows = usages.map(({ inboundId, customerId, event }) => ({
    event_id: inboundId,
    customer_id: customerId,
    at: new Date(event.at).toISOString(),
    api_calls: event.data.apiCalls.toString(),
  }));
  await tx.$executeRaw`
    insert into usage_record (event_id, customer_id, at, api_calls)
    select r.event_id, r.customer_id, r.at, r.api_calls
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(event_id text, customer_id text, at timestamptz, api_calls bigint)
    on conflict do nothing`;
}
