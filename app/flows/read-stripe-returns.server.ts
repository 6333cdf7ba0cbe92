import { programCurrency } from '~/domain/program/program.server';
import type { ProductEvent } from '~/domain/qualification/product-event';
import type { StripeEvent } from '~/domain/qualification/stripe-event';
import { Charge, CreditNote, Dispute, Invoice, Refund } from '~/domain/qualification/stripe-objects';
import {
  creditNoteEvents,
  type DisputeEnding,
  disputeEvents,
  hasArrived,
  hasFailed,
  isDisputed,
  refundsOfCharge,
  runningTotalId,
} from '~/domain/qualification/stripe-returns';
import type { Payment } from '~/generated/prisma/client';
import { greatest, type MinorUnits, sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import {
  invoiceOfPaymentIntent,
  listRefunds,
  retrieveCharge,
  retrieveCreditNote,
  retrieveDispute,
  retrieveInvoice,
} from '~/platform/stripe-billing.server';
import { settlementOf } from './read-stripe-settlement.server';
import type { Reading } from './resolve-stripe-customer.server';
import { current, type Fetched } from './stripe-evidence.server';

type Unread = Exclude<Reading, { outcome: 'facts' }>;
type Found<T> = { outcome: 'found'; value: T } | Unread;

/** A charge is often settled only after it was paid; then this event says so. Nothing else of it counts here. */
export async function readCharge(charge: Charge, patient: boolean): Promise<Reading> {
  if (!charge.currency || charge.currency === (await programCurrency()))
    return { outcome: 'ignored', reason: 'needs no rate' };
  const found = await paymentOfCharge(charge, patient);
  if (found.outcome !== 'found') return found;
  const { externalId: paymentId, amount, currency, basis } = found.value;
  if (basis !== null) return { outcome: 'ignored', reason: 'has its rate' };
  // the product may name a payment by its intent, its charge or its invoice
  const intent = [charge.payment_intent, charge.id].includes(paymentId) ? charge.payment_intent : null;
  const paid = intent === null ? { invoice: paymentId } : { paymentIntent: intent };
  const settled = await settlementOf({ data: { paymentId, amount, currency } }, paid, patient);
  if (settled.outcome === 'later') return settled;
  if (!settled.value) return { outcome: 'ignored', reason: 'is not settled' };
  return { outcome: 'facts', events: [], settlement: settled.value };
}

/**
 * What was given back of a charge: all its refunds as Stripe has them now, whichever event asks.
 * @param own the refund an event is about: its end is dated by that event
 */
export async function readRefunds(
  { id, payload, own, at }: { id: string; payload: Charge | null; own: Refund | null; at: Instant },
  patient: boolean,
): Promise<Reading> {
  const asked = await retrieveCharge(id);
  if (asked.outcome === 'unknown' && patient) return { outcome: 'later', reason: asked.reason };
  const read = asked.outcome === 'ok' ? Charge.safeParse(asked.value).data : undefined;
  const charge = read ?? payload;
  const found = await paymentOfCharge(
    charge ?? { id, payment_intent: own?.payment_intent ?? null, invoice: null },
    patient,
  );
  if (found.outcome !== 'found') return found;
  const payment = found.value;
  const listed = read ? await listRefunds(id) : null;
  if (listed?.outcome === 'unknown' && patient) return { outcome: 'later', reason: listed.reason };
  const refunds =
    listed?.outcome === 'ok' ? listed.value.flatMap((one) => Refund.safeParse(one).data ?? []) : null;
  const failed = failureOf(own, refunds, { paymentId: payment.externalId, at });
  // of a charge that Stripe does not know only its own running total tells
  if (!charge || (refunds === null && own)) {
    return failed.length > 0
      ? { outcome: 'facts', events: failed }
      : { outcome: 'ignored', reason: 'its charge tells' };
  }
  const paid = await paidFor(payment, charge.amount_captured, patient);
  if (paid.outcome === 'later') return paid;
  const events = refundsOfCharge(charge, {
    paymentId: payment.externalId,
    outOf: paid.value,
    refunds,
    knownTotals: await knownTotals(payment.id, charge.id),
    at,
  });
  return { outcome: 'facts', events: [...events, ...failed] };
}

/** A refund that failed or was canceled: told once, by the event about it. */
function failureOf(
  own: Refund | null,
  refunds: readonly Refund[] | null,
  { paymentId, at }: { paymentId: string; at: Instant },
): ProductEvent[] {
  if (!own || !hasFailed(own)) return [];
  const now = refunds?.find(({ id }) => id === own.id) ?? own;
  return hasFailed(now) ? [{ type: 'payment.refund_failed', at, data: { paymentId, refundId: own.id } }] : [];
}

export async function readCreditNote(payload: CreditNote, at: Instant, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveCreditNote(payload.id), { schema: CreditNote, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const note = fetched.value;
  const payment = await db.payment.findUnique({ where: { externalId: note.invoice } });
  if (!payment) return unknownPayment(note.invoice);
  const paid = await paidFor(payment, 0n, patient);
  if (paid.outcome === 'later') return paid;
  const outOf = paid.value;
  if (outOf <= 0n) return { outcome: 'ignored', reason: 'nothing was paid' };
  const events = creditNoteEvents(note, { paymentId: payment.externalId, outOf, at });
  if (events.length > 0) return { outcome: 'facts', events };
  return { outcome: 'ignored', reason: 'gives back nothing that no refund gives back' };
}

export async function readDispute(
  event: Extract<StripeEvent, { type: `charge.dispute.${string}` }>,
  patient: boolean,
): Promise<Reading> {
  const payload = event.object;
  const fetched = await current(retrieveDispute(payload.id), { schema: Dispute, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const dispute = fetched.value;
  const charge = { id: dispute.charge, payment_intent: dispute.payment_intent, invoice: null };
  if (!isDisputed(dispute)) return readHarmless(event, dispute);
  const found = await paymentOfCharge(charge, patient);
  if (found.outcome !== 'found') return found;
  const payment = found.value;
  const part = dispute.status === 'lost' ? await disputedPart(dispute, payment, patient) : whole;
  if (part.outcome === 'later') return part;
  const closed = event.type === 'charge.dispute.closed' ? { at: event.at, status: payload.status } : null;
  const events = disputeEvents(dispute, { paymentId: payment.externalId, closed, part: part.value });
  return { outcome: 'facts', events };
}

/** An inquiry or a prevented dispute moved no money. One that was told as a dispute before ends with that. */
async function readHarmless({ type, at }: StripeEvent, { id: disputeId }: Dispute): Promise<Reading> {
  const known = await db.dispute.findUnique({ where: { externalId: disputeId }, include: { payment: true } });
  const ends = type === 'charge.dispute.closed' || type === 'charge.dispute.updated';
  if (!known || known.outcome !== null || !ends)
    return { outcome: 'ignored', reason: 'is no dispute: no money was taken' };
  const data = { paymentId: known.payment.externalId, disputeId, amount: undefined, outOf: undefined };
  return {
    outcome: 'facts',
    events: [{ type: 'payment.dispute_closed', at, data: { ...data, outcome: 'won' } }],
  };
}

const whole = { outcome: 'ok' as const, value: null };

/** Of one of several charges of a payment: what it carried and was not refunded before; null = the whole payment (ADR-0024). */
async function disputedPart(
  dispute: Dispute,
  payment: Payment,
  patient: boolean,
): Promise<Fetched<DisputeEnding['part']>> {
  const asked = await retrieveCharge(dispute.charge);
  if (asked.outcome === 'unknown' && patient) return { outcome: 'later', reason: asked.reason };
  const charge = asked.outcome === 'ok' ? Charge.safeParse(asked.value).data : undefined;
  if (!charge) return whole;
  const paid = await paidFor(payment, charge.amount_captured, patient);
  if (paid.outcome === 'later') return paid;
  if (charge.amount_captured >= paid.value) return whole;
  const listed = await listRefunds(charge.id);
  if (listed.outcome === 'unknown' && patient) return { outcome: 'later', reason: listed.reason };
  const refunds =
    listed.outcome === 'ok' ? listed.value.flatMap((one) => Refund.safeParse(one).data ?? []) : [];
  const refunded = sum(refunds.filter(hasArrived).map(({ amount }) => amount));
  const amount = greatest(0n, charge.amount_captured - refunded);
  return { outcome: 'ok', value: { amount, outOf: paid.value } };
}

/** All that was charged or otherwise paid for a payment, tax included: of an invoice by all its charges together. */
async function paidFor(
  payment: Payment,
  captured: MinorUnits,
  patient: boolean,
): Promise<Fetched<MinorUnits>> {
  if (!payment.externalId.startsWith('in_')) return { outcome: 'ok', value: captured };
  const answer = await retrieveInvoice(payment.externalId);
  if (answer.outcome === 'unknown' && patient) return { outcome: 'later', reason: answer.reason };
  const paid = answer.outcome === 'ok' ? Invoice.safeParse(answer.value).data?.amount_paid : undefined;
  return { outcome: 'ok', value: paid === undefined || paid <= 0n ? captured : paid };
}

/** What a charge paid: the invoice, in older versions on the charge; else the single payment that a checkout was. */
async function paymentOfCharge(
  charge: Pick<Charge, 'id' | 'payment_intent' | 'invoice'>,
  patient: boolean,
): Promise<Found<Payment>> {
  const invoiceId = charge.payment_intent ? await invoiceOfPaymentIntent(charge.payment_intent) : null;
  if (invoiceId?.outcome === 'unknown' && patient) return { outcome: 'later', reason: invoiceId.reason };
  const names = [
    invoiceId?.outcome === 'ok' ? invoiceId.value : null,
    charge.invoice,
    charge.payment_intent,
    charge.id,
  ].filter((name): name is string => name !== null);
  const payments = await db.payment.findMany({ where: { externalId: { in: names } } });
  const payment = names.map((name) => payments.find((one) => one.externalId === name)).find(Boolean);
  return payment ? { outcome: 'found', value: payment } : unknownPayment(names[0] ?? charge.id);
}

const unknownPayment = (id: string): Unread => ({
  outcome: 'waiting',
  reason: 'unknown_payment',
  waitingFor: `payment:${id}`,
  mail: null,
});

async function knownTotals(paymentId: string, chargeId: string): Promise<bigint[]> {
  const prefix = runningTotalId(chargeId, 0n).slice(0, -1);
  const rows = await db.refund.findMany({ where: { paymentId, externalId: { startsWith: prefix } } });
  return rows.map((row) => BigInt(row.externalId.slice(prefix.length)));
}
