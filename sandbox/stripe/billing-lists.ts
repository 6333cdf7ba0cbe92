import type Stripe from 'stripe';
import { type Call, page, params } from './endpoint';
import { createdFilter } from './list';

/** The SDK's type of an invoice allows one without an id: a preview, which is never kept. */
export const kept = (invoice: Stripe.Invoice) => (invoice.id ? [{ ...invoice, id: invoice.id }] : []);

/** All but the ended ones, as Stripe answers when no status is asked for. */
export function listSubscriptions(call: Call): object {
  const read = params(call, 'created', 'customer', 'ending_before', 'limit', 'starting_after', 'status');
  const [customer, status] = [read.text('customer'), read.text('status')];
  const made = createdFilter(call);
  const matching = call.store
    .list('subscription')
    .filter((one) => made(one) && (!customer || one.customer === customer))
    .filter((one) => status === 'all' || (status ? one.status === status : one.status !== 'canceled'));
  return page(call, '/v1/subscriptions', matching);
}

/** Expanding is answered for what the portal asks: a refund's charge. */
export function listRefunds(call: Call): object {
  const read = params(
    call,
    'charge',
    'created',
    'ending_before',
    'limit',
    'payment_intent',
    'starting_after',
  );
  const [charge, intent] = [read.text('charge'), read.text('payment_intent')];
  const made = createdFilter(call);
  const matching = call.store
    .list('refund')
    .filter((one) => made(one) && (!charge || one.charge === charge))
    .filter((one) => !intent || one.payment_intent === intent);
  const listed = page(call, '/v1/refunds', matching);
  if (!read.expands('data.charge')) return listed;
  const data = listed.data.map((one) => ({
    ...one,
    charge: call.store.get('charge', String(one.charge)) ?? one.charge,
  }));
  return { ...listed, data };
}

/** Events, of some types if asked for. */
export function listEvents(call: Call): object {
  const read = params(call, 'created', 'ending_before', 'limit', 'starting_after', 'type', 'types');
  const wanted = new Set([
    ...read.list('types').map(String),
    ...(read.text('type') ? [read.text('type')] : []),
  ]);
  const made = createdFilter(call);
  const matching = call.store
    .list('event')
    .filter((one) => made(one) && (wanted.size === 0 || wanted.has(one.type)));
  return page(call, '/v1/events', matching);
}
