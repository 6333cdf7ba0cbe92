import type { ProductEvent } from '~/domain/qualification/product-event';
import { CheckoutSession } from '~/domain/qualification/stripe-event';
import { externalIdIn, paymentOfSession } from '~/domain/qualification/stripe-facts';
import { db } from '~/platform/db.server';
import { retrieveSession } from '~/platform/stripe-billing.server';
import { settlementOf } from './read-stripe-settlement.server';
import {
  current,
  type Reading,
  type Resolved,
  resolveCustomer,
  unbound,
} from './resolve-stripe-customer.server';

/** The payer as far as a session names one: by its reference, its metadata, or through its Stripe customer. */
async function buyerOf(
  session: CheckoutSession,
  clickId: string | null,
  patient: boolean,
): Promise<Resolved> {
  const { customer: stripeCustomerId, client_reference_id: reference } = session;
  const email = session.customer_details?.email ?? null;
  const inMetadata = externalIdIn(session.metadata);
  // A reference that is no click of ours is the product's own id of the customer.
  const externalId = inMetadata ?? (reference !== null && reference !== clickId ? reference : null);
  if (externalId) {
    const by = inMetadata ? ('metadata' as const) : ('client_reference_id' as const);
    const binding = stripeCustomerId ? { binding: { stripeCustomerId, externalId, by } } : {};
    return { outcome: 'ok', value: { externalId, ...binding } };
  }
  const resolved = await resolveCustomer(stripeCustomerId, { metadata: [], email, patient });
  if (resolved.outcome === 'later' || resolved.value || !clickId || !stripeCustomerId || !email)
    return resolved;
  // A shop that tells us nothing itself: the buyer is known by Stripe's id.
  const binding = { stripeCustomerId, externalId: stripeCustomerId, by: 'stripe' as const };
  return { outcome: 'ok', value: { externalId: stripeCustomerId, binding } };
}

/**
 * A completed checkout binds the Stripe customer to the product's, makes a buyer who came by a click a customer, and is a payment by itself
 * where no invoice pays (integrations.md section 4).
 */
export async function readSession(payload: CheckoutSession, at: number, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveSession(payload.id), { schema: CheckoutSession, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const session = fetched.value;
  const clickId = await clickOf(session);
  const resolved = await buyerOf(session, clickId, patient);
  if (resolved.outcome === 'later') return resolved;
  const buyer = resolved.value;
  const events: ProductEvent[] = [];
  let settlement: Extract<Reading, { outcome: 'facts' }>['settlement'];
  const { email = null, name } = session.customer_details ?? {};
  if (buyer && clickId && email) events.push(signUp({ id: buyer.externalId, email, name }, clickId, at));
  if (buyer || clickId) {
    const payer = { customerId: buyer?.externalId, clickId: clickId ?? undefined };
    const payment = paymentOfSession(session, payer, at);
    if (payment) events.push(payment);
    if (payment && session.payment_intent !== null) {
      const settled = await settlementOf(payment, { paymentIntent: session.payment_intent }, patient);
      if (settled.outcome === 'later') return settled;
      settlement = settled.value ?? undefined;
    }
  }
  if (events.length === 0 && !buyer?.binding) {
    // somebody who signs up later with the buyer's address would be the buyer
    if (!resolved.value && resolved.mail) return unbound(session.customer, resolved.mail);
    return { outcome: 'ignored', reason: 'names no customer and no click' };
  }
  return {
    outcome: 'facts',
    events,
    ...(buyer?.binding ? { binding: buyer.binding } : {}),
    ...(settlement ? { settlement } : {}),
  };
}

/** The click a session names, if there is one: as its reference or in its metadata. */
async function clickOf({ client_reference_id, metadata }: CheckoutSession): Promise<string | null> {
  const candidates = [client_reference_id, metadata.clickId ?? null].filter((id): id is string =>
    Boolean(id),
  );
  if (candidates.length === 0) return null;
  const click = await db.click.findFirst({ where: { id: { in: candidates } }, select: { id: true } });
  return click?.id ?? null;
}

function signUp(
  customer: { id: string; email: string; name?: string | null | undefined },
  clickId: string,
  at: number,
): ProductEvent {
  return {
    type: 'customer.signed_up',
    at,
    data: {
      customer: { id: customer.id, email: customer.email, name: customer.name ?? undefined },
      clickId,
      refCookie: undefined,
      visitorId: undefined,
      imRef: undefined,
      promotionCode: undefined,
      handoffToken: undefined,
    },
  };
}
