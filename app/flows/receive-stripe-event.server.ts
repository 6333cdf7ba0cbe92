import { bindStripeCustomer } from '~/domain/qualification/stripe-customers.server';
import { readStripeEvent, type StripeEvent } from '~/domain/qualification/stripe-event';
import type { InboundEvent } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { lockApplying } from '~/platform/locks.server';
import { log } from '~/platform/log.server';
import { wake } from '~/platform/queue.server';
import { retrieveTransfer } from '~/platform/stripe-billing.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { recordVerdicts, type Verdict, wakeWaiting } from './arrived-events.server';
import { readAccountEvent, readBankEvent } from './read-connect-event.server';
import { readBillingEvent } from './read-stripe-event.server';
import { type Delivery, receiveEvent } from './receive-event.server';
import { type Binding, customerWithMail, type Reading } from './resolve-stripe-customer.server';
import { returnPayout, settlePayout } from './settle-payout.server';
import { settleWaiting } from './settle-waiting-payment.server';
import { storeFacts } from './store-facts.server';
import { storePromotionCode } from './store-promotion-code.server';

/** Vain questions to Stripe after which a signed event counts as it is. */
const PATIENT_TRIES = 5;
const BATCH = 100;

/** Keeps a delivery of Stripe's (contract.md, POST /webhooks/stripe). */
export function receiveStripeEvent(delivery: Omit<Delivery, 'source'>): Promise<'stored' | 'repeated'> {
  return receiveEvent({ ...delivery, source: 'stripe' });
}

/**
 * Turns Stripe's deliveries into facts, in order of arrival: the objects are fetched first, outside of any transaction. One that Stripe could
 * not be asked about is tried again.
 * @returns how many were done with
 */
