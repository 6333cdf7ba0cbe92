import type { StripeEvent } from '~/domain/qualification/stripe-event';
import { paymentOfInvoice, subscriptionChange } from '~/domain/qualification/stripe-facts';
import { Invoice, type StripeCustomer, Subscription } from '~/domain/qualification/stripe-objects';
import type { Instant } from '~/kernel/time';
import { retrieveInvoice, retrieveSubscription } from '~/platform/stripe-billing.server';
import { readSession } from './read-stripe-checkout.server';
import { readNotice, readPromotionCode } from './read-stripe-notice.server';
import { readCharge, readCreditNote, readDispute, readRefunds } from './read-stripe-returns.server';
import { settlementOf } from './read-stripe-settlement.server';
import { type Buyer, type Reading, resolveCustomer, unbound } from './resolve-stripe-customer.server';
import { current } from './stripe-evidence.server';

/** Those about connected accounts and transfers are read elsewhere (read-connect-event.server.ts). */
type BillingEvent = Exclude<
  StripeEvent,
  { type: `account.${string}` | `capability.${string}` | `transfer.${string}` | `payout.${string}` }
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
    case 'checkout.session.async_payment_failed':
      return readSession(event.object, event.at, patient);
    case 'customer.created':
    case 'customer.updated':
      return readCustomer(event.object, event.at, patient);
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
      return readSubscription(event, patient);
    case 'invoice.paid':
      return readInvoice(event.object, event.at, patient);
    case 'charge.updated':
      return readCharge(event.object, patient);
    case 'charge.refunded':
      return readRefunds({ id: event.object.id, payload: event.object, own: null, at: event.at }, patient);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated': {
      const { object: own, at } = event;
      if (own.charge === null) return { outcome: 'ignored', reason: 'is of no charge' };
      return readRefunds({ id: own.charge, payload: null, own, at }, patient);
    }
    case 'credit_note.created':
    case 'credit_note.voided':
      return readCreditNote(event.object, event.at, patient);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed':
      return readDispute(event, patient);
    case 'promotion_code.created':
    case 'promotion_code.updated':
      return readPromotionCode(event.object, patient);
    default:
      return readNotice(event);
  }
}

/** The buyer's part of what an event says. */
const buyerOf = ({ binding, signUp }: Buyer) => ({
  events: signUp ? [signUp] : [],
  ...(binding ? { binding } : {}),
});

/** Binds by what names the customer. A mail address waits for a payment: by then a checkout may have said more (ADR-0084). */
async function readCustomer({ id }: StripeCustomer, at: Instant, patient: boolean): Promise<Reading> {
  const hints = { metadata: [], discounts: [], email: null, at };
  const resolved = await resolveCustomer(id, hints, patient);
  if (resolved.outcome === 'later') return resolved;
  const named = resolved.value?.binding?.by;
  if (!resolved.value || !named || named === 'email')
    return { outcome: 'ignored', reason: 'names no customer of the product' };
  return { outcome: 'facts', ...buyerOf(resolved.value) };
}

async function readSubscription(
  event: Extract<BillingEvent, { type: `customer.subscription.${string}` }>,
  patient: boolean,
): Promise<Reading> {
  const payload = event.object;
  const deleted = event.type === 'customer.subscription.deleted';
  // A change is what the event says it was then; only whose it is must be asked.
  const { customer, metadata, discounts } = payload;
  const hints = { metadata: [metadata], discounts, email: null, at: event.at };
  const resolved = await resolveCustomer(customer, hints, patient);
  if (resolved.outcome === 'later') return resolved;
  if (!resolved.value) return unbound(customer, resolved.mail);
  const { events, ...binding } = buyerOf(resolved.value);
  const ended = deleted
    ? await current(retrieveSubscription(payload.id), { schema: Subscription, payload, patient })
    : ({ outcome: 'ok', value: payload } as const);
  if (ended.outcome === 'later') return ended;
  const customerId = resolved.value.externalId;
  const change = subscriptionChange(ended.value, { customerId, deleted, at: event.at });
  return { outcome: 'facts', events: [...events, change], ...binding };
}

async function readInvoice(payload: Invoice, at: Instant, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveInvoice(payload.id), { schema: Invoice, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const invoice = fetched.value;
  const metadata = [invoice.parent?.subscription_details?.metadata ?? {}, invoice.metadata];
  const { customer, customer_email: email, discounts } = invoice;
  const resolved = await resolveCustomer(customer, { metadata, discounts, email, at }, patient);
  if (resolved.outcome === 'later') return resolved;
  if (!resolved.value) return unbound(customer, resolved.mail);
  const { events, ...binding } = buyerOf(resolved.value);
  const payment = paymentOfInvoice(invoice, resolved.value.externalId, at);
  const settled = await settlementOf(payment, { invoice: invoice.id }, patient);
  if (settled.outcome === 'later') return settled;
  return {
    outcome: 'facts',
    events: [...events, payment],
    ...binding,
    ...(settled.value ? { settlement: settled.value } : {}),
  };
}
