import { programCurrency } from '~/domain/program/program.server';
import {
  Charge,
  Dispute,
  Invoice,
  Refund,
  StripeCustomer,
  type StripeEvent,
  Subscription,
} from '~/domain/qualification/stripe-event';
import {
  disputeEvents,
  externalIdIn,
  isDisputed,
  paymentOfInvoice,
  refundsOfCharge,
  runningTotalId,
  subscriptionChange,
} from '~/domain/qualification/stripe-facts';
import type { Payment } from '~/generated/prisma/client';
import { db } from '~/platform/db.server';
import {
  invoiceOfPaymentIntent,
  listRefunds,
  retrieveCharge,
  retrieveCustomer,
  retrieveDispute,
  retrieveInvoice,
  retrieveSubscription,
} from '~/platform/stripe-billing.server';
import { readSession } from './read-stripe-checkout.server';
import { settlementOf } from './read-stripe-settlement.server';
import { current, type Reading, resolveCustomer, unbound } from './resolve-stripe-customer.server';

type BillingEvent = Exclude<
  StripeEvent,
  { type: `account.${string}` | `capability.${string}` | `transfer.${string}` }
>;

/**
 * Reads a billing event: fetched from Stripe rather than believed, so that order and repeats do not matter (integrations.md section 4, rule 1).
 * Outside of any transaction.
 * @param patient false after several vain tries: then the signed event itself counts
 */
export async function readBillingEvent(event: BillingEvent, patient: boolean): Promise<Reading> {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return readSession(event.object, event.at, patient);
    case 'customer.created':
    case 'customer.updated':
      return readCustomer(event.object, patient);
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
      return readSubscription(event, patient);
    case 'invoice.paid':
      return readInvoice(event.object, event.at, patient);
    case 'charge.updated':
      return readCharge(event.object, patient);
    case 'charge.refunded':
      return readRefunds(event.object, event.at, patient);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
      return readDispute(event, patient);
  }
}

async function readCustomer(payload: StripeCustomer, patient: boolean): Promise<Reading> {
  const customer = await current(retrieveCustomer(payload.id), { schema: StripeCustomer, payload, patient });
  if (customer.outcome === 'later') return customer;
  const externalId = externalIdIn(customer.value.metadata);
  if (externalId === null) return { outcome: 'ignored', reason: 'names no customer of the product' };
  return {
    outcome: 'facts',
    events: [],
    binding: { stripeCustomerId: payload.id, externalId, by: 'metadata' },
  };
}

async function readSubscription(
  event: Extract<BillingEvent, { type: `customer.subscription.${string}` }>,
  patient: boolean,
): Promise<Reading> {
  const payload = event.object;
  const deleted = event.type === 'customer.subscription.deleted';
  // A change is what the event says it was then; only whose it is must be asked.
  const { customer, metadata } = payload;
  const resolved = await resolveCustomer(customer, { metadata: [metadata], email: null, patient });
  if (resolved.outcome === 'later') return resolved;
  if (!resolved.value) return unbound(customer, resolved.mail);
  const { externalId, binding } = resolved.value;
  const ended = deleted
    ? await current(retrieveSubscription(payload.id), { schema: Subscription, payload, patient })
    : ({ outcome: 'ok', value: payload } as const);
  if (ended.outcome === 'later') return ended;
  const change = subscriptionChange(ended.value, { customerId: externalId, deleted, at: event.at });
  return { outcome: 'facts', events: [change], ...(binding ? { binding } : {}) };
}