export async function applyStripeEvents(): Promise<number> {
  let done = 0;
  let after = 0n;
  for (;;) {
    const rows = await db.inboundEvent.findMany({
      where: { status: 'received', source: 'stripe', seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: BATCH,
    });
    for (const row of rows) if (await applyStripeEvent(row)) done += 1;
    const last = rows.at(-1);
    if (!last) break;
    after = last.seq;
  }
  if (done > 0) await wake('settle');
  return done;
}

/**
 * Applies one delivery.
 * @returns false when it must be tried again
 */
export async function applyStripeEvent(row: InboundEvent): Promise<boolean> {
  // It passed the clock's check when it was received; the clock only moves forward.
  const read = readStripeEvent(JSON.parse(row.body), Number.POSITIVE_INFINITY);
  if (read.outcome !== 'ok') {
    const reason = read.outcome === 'invalid' ? read.reason : 'unknown type';
    return finish(row, { outcome: 'ignored', reason });
  }
  try {
    const reading = await readEvent(read.event, row.attempts + 1 < PATIENT_TRIES);
    if (reading.outcome !== 'later') return await finish(row, reading);
    log.warn(
      { inboundEvent: row.id, reason: reading.reason },
      'an event of Stripe waits for an answer of Stripe',
    );
  } catch (error) {
    if (row.attempts + 1 >= PATIENT_TRIES) return setAside(row, error);
    log.warn({ err: error, inboundEvent: row.id }, 'an event of Stripe could not be applied yet');
  }
  await db.inboundEvent.update({ where: { id: row.id }, data: { attempts: { increment: 1 } } });
  return false;
}

async function readEvent(event: StripeEvent, patient: boolean): Promise<Reading> {
  switch (event.type) {
    case 'account.updated':
    case 'capability.updated':
    case 'account.application.deauthorized':
    case 'account.external_account.created':
    case 'account.external_account.updated':
    case 'account.external_account.deleted':
      return readAccountEvent(event);
    case 'payout.paid':
    case 'payout.failed':
    case 'payout.canceled':
      return readBankEvent(event);
    case 'transfer.created':
    case 'transfer.reversed':
      return readTransferEvent(event);
    default:
      return readBillingEvent(event, patient);
  }
}

const nothingMore: Reading = { outcome: 'facts', events: [] };

/** A transfer of ours, found by its group: the webhook may be faster than the answer, or bring what was lost. */
async function readTransferEvent(
  event: Extract<StripeEvent, { type: `transfer.${string}` }>,
): Promise<Reading> {
  const payoutId = event.object.transfer_group;
  const payout = payoutId
    ? await db.payout.findUnique({ where: { id: payoutId }, select: { id: true } })
    : null;
  if (!payout) return { outcome: 'ignored', reason: 'is no payout of ours' };
  const answer = await retrieveTransfer(event.object.id);
  if (answer.outcome === 'unknown') return { outcome: 'later', reason: answer.reason };
  if (answer.outcome !== 'ok') return { outcome: 'ignored', reason: 'Stripe knows no such transfer' };
  await settlePayout(payout.id, answer.value);
  await returnPayout(payout.id, { transfer: answer.value, causeEventId: event.id });
  return nothingMore;
}

/**
 * The second half: facts and verdict in one transaction. Of two workers one does it.
 * @returns false when what it would wait for has appeared since it was read
 */
async function finish(row: InboundEvent, reading: Exclude<Reading, { outcome: 'later' }>): Promise<boolean> {
  return transaction(async (tx) => {
    await lockApplying(tx);
    const still = await tx.inboundEvent.count({ where: { id: row.id, status: 'received' } });
    if (still === 0) return true;
    if (reading.outcome === 'waiting' && (await hasAppeared(tx, reading))) return false;
    if (reading.outcome === 'facts' && reading.binding) await bind(tx, row, reading.binding);
    if (reading.outcome === 'facts' && reading.promotionCode)
      await storePromotionCode(tx, reading.promotionCode);
    await recordVerdicts(tx, [await verdictOf(tx, row, reading)]);
    return true;
  });
}

async function hasAppeared(
  tx: Tx,
  { waitingFor, mail }: Extract<Reading, { outcome: 'waiting' }>,
): Promise<boolean> {
  const [first = ''] = waitingFor.split(' ');
  const id = first.slice(first.indexOf(':') + 1);
  if (first.startsWith('partner:')) return (await tx.partner.count({ where: { handle: id } })) > 0;
  if (!first.startsWith('stripe:')) return (await tx.payment.count({ where: { externalId: id } })) > 0;
  if ((await tx.stripeCustomer.count({ where: { id } })) > 0) return true;
  return (await customerWithMail(mail)) !== null;
}

async function verdictOf(
  tx: Tx,
  row: InboundEvent,
  reading: Exclude<Reading, { outcome: 'later' }>,
): Promise<Verdict> {
  const inboundId = row.id;
  if (reading.outcome === 'ignored') return { inboundId, status: 'ignored', reason: reading.reason };
  if (reading.outcome === 'waiting') {
    return { inboundId, status: 'waiting', reason: reading.reason, waitingFor: reading.waitingFor };
  }
  const { events, settlement, note: reason } = reading;
  const verdicts = await storeFacts(
    tx,
    events.map((event) => ({ inboundId, source: 'stripe', event, ...(settlement ? { settlement } : {}) })),
  );
  if (settlement) await settleWaiting(tx, settlement);
  return (
    verdicts.find((verdict) => verdict.status === 'waiting') ?? {
      ...{ inboundId, status: 'applied' },
      ...(reason === undefined ? {} : { reason }),
    }
  );
}

async function bind(tx: Tx, row: InboundEvent, binding: Binding): Promise<void> {
  await bindStripeCustomer(tx, { ...binding, eventId: row.id, at: now() });
  await wakeWaiting(tx, [`stripe:${binding.stripeCustomerId}`]);
}

async function setAside(row: InboundEvent, error: unknown): Promise<boolean> {
  log.error({ err: error, inboundEvent: row.id }, 'an event of Stripe could not be applied and is set aside');
  const reason = `could not be applied: ${error instanceof Error ? error.message.slice(0, 500) : 'unknown error'}`;
  await transaction((tx) => recordVerdicts(tx, [{ inboundId: row.id, status: 'invalid', reason }]));
  return true;
}
