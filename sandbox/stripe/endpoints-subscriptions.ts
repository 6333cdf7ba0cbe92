import type Stripe from 'stripe';
import type { Sale } from './billing-objects';
import { amountOff, redeem, reductionOf } from './discounts';
import { type Call, type Endpoint, find, page, params, retrieve } from './endpoint';
import { invalid, missing } from './errors';
import { createdFilter } from './list';
import { asForm, Params } from './params';
import { changePlan, type ProrationBehavior } from './plan-changes';
import { pricedItem } from './priced-item';
import { endSubscription, itemOf, subscribe } from './subscriptions';

const BEHAVIORS: readonly ProrationBehavior[] = ['always_invoice', 'create_prorations', 'none'];

const firstItem = (read: Params, name: string): Params => {
  const names = ['id', 'price', 'price_data', 'quantity', 'metadata', 'tax_rates', 'discounts', 'plan'];
  return new Params(asForm(read.list(name)[0]), names);
};

/** `discounts[0]`: a promotion code or a coupon. */
export function wishOf(read: Params) {
  const wished = new Params(asForm(read.list('discounts')[0]), ['coupon', 'promotion_code', 'discount']);
  return { promotionCode: wished.text('promotion_code'), coupon: wished.text('coupon') };
}

function create(call: Call): object {
  const read = params(
    call,
    'cancel_at_period_end',
    'customer',
    'discounts',
    'items',
    'metadata',
    'payment_behavior',
    'proration_behavior',
    'trial_end',
    'trial_period_days',
  );
  const customer = find(call, 'customer', read.required('customer'), 'customer');
  const item = pricedItem(call, firstItem(read, 'items'));
  if (!item.billing) throw invalid('The price must be recurring.', 'items[0][price]');
  const reduction = reductionOf(call, wishOf(read), item.currency);
  const holder = { customer: customer.id, subscription: null, session: null };
  const discount = reduction ? redeem(call, reduction, holder) : undefined;
  const amount = item.unitAmount * item.quantity;
  const sale: Sale = {
    customerId: customer.id,
    email: customer.email,
    name: customer.name ?? null,
    ...{ amount, tax: 0, taxInclusive: item.inclusive, currency: item.currency.toLowerCase() },
    discount: reduction ? amountOff(reduction.coupon, amount) : 0,
    metadata: read.metadata(),
    at: call.now,
  };
  const days = read.integer('trial_period_days');
  return subscribe(call, sale, {
    billing: { ...item.billing, price: item.price, product: item.product },
    trialEnd: days ? call.now + days * 86_400 : read.integer('trial_end'),
    renews: true,
    discounts: discount ? [discount.id] : [],
    first: {},
    quantity: item.quantity,
  });
}

/** What changed, with the values before. */
function previousOf(before: Stripe.Subscription, after: Stripe.Subscription): object {
  const names = ['cancel_at', 'cancel_at_period_end', 'canceled_at', 'items', 'latest_invoice'] as const;
  const more = ['metadata', 'status', 'trial_end'] as const;
  const changed = [...names, ...more].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, before[name]]));
}

function update(call: Call): object {
  const read = params(
    call,
    'cancel_at_period_end',
    'items',
    'metadata',
    'payment_behavior',
    'proration_behavior',
    'trial_end',
  );
  const id = call.ids.id ?? '';
  const before = find(call, 'subscription', id, 'subscription');
  if (before.status === 'canceled') throw missing('subscription', id);
  const { item } = itemOf(before);
  const ends = read.boolean('cancel_at_period_end');
  let after: Stripe.Subscription = {
    ...before,
    metadata: { ...before.metadata, ...read.metadata() },
    ...(ends === undefined
      ? {}
      : {
          cancel_at_period_end: ends,
          cancel_at: ends ? item.current_period_end : null,
          canceled_at: ends ? call.now : null,
        }),
  };
  call.store.put('subscription', id, after);
  if (read.list('items').length > 0) after = changeItem(call, after, read);
  call.emit('customer.subscription.updated', after, { previous: previousOf(before, after) });
  return after;
}

function changeItem(call: Call, before: Stripe.Subscription, read: Params): Stripe.Subscription {
  const wanted = firstItem(read, 'items');
  const { item, billing, product } = itemOf(before);
  const prorate = read.text('proration_behavior') ?? 'create_prorations';
  const behavior = BEHAVIORS.find((one) => one === prorate);
  if (!behavior) throw invalid('Invalid proration_behavior', 'proration_behavior');
  const isPriced = wanted.text('price') !== undefined || Object.keys(wanted.object('price_data')).length > 0;
  const quantity = wanted.integer('quantity') ?? item.quantity ?? 1;
  const old = {
    ...{ unitAmount: item.price.unit_amount ?? 0, billing, product },
    ...{ price: item.price.id, currency: before.currency },
  };
  const next = isPriced ? pricedItem(call, wanted) : old;
  if (!next.billing) throw invalid('The price must be recurring.', 'items[0][price]');
  const { unitAmount, price } = next;
  return changePlan(call, before, {
    ...{ unitAmount, quantity, billing: next.billing, price, product: next.product, prorate: behavior },
  });
}

/** All but the ended ones, as Stripe answers when no status is asked for. */
function list(call: Call): object {
  const read = params(
    call,
    'created',
    'customer',
    'ending_before',
    'limit',
    'price',
    'starting_after',
    'status',
  );
  const [customer, status, price] = [read.text('customer'), read.text('status'), read.text('price')];
  const made = createdFilter(call);
  const matching = call.store
    .list('subscription')
    .filter((one) => made(one) && (!customer || one.customer === customer))
    .filter((one) => !price || one.items.data[0]?.price.id === price)
    .filter((one) => status === 'all' || (status ? one.status === status : one.status !== 'canceled'));
  return page(call, '/v1/subscriptions', matching);
}

/** Subscriptions of one item each. */
export const subscriptionEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/subscriptions', handle: create },
  { method: 'GET', path: '/v1/subscriptions', handle: list },
  retrieve('/v1/subscriptions/:id', 'subscription', 'subscription'),
  { method: 'POST', path: '/v1/subscriptions/:id', handle: update },
  {
    method: 'DELETE',
    path: '/v1/subscriptions/:id',
    handle: (call) => {
      params(call, 'cancellation_details', 'invoice_now', 'prorate');
      return endSubscription(call, call.ids.id ?? '', 'cancellation_requested');
    },
  },
];