async function readInvoice(payload: Invoice, at: number, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveInvoice(payload.id), { schema: Invoice, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const invoice = fetched.value;
  const metadata = [invoice.parent?.subscription_details?.metadata ?? {}, invoice.metadata];
  const resolved = await resolveCustomer(invoice.customer, {
    metadata,
    email: invoice.customer_email,
    patient,
  });
  if (resolved.outcome === 'later') return resolved;
  if (!resolved.value) return unbound(invoice.customer, resolved.mail);
  const { externalId, binding } = resolved.value;
  const payment = paymentOfInvoice(invoice, externalId, at);
  const settled = await settlementOf(payment, { invoice: invoice.id }, patient);
  if (settled.outcome === 'later') return settled;
  return {
    outcome: 'facts',
    events: [payment],
    ...(binding ? { binding } : {}),
    ...(settled.value ? { settlement: settled.value } : {}),
  };
}

/** A charge is often settled only after it was paid; then this event says so. Nothing else of it counts here. */
async function readCharge(charge: Charge, patient: boolean): Promise<Reading> {
  if (!charge.currency || charge.currency === (await programCurrency()))
    return { outcome: 'ignored', reason: 'needs no rate' };
  const found = await paymentOfCharge(charge, patient);
  if (found.outcome !== 'payment') return found;
  const { externalId: paymentId, amount, currency, basis } = found.payment;
  if (basis !== null) return { outcome: 'ignored', reason: 'has its rate' };
  // the product may name a payment by its intent, its charge or its invoice
  const intent = [charge.payment_intent, charge.id].includes(paymentId) ? charge.payment_intent : null;
  const paid = intent === null ? { invoice: paymentId } : { paymentIntent: intent };
  const settled = await settlementOf({ data: { paymentId, amount, currency } }, paid, patient);
  if (settled.outcome === 'later') return settled;
  if (!settled.value) return { outcome: 'ignored', reason: 'is not settled' };
  return { outcome: 'facts', events: [], settlement: settled.value };
}

async function readRefunds(payload: Charge, at: number, patient: boolean): Promise<Reading> {
  const asked = await retrieveCharge(payload.id);
  if (asked.outcome === 'unknown' && patient) return { outcome: 'later', reason: asked.reason };
  const read = asked.outcome === 'ok' ? Charge.safeParse(asked.value) : undefined;
  const charge = read?.success ? read.data : payload;
  const found = await paymentOfCharge(charge, patient);
  if (found.outcome !== 'payment') return found;
  const { payment } = found;
  const listed = read?.success ? await listRefunds(charge.id) : null;
  if (listed?.outcome === 'unknown' && patient) return { outcome: 'later', reason: listed.reason };
  const refunds =
    listed?.outcome === 'ok' ? listed.value.flatMap((one) => Refund.safeParse(one).data ?? []) : null;
  const events = refundsOfCharge(charge, {
    paymentId: payment.externalId,
    net: payment.amount,
    refunds,
    knownTotals: await knownTotals(payment.id, charge.id),
    at,
  });
  return { outcome: 'facts', events };
}

/** What a charge paid: the invoice, in older versions on the charge; else the single payment that a checkout was. */
async function paymentOfCharge(
  charge: Pick<Charge, 'id' | 'payment_intent' | 'invoice'>,
  patient: boolean,
): Promise<{ outcome: 'payment'; payment: Payment } | Exclude<Reading, { outcome: 'facts' }>> {
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
  if (payment) return { outcome: 'payment', payment };
  const waitingFor = `payment:${names[0] ?? charge.id}`;
  return { outcome: 'waiting', reason: 'unknown_payment', waitingFor, mail: null };
}

async function readDispute(
  event: Extract<BillingEvent, { type: `charge.dispute.${string}` }>,
  patient: boolean,
): Promise<Reading> {
  const payload = event.object;
  const fetched = await current(retrieveDispute(payload.id), { schema: Dispute, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const dispute = fetched.value;
  if (!isDisputed(dispute)) return { outcome: 'ignored', reason: 'is no dispute: no money was taken' };
  // Decided meanwhile: the event that says so brings the instant.
  const open = event.type === 'charge.dispute.closed' ? dispute : { ...dispute, status: 'under_review' };
  const charge = { id: dispute.charge, payment_intent: dispute.payment_intent, invoice: null };
  const found = await paymentOfCharge(charge, patient);
  if (found.outcome !== 'payment') return found;
  const events = disputeEvents(open, { paymentId: found.payment.externalId, closedAt: event.at });
  return { outcome: 'facts', events };
}

async function knownTotals(paymentId: string, chargeId: string): Promise<bigint[]> {
  const prefix = runningTotalId(chargeId, 0n).slice(0, -1);
  const rows = await db.refund.findMany({ where: { paymentId, externalId: { startsWith: prefix } } });
  return rows.map((row) => BigInt(row.externalId.slice(prefix.length)));
}
