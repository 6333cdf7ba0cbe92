import type Stripe from 'stripe';
import { type Call, type Endpoint, page, params, retrieve } from './endpoint';
import { findInvoice, payInvoice, voidInvoice } from './invoices';
import { createdFilter } from './list';
import { Params } from './params';

/** The SDK's type of an invoice allows one without an id: a preview, which is never kept. */
const kept = (invoice: Stripe.Invoice) => (invoice.id ? [{ ...invoice, id: invoice.id }] : []);

const id = (call: Call) => call.ids.id ?? '';

function listLines(call: Call): object {
  params(call, 'ending_before', 'limit', 'starting_after');
  const invoice = findInvoice(call, id(call));
  const all = call.store.get('invoiceLines', invoice.id ?? '') ?? invoice.lines.data;
  return page(call, invoice.lines.url, [...all].reverse());
}

function pay(call: Call): object {
  const read = params(
    call,
    'forgive',
    'mandate',
    'off_session',
    'paid_out_of_band',
    'payment_method',
    'source',
  );
  return payInvoice(call, id(call), { offStripe: read.boolean('paid_out_of_band') });
}

function listPayments(call: Call): object {
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
  const [invoice, status] = [read.text('invoice'), read.text('status')];
  const payment = new Params(read.object('payment'), ['type', 'payment_intent', 'payment_record']);
  const intent = payment.text('payment_intent');
  const found = intent === undefined ? undefined : call.store.get('intentPayment', intent);
  const all =
    intent === undefined
      ? call.store.list('invoicePayment')
      : found
        ? [call.store.get('invoicePayment', found.payment)].flatMap((one) => one ?? [])
        : [];
  const matching = all.filter(
    (one) => (!invoice || one.invoice === invoice) && (!status || one.status === status),
  );
  return page(call, '/v1/invoice_payments', matching);
}

function listInvoices(call: Call): object {
  const names = ['created', 'customer', 'ending_before', 'limit', 'starting_after', 'status', 'subscription'];
  const read = params(call, ...names);
  const [customer, status] = [read.text('customer'), read.text('status')];
  const subscription = read.text('subscription');
  const made = createdFilter(call);
  const matching = call.store
    .list('invoice')
    .flatMap(kept)
    .filter((one) => made(one) && (!customer || one.customer === customer))
    .filter((one) => !status || one.status === status)
    // the parameter survived; the field moved to the parent
    .filter((one) => !subscription || one.parent?.subscription_details?.subscription === subscription);
  return page(call, '/v1/invoices', matching);
}

/** Invoices and what paid them; there are no drafts here. */
export const invoiceEndpoints: Endpoint[] = [
  { method: 'GET', path: '/v1/invoices', handle: listInvoices },
  retrieve('/v1/invoices/:id', 'invoice', 'invoice'),
  { method: 'GET', path: '/v1/invoices/:id/lines', handle: listLines },
  { method: 'POST', path: '/v1/invoices/:id/pay', handle: pay },
  {
    method: 'POST',
    path: '/v1/invoices/:id/void',
    handle: (call) => {
      params(call);
      return voidInvoice(call, id(call));
    },
  },
  { method: 'GET', path: '/v1/invoice_payments', handle: listPayments },
  retrieve('/v1/invoice_payments/:id', 'invoicePayment', 'invoice payment'),
];
