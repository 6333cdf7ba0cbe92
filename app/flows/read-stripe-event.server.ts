import type { z } from 'zod';
import type { ProductEvent } from '~/domain/qualification/product-event';
import {
  Charge,
  CheckoutSession,
  Invoice,
  Refund,
  StripeCustomer,
  type StripeEvent,
  Subscription,
} from '~/domain/qualification/stripe-event';
import {
  externalIdIn,
  paymentOfInvoice,
  paymentOfSession,
  refundsOfCharge,
  runningTotalId,
  subscriptionChange,
} from '~/domain/qualification/stripe-facts';
import { db } from '~/platform/db.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import {
  invoiceOfPaymentIntent,
  listRefunds,
  retrieveCharge,
  retrieveCustomer,
  retrieveInvoice,
  retrieveSession,
  retrieveSubscription,
} from '~/platform/stripe-billing.server';

/** Which of the product's customers a Stripe customer is, and what says so. */
export interface Binding {
  stripeCustomerId: string;
  externalId: string;
  by: 'client_reference_id' | 'metadata' | 'email' | 'stripe';
}

/** What an event of Stripe's says in the words of the product's events. */
export type Reading =
  | { outcome: 'facts'; events: ProductEvent[]; binding?: Binding }
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'waiting'; reason: string; waitingFor: string }
  /** Stripe could not be asked */
  | { outcome: 'later'; reason: string };

type BillingEvent = Exclude<
  StripeEvent,
  { type: `account.${string}` | `capability.${string}` | `transfer.${string}` }
>;

type Fetched<T> = { outcome: 'ok'; value: T } | { outcome: 'later'; reason: string };

/**
 * The object as Stripe has it now; as the event carries it when Stripe does not know it, or was asked too often without an answer.
 */
async function current<T>(
  answer: Promise<StripeAnswer<unknown>>,
  { schema, payload, patient }: { schema: z.ZodType<T>; payload: T; patient: boolean },
): Promise<Fetched<T>> {
  const got = await answer;
  if (got.outcome === 'unknown' && patient) return { outcome: 'later', reason: got.reason };
  const read = got.outcome === 'ok' ? schema.safeParse(got.value) : undefined;
  return { outcome: 'ok', value: read?.success ? read.data : payload };
}

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
    case 'charge.refunded':
      return readRefunds(event.object, event.at, patient);
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

type Resolved =
  | { outcome: 'ok'; value: { externalId: string; binding?: Binding } | null }
  | { outcome: 'later'; reason: string };

/** The first that answers: an earlier binding, metadata of the object, of the Stripe customer, its mail address if exactly one customer has it. */
async function resolveCustomer(
  stripeCustomerId: string | null,
  {
    metadata,
    email,
    patient,
  }: { metadata: Array<Record<string, string>>; email: string | null; patient: boolean },
): Promise<Resolved> {
  const named = metadata.map(externalIdIn).find((id) => id !== null);
  if (stripeCustomerId === null) return { outcome: 'ok', value: named ? { externalId: named } : null };
  const bound = await db.stripeCustomer.findUnique({ where: { id: stripeCustomerId } });
  if (bound) return { outcome: 'ok', value: { externalId: bound.customerExternalId } };
  const found = (externalId: string, by: Binding['by']): Resolved => ({
    outcome: 'ok',
    value: { externalId, binding: { stripeCustomerId, externalId, by } },
  });
  if (named) return found(named, 'metadata');
  const nobody = { id: stripeCustomerId, email: null, name: null, metadata: {} };
  const customer = await current(retrieveCustomer(stripeCustomerId), {
    schema: StripeCustomer,
    payload: nobody,
    patient,
  });
  if (customer.outcome === 'later') return customer;
  const theirs = externalIdIn(customer.value.metadata);
  if (theirs) return found(theirs, 'metadata');
  const byMail = await customerWithMail(email ?? customer.value.email);
  return byMail ? found(byMail, 'email') : { outcome: 'ok', value: null };
}

async function customerWithMail(email: string | null): Promise<string | null> {
  if (!email) return null;
  const [one, another] = await db.customer.findMany({
    where: { email: { equals: email, mode: 'insensitive' } },
    select: { externalId: true },
    take: 2,
  });
  return one && !another ? one.externalId : null;
}

