import type Stripe from 'stripe';
import { checkout } from './billing';
import { newOpenSession } from './checkout-object';
import { amountOff, reductionOf } from './discounts';
import { type Call, type Endpoint, find, page, params, retrieve } from './endpoint';
import { wishOf } from './endpoints-subscriptions';
import { invalid } from './errors';
import { listEndpoint } from './list';
import { asForm, Params } from './params';
import { pricedItem } from './priced-item';
import type { Cart, Purchase } from './records';
import { stripeId } from './stripe-id';

/** Where automatic tax is on, everybody lives where it is a fifth. */
const TAX_BPS = 2_000;

/** What a cart comes to, minor units. */
export function cartTotals(call: Call, cart: Cart) {
  const subtotal = cart.item.unitAmount * cart.item.quantity;
  const reduction = reductionOf(call, cart.wish, cart.item.currency);
  const discount = reduction ? amountOff(reduction.coupon, subtotal) : 0;
  const taxable = subtotal - discount;
  const bps = cart.automaticTax ? TAX_BPS : 0;
  const inclusive = cart.item.inclusive;
  const tax = Math.round(inclusive ? (taxable * bps) / (10_000 + bps) : (taxable * bps) / 10_000);
  const total = taxable + (inclusive ? 0 : tax);
  return { subtotal, discount, tax, total, reduction };
}

const fields = [
  'allow_promotion_codes',
  'automatic_tax',
  'cancel_url',
  'client_reference_id',
  'customer',
  'customer_creation',
  'customer_email',
  'discounts',
  'expires_at',
  'line_items',
  'metadata',
  'mode',
  'payment_method_collection',
  'payment_method_types',
  'subscription_data',
  'success_url',
  'ui_mode',
];

function create(call: Call): object {
  const read = params(call, ...fields);
  const names = ['adjustable_quantity', 'price', 'price_data', 'quantity', 'tax_rates', 'metadata'];
  const items = read.list('line_items');
  if (items.length !== 1) throw invalid('This server sells one line item at a time.', 'line_items');
  const item = pricedItem(call, new Params(asForm(items[0]), names));
  const mode = read.required('mode');
  if (mode !== 'payment' && mode !== 'subscription') throw invalid('Invalid mode', 'mode');
  if ((mode === 'subscription') !== (item.billing !== undefined))
    throw invalid(
      `You must provide ${mode === 'subscription' ? 'a recurring' : 'a one-time'} price in ${mode} mode.`,
    );
  const agreed = new Params(read.object('subscription_data'), [
    'description',
    'metadata',
    'trial_end',
    'trial_period_days',
  ]);
  const customer = read.text('customer');
  if (customer) find(call, 'customer', customer, 'customer');
  const purchase: Purchase = {
    amount: item.unitAmount * item.quantity,
    currency: item.currency,
    taxInclusive: item.inclusive,
    metadata: read.metadata(),
    subscriptionMetadata: agreed.metadata(),
    renews: true,
    ...{ price: item.price, product: item.product, quantity: item.quantity },
    ...(customer ? { customer } : {}),
    ...(item.billing ? item.billing : {}),
    ...(agreed.integer('trial_period_days') ? { trialDays: agreed.integer('trial_period_days') ?? 0 } : {}),
    ...(read.text('client_reference_id') ? { clientReferenceId: read.required('client_reference_id') } : {}),
    guest: mode === 'payment' && !customer && read.text('customer_creation') !== 'always',
  };
  const automaticTax = new Params(read.object('automatic_tax'), ['enabled', 'liability']);
  const cart: Cart = {
    ...{ item, purchase, wish: wishOf(read) },
    automaticTax: automaticTax.boolean('enabled') ?? false,
  };
  return open(call, cart, read, mode);
}

