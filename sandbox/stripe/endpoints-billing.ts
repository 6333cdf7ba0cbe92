import type Stripe from 'stripe';
import { kept, listEvents, listRefunds, listSubscriptions } from './billing-lists';
import { newCustomer, newRefund } from './billing-objects';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid, missing } from './errors';
import { listEndpoint } from './list';
import { Params } from './params';

function createCustomer(call: Call): object {
  const read = params(call, 'description', 'email', 'metadata', 'name', 'phone');
  const customer = newCustomer({
    email: read.text('email'),
    name: read.text('name'),
    metadata: read.metadata(),
    at: call.now,
  });
  call.store.put('customer', customer.id, customer);
  call.emit('customer.created', customer);
  return customer;
}

function updateCustomer(call: Call): object {
  const read = params(call, 'description', 'email', 'metadata', 'name', 'phone');
  const before = find(call, 'customer', call.ids.id ?? '', 'customer');
  const metadata = { ...before.metadata, ...read.metadata() };
  const updated = {
    ...before,
    metadata,
    email: read.text('email') ?? before.email,
    name: read.text('name') ?? before.name,
  };
  call.store.put('customer', before.id, updated);
  call.emit('customer.updated', updated, { previous: { metadata: before.metadata, email: before.email } });
  return updated;
}

function cancelSubscription(call: Call): object {
  params(call, 'cancellation_details', 'invoice_now', 'prorate');
  const before = find(call, 'subscription', call.ids.id ?? '', 'subscription');
  if (before.status === 'canceled') throw missing('subscription', before.id);
  const canceled: Stripe.Subscription = {
    ...before,
    status: 'canceled',
    canceled_at: call.now,
    ended_at: call.now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: 'cancellation_requested',
    },
  };
  call.store.put('subscription', before.id, canceled);
  call.emit('customer.subscription.deleted', canceled);
  return canceled;
}

function chargeToRefund(call: Call, read: Params): Stripe.Charge {
  const intent = read.text('payment_intent');
  const id =
    read.text('charge') ?? call.store.list('charge').find((one) => one.payment_intent === intent)?.id;
  if (!id) throw missing('charge', intent ?? '', 'charge');
  return find(call, 'charge', id, 'charge');
}

function createRefund(call: Call): object {
  const read = params(call, 'amount', 'charge', 'metadata', 'payment_intent', 'reason');
  const charge = chargeToRefund(call, read);
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = read.integer('amount') ?? left;
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
  if (amount < 1 || amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      'amount',
    );
  const refund = newRefund(charge, { amount, reason: read.text('reason') ?? null, at: call.now });
  const refunded = charge.amount_refunded + amount;
  const after = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount_captured };
  call.store.put('refund', refund.id, refund);
  call.store.put('charge', charge.id, after);
  call.emit('refund.created', refund);
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  call.emit('charge.refunded', after, { previous });
  return refund;
}

/** Expanding is answered for what the portal asks: an invoice's payments. */
function withPayments(call: Call, invoice: Stripe.Invoice, read: Params): object {
  if (!read.expands('payments')) return invoice;
  const data = call.store.list('invoicePayment').filter((one) => one.invoice === invoice.id);
  return { ...invoice, payments: { object: 'list', data, has_more: false, url: '/v1/invoice_payments' } };
}

function listInvoicePayments(call: Call): object {
  const read = params(
    call,
    'created',
    'ending_before',
    'invoice',
    'limit',
    'payment',
    'starting_after',
    'status',
  );
  const invoice = read.text('invoice');
  const payment = new Params(read.object('payment'), ['type', 'payment_intent', 'payment_record']);
  const intent = payment.text('payment_intent');
  const status = read.text('status');
  const matching = call.store
    .list('invoicePayment')
    .filter((one) => (!invoice || one.invoice === invoice) && (!status || one.status === status))
    .filter((one) => !intent || one.payment.payment_intent === intent);
  return page(call, '/v1/invoice_payments', matching);
}

/** `GET /v1/<plural>/:id` of something this server keeps. */
function retrieve(
  path: string,
  kind: 'customer' | 'subscription' | 'charge' | 'refund' | 'session' | 'event',
  name: string,
): Endpoint {
  return {
    method: 'GET',
    path,
    handle: (call) => {
      params(call);
      return find(call, kind, call.ids.id ?? '', name);
    },
  };
}

function list<T extends { id: string }>(path: string, all: (call: Call, read: Params) => T[]): Endpoint {
  return {
    method: 'GET',
    path,
    handle: (call) => page(call, path, all(call, new Params(call.form, Object.keys(call.form)))),
  };
}

/** Customers, subscriptions, invoices, charges and refunds: enough for the plain billing events. */
export const billingEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/customers', handle: createCustomer },
  { method: 'POST', path: '/v1/customers/:id', handle: updateCustomer },
  list('/v1/customers', (call, read) =>
    call.store.list('customer').filter((one) => !read.text('email') || one.email === read.text('email')),
  ),
  retrieve('/v1/customers/:id', 'customer', 'customer'),
  { method: 'GET', path: '/v1/subscriptions', handle: listSubscriptions },
  retrieve('/v1/subscriptions/:id', 'subscription', 'subscription'),
  { method: 'DELETE', path: '/v1/subscriptions/:id', handle: cancelSubscription },
  listEndpoint('/v1/invoices', ['customer', 'status'], (call) => call.store.list('invoice').flatMap(kept)),
  {
    method: 'GET',
    path: '/v1/invoices/:id',
    handle: (call) => withPayments(call, find(call, 'invoice', call.ids.id ?? '', 'invoice'), params(call)),
  },
  {
    method: 'GET',
    path: '/v1/invoices/:id/lines',
    handle: (call) => find(call, 'invoice', call.ids.id ?? '', 'invoice').lines,
  },
  { method: 'GET', path: '/v1/invoice_payments', handle: listInvoicePayments },
  listEndpoint('/v1/charges', ['customer', 'payment_intent'], (call) => call.store.list('charge')),
  { method: 'POST', path: '/v1/refunds', handle: createRefund },
  { method: 'GET', path: '/v1/refunds', handle: listRefunds },
  retrieve('/v1/refunds/:id', 'refund', 'refund'),
  listEndpoint('/v1/checkout/sessions', ['customer', 'payment_intent', 'status', 'subscription'], (call) =>
    call.store.list('session'),
  ),
  retrieve('/v1/checkout/sessions/:id', 'session', 'checkout session'),
  { method: 'GET', path: '/v1/events', handle: listEvents },
  retrieve('/v1/events/:id', 'event', 'event'),
];