const unbound = (stripeCustomerId: string | null): Reading =>
  stripeCustomerId === null
    ? { outcome: 'ignored', reason: 'names no customer' }
    : { outcome: 'waiting', reason: 'unknown_customer', waitingFor: `stripe:${stripeCustomerId}` };

async function readSession(payload: CheckoutSession, at: number, patient: boolean): Promise<Reading> {
  const fetched = await current(retrieveSession(payload.id), { schema: CheckoutSession, payload, patient });
  if (fetched.outcome === 'later') return fetched;
  const session = fetched.value;
  const { customer: stripeCustomerId, client_reference_id: reference } = session;
  const email = session.customer_details?.email ?? null;
  const clickId = await clickOf(session);
  // A reference that is no click of ours is the product's own id of the customer.
  const named =
    externalIdIn(session.metadata) ?? (reference !== null && reference !== clickId ? reference : null);
  const by = externalIdIn(session.metadata) ? 'metadata' : 'client_reference_id';
  const resolved: Resolved = named
    ? {
        outcome: 'ok',
        value: {
          externalId: named,
          ...(stripeCustomerId ? { binding: { stripeCustomerId, externalId: named, by } } : {}),
        },
      }
    : await resolveCustomer(stripeCustomerId, { metadata: [], email, patient });
  if (resolved.outcome === 'later') return resolved;
  // A shop that tells us nothing itself: the buyer is known by Stripe's id.
  const buyer =
    resolved.value ??
    (clickId && stripeCustomerId && email
      ? {
          externalId: stripeCustomerId,
          binding: { stripeCustomerId, externalId: stripeCustomerId, by: 'stripe' as const },
        }
      : null);
  const events: ProductEvent[] = [];
  if (buyer && clickId && email)
    events.push(signUp({ id: buyer.externalId, email, name: session.customer_details?.name }, clickId, at));
  if (buyer || clickId) {
    const payment = paymentOfSession(
      session,
      { customerId: buyer?.externalId, clickId: clickId ?? undefined },
      at,
    );
    if (payment) events.push(payment);
  }
  if (events.length === 0 && !buyer?.binding)
    return { outcome: 'ignored', reason: 'names no customer and no click' };
  return { outcome: 'facts', events, ...(buyer?.binding ? { binding: buyer.binding } : {}) };
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
  if (!resolved.value) return unbound(customer);
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
  if (!resolved.value) return unbound(invoice.customer);
  const { externalId, binding } = resolved.value;
  return {
    outcome: 'facts',
    events: [paymentOfInvoice(invoice, externalId, at)],
    ...(binding ? { binding } : {}),
  };
}

async function readRefunds(payload: Charge, at: number, patient: boolean): Promise<Reading> {
  const asked = await retrieveCharge(payload.id);
  if (asked.outcome === 'unknown' && patient) return { outcome: 'later', reason: asked.reason };
  const read = asked.outcome === 'ok' ? Charge.safeParse(asked.value) : undefined;
  const charge = read?.success ? read.data : payload;
  const invoiceId = charge.payment_intent ? await invoiceOfPaymentIntent(charge.payment_intent) : null;
  if (invoiceId?.outcome === 'unknown' && patient) return { outcome: 'later', reason: invoiceId.reason };
  // The invoice, in older versions on the charge; else the single payment that a checkout was.
  const names = [
    invoiceId?.outcome === 'ok' ? invoiceId.value : null,
    charge.invoice,
    charge.payment_intent,
    charge.id,
  ].filter((name): name is string => name !== null);
  const payments = await db.payment.findMany({ where: { externalId: { in: names } } });
  const payment = names.map((name) => payments.find((one) => one.externalId === name)).find(Boolean);
  if (!payment)
    return { outcome: 'waiting', reason: 'unknown_payment', waitingFor: `payment:${names[0] ?? charge.id}` };
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

async function knownTotals(paymentId: string, chargeId: string): Promise<bigint[]> {
  const prefix = runningTotalId(chargeId, 0n).slice(0, -1);
  const rows = await db.refund.findMany({ where: { paymentId, externalId: { startsWith: prefix } } });
  return rows.map((row) => BigInt(row.externalId.slice(prefix.length)));
}