function open(call: Call, cart: Cart, read: Params, mode: 'payment' | 'subscription'): object {
  const totals = cartTotals(call, cart);
  const id = stripeId('cs_test');
  const reduction = totals.reduction;
  const session = newOpenSession({
    ...{ id, mode, currency: cart.item.currency.toLowerCase(), metadata: cart.purchase.metadata ?? {} },
    ...{ amountSubtotal: totals.subtotal, amountTotal: totals.total },
    ...{ amountDiscount: totals.discount, amountTax: totals.tax, automaticTax: cart.automaticTax },
    customer: cart.purchase.customer ?? null,
    customerEmail: read.text('customer_email') ?? null,
    clientReferenceId: cart.purchase.clientReferenceId ?? null,
    successUrl: read.text('success_url') ?? null,
    cancelUrl: read.text('cancel_url') ?? null,
    url: `${call.origin}/checkout/${id}`,
    discounts: reduction ? [{ coupon: reduction.coupon.id, promotion_code: reduction.promotionCode }] : [],
    allowPromotionCodes: read.boolean('allow_promotion_codes') ?? null,
    at: call.now,
    expiresAt: read.integer('expires_at') ?? call.now + 86_400,
  });
  call.store.put('cart', id, cart);
  return call.store.put('session', id, session);
}

/** An open session that nobody paid ends. */
export function expireSession(call: Call, id: string): Stripe.Checkout.Session {
  const session = find(call, 'session', id, 'checkout session');
  if (session.status !== 'open')
    throw invalid('Only Checkout Sessions with a status of `open` can be expired.');
  const expired = call.store.put('session', id, { ...session, status: 'expired', url: null });
  call.emit('checkout.session.expired', expired);
  return expired;
}

/** Somebody pays on the hosted page. @param how what was chosen and typed there */
export function completeSession(
  call: Call,
  id: string,
  how: { email?: string; name?: string; promotionCode?: string; slowly?: boolean },
): Stripe.Checkout.Session {
  const session = find(call, 'session', id, 'checkout session');
  const cart = find(call, 'cart', id, 'checkout session');
  if (session.status !== 'open') throw invalid(`This session is ${session.status}.`);
  const wish = how.promotionCode ? { promotionCode: how.promotionCode } : cart.wish;
  const { tax } = cartTotals(call, { ...cart, wish });
  const { email, name } = how;
  checkout(call, {
    ...cart.purchase,
    ...wish,
    ...(email ? { email } : {}),
    ...(name ? { name } : {}),
    ...{ tax, session, asyncPayment: how.slowly === true },
  });
  return find(call, 'session', id, 'checkout session');
}

function lineItems(call: Call): object {
  params(call, 'ending_before', 'limit', 'starting_after');
  const id = call.ids.id ?? '';
  const session = find(call, 'session', id, 'checkout session');
  const cart = call.store.get('cart', id);
  const item = {
    id: `li_${id.slice(-24)}`,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: session.total_details?.amount_discount ?? 0,
    amount_subtotal: session.amount_subtotal ?? 0,
    amount_tax: session.total_details?.amount_tax ?? 0,
    amount_total: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    description: cart?.item.description ?? 'Subscription',
    metadata: {},
    price: (cart?.item.price ? call.store.get('price', cart.item.price) : undefined) ?? null,
    quantity: cart?.item.quantity ?? 1,
  };
  return page(call, `/v1/checkout/sessions/${id}/line_items`, [item]);
}

/** Checkout sessions of one line item, paid on a page of this server (checkout-page.ts). */
export const sessionEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/checkout/sessions', handle: create },
  listEndpoint('/v1/checkout/sessions', ['customer', 'payment_intent', 'status', 'subscription'], (call) =>
    call.store.list('session'),
  ),
  retrieve('/v1/checkout/sessions/:id', 'session', 'checkout session'),
  { method: 'GET', path: '/v1/checkout/sessions/:id/line_items', handle: lineItems },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id/expire',
    handle: (call) => {
      params(call);
      return expireSession(call, call.ids.id ?? '');
    },
  },
];
