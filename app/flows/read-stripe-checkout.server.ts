import type { ProductEvent } from '~/domain/qualification/product-event';
import { paymentOfSession } from '~/domain/qualification/stripe-facts';
import { CheckoutSession } from '~/domain/qualification/stripe-objects';
import type { Instant } from '~/kernel/time';
import { chargedAt, retrieveSession } from '~/platform/stripe-billing.server';
import { settlementOf } from './read-stripe-settlement.server';
import {
  type Buyer,
  type Reading,
  resolveCustomer,
  unbound,
  withinSecond,
} from './resolve-stripe-customer.server';
import { clickIn, codeIn, current, type Fetched } from './stripe-evidence.server';

/** A click or a partner's code that a checkout names. */
interface Lead {
  click: { id: string; at: Instant } | null;
  code: string | null;
}

/**
 * A completed checkout binds the Stripe customer to the product's, makes a buyer who came by a click or code a customer, and is a payment by
 * itself where no invoice pays (integrations.md section 4). Unpaid, failed and free ones bind only.
 */
export async function readSession(payload: CheckoutSession, at: Instant, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveSession(payload.id), { schema: CheckoutSession, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const session = fetched.value;
  const lead = await leadOf(session, patient);
  if (lead.outcome === 'later') return lead;
  const email = session.customer_details?.email ?? null;
  const hints = { session, metadata: [], discounts: [], email, at };
  const resolved = await resolveCustomer(session.customer, hints, patient);
  if (resolved.outcome === 'later') return resolved;
  const buyer = resolved.value;
  const paid = await paymentIn(session, { buyer, click: lead.value.click, at }, patient);
  if (paid.outcome === 'later') return paid;
  const events = [...buyerEvents(session, buyer, lead.value), ...paid.value.events];
  if (events.length === 0 && !buyer?.binding) {
    if (buyer) return { outcome: 'ignored', reason: 'says nothing new' };
    // somebody who signs up later with the buyer's address would be the buyer
    return unbound(email === null ? null : (session.customer ?? session.id), email);
  }
  return {
    outcome: 'facts',
    events,
    ...(buyer?.binding ? { binding: buyer.binding } : {}),
    ...(paid.value.settlement ? { settlement: paid.value.settlement } : {}),
  };
}

async function leadOf(session: CheckoutSession, patient: boolean): Promise<Fetched<Lead>> {
  const { client_reference_id: reference, metadata, discounts } = session;
  const click = await clickIn({ references: reference ? [reference] : [], metadata: [metadata] });
  const code = await codeIn(discounts, patient);
  return code.outcome === 'later' ? code : { outcome: 'ok', value: { click, code: code.value } };
}

/** The buyer as a customer, and what it came by: a customer known before is credited by that, too, until it first paid (ADR-0084). */
function buyerEvents(
  { created }: CheckoutSession,
  buyer: Buyer | null,
  { click, code }: Lead,
): ProductEvent[] {
  if (!buyer) return [];
  const signUp = buyer.signUp ? [buyer.signUp] : [];
  if (!click && code === null) return signUp;
  const captured: ProductEvent = {
    type: 'customer.attribution_captured',
    at: withinSecond(created * 1000, click?.at),
    data: {
      customerId: buyer.externalId,
      clickId: click?.id,
      refCookie: undefined,
      imRef: undefined,
      promotionCode: code ?? undefined,
    },
  };
  return [...signUp, captured];
}

type Paid = Pick<Extract<Reading, { outcome: 'facts' }>, 'events' | 'settlement'>;

/** The payment a checkout is by itself, dated when it was charged: which event told of it first says nothing. */
async function paymentIn(
  session: CheckoutSession,
  { buyer, click, at }: { buyer: Buyer | null; click: Lead['click']; at: Instant },
  patient: boolean,
): Promise<Fetched<Paid>> {
  const none = { outcome: 'ok' as const, value: { events: [] } };
  if (!buyer && !click) return none;
  const payer = { customerId: buyer?.externalId, clickId: click?.id };
  const payment = paymentOfSession(session, payer, at);
  const intent = session.payment_intent;
  if (!payment || intent === null) return { outcome: 'ok', value: { events: payment ? [payment] : [] } };
  const charged = await chargedAt(intent);
  if (charged.outcome === 'unknown' && patient) return { outcome: 'later', reason: charged.reason };
  if (charged.outcome === 'ok' && charged.value !== null) payment.at = charged.value;
  const settled = await settlementOf(payment, { paymentIntent: intent }, patient);
  if (settled.outcome === 'later') return settled;
  const settlement = settled.value ?? undefined;
  return { outcome: 'ok', value: { events: [payment], ...(settlement ? { settlement } : {}) } };
}
