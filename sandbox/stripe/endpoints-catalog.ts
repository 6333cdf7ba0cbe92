import type Stripe from 'stripe';
import { nulls } from './billing-objects';
import { newCoupon } from './discounts';
import { type Call, type Endpoint, find, params, retrieve } from './endpoint';
import { invalid } from './errors';
import { listEndpoint } from './list';
import { Params } from './params';
import type { Billing } from './records';
import { stripeId } from './stripe-id';
import { recurring } from './subscription-object';

const INTERVALS: readonly Billing['interval'][] = ['day', 'week', 'month', 'year'];

function newProduct(call: Call, read: Params): Stripe.Product {
  const product = {
    id: read.text('id') ?? stripeId('prod'),
    object: 'product',
    active: read.boolean('active') ?? true,
    created: call.now,
    description: read.text('description') ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: read.metadata(),
    name: read.required('name'),
    ...nulls('default_price package_dimensions shippable statement_descriptor tax_code tax_details'),
    ...nulls('unit_label url'),
    type: 'service',
    updated: call.now,
  } as unknown as Stripe.Product;
  return call.store.put('product', product.id, product);
}

function oneTime(
  call: Call,
  input: { amount: number; currency: string; inclusive: boolean; product: string },
): Stripe.Price {
  return {
    ...nulls('custom_unit_amount lookup_key nickname recurring tiers_mode transform_quantity'),
    id: stripeId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: call.now,
    currency: input.currency,
    livemode: false,
    metadata: {},
    product: input.product,
    tax_behavior: input.inclusive ? 'inclusive' : 'exclusive',
    type: 'one_time',
    unit_amount: input.amount,
    unit_amount_decimal: String(input.amount),
  } as unknown as Stripe.Price;
}

function createPrice(call: Call): object {
  const read = params(
    call,
    'active',
    'billing_scheme',
    'currency',
    'lookup_key',
    'metadata',
    'nickname',
    'product',
    'product_data',
    'recurring',
    'tax_behavior',
    'unit_amount',
  );
  const amount = read.integer('unit_amount');
  if (amount === undefined) throw invalid('Missing required param: unit_amount.', 'unit_amount');
  const product = read.text('product')
    ? find(call, 'product', read.required('product'), 'product')
    : newProduct(
        call,
        new Params(read.object('product_data'), ['active', 'id', 'metadata', 'name', 'unit_label']),
      );
  const every = new Params(read.object('recurring'), ['interval', 'interval_count', 'usage_type']);
  const wanted = every.text('interval');
  const interval = INTERVALS.find((one) => one === wanted);
  if (wanted && !interval) throw invalid('Invalid interval', 'recurring[interval]');
  const currency = read.required('currency').toLowerCase();
  const inclusive = read.text('tax_behavior') === 'inclusive';
  const plain = interval
    ? recurring({
        ...{ amount, currency, taxInclusive: inclusive, at: call.now, product: product.id },
        ...{ interval, intervalCount: every.integer('interval_count') ?? 1 },
      }).price
    : oneTime(call, { amount, currency, inclusive, product: product.id });
  const price = {
    ...plain,
    active: read.boolean('active') ?? true,
    lookup_key: read.text('lookup_key') ?? null,
    nickname: read.text('nickname') ?? null,
    tax_behavior: read.text('tax_behavior') ?? 'unspecified',
    metadata: read.metadata(),
  } as unknown as Stripe.Price;
  return call.store.put('price', price.id, price);
}

function createCoupon(call: Call): object {
  const read = params(
    call,
    'amount_off',
    'currency',
    'duration',
    'duration_in_months',
    'id',
    'max_redemptions',
    'metadata',
    'name',
    'percent_off',
    'redeem_by',
  );
  const amount = read.integer('amount_off');
  const percent = read.number('percent_off');
  if ((amount === undefined) === (percent === undefined))
    throw invalid('You must pass either percent_off or amount_off.');
  const duration = (read.text('duration') ?? 'once') as Stripe.Coupon.Duration;
  if (duration === 'repeating' && read.integer('duration_in_months') === undefined)
    throw invalid('duration_in_months is required when duration is repeating.', 'duration_in_months');
  const id = read.text('id');
  const coupon = newCoupon({
    ...(id ? { id } : {}),
    ...{ duration, created: call.now, metadata: read.metadata(), name: read.text('name') ?? null },
    amount_off: amount ?? null,
    percent_off: percent ?? null,
    currency: amount === undefined ? null : read.required('currency').toLowerCase(),
    duration_in_months: read.integer('duration_in_months') ?? null,
    max_redemptions: read.integer('max_redemptions') ?? null,
    redeem_by: read.integer('redeem_by') ?? null,
  });
  if (call.store.get('coupon', coupon.id))
    throw invalid('Coupon already exists.', 'id', 'resource_already_exists');
  call.store.put('coupon', coupon.id, coupon);
  call.emit('coupon.created', coupon);
  return coupon;
}

function deleteCoupon(call: Call): object {
  params(call);
  const coupon = find(call, 'coupon', call.ids.id ?? '', 'coupon');
  const gone = { ...coupon, valid: false };
  call.store.put('coupon', coupon.id, gone);
  call.emit('coupon.deleted', gone);
  return { id: coupon.id, object: 'coupon', deleted: true };
}

function createPromotionCode(call: Call): object {
  const read = params(
    call,
    'active',
    'code',
    'customer',
    'expires_at',
    'max_redemptions',
    'metadata',
    'promotion',
    'restrictions',
  );
  const promotion = new Params(read.object('promotion'), ['coupon', 'type']);
  const coupon = find(call, 'coupon', promotion.required('coupon'), 'coupon');
  const id = stripeId('promo');
  const code = (read.text('code') ?? id.slice(-8)).toUpperCase();
  const taken = call.store
    .list('promotionCode')
    .some((one) => one.active && one.code.toUpperCase() === code.toUpperCase());
  if (taken) throw invalid('An active promotion code with this code already exists.', 'code');
  const made = {
    id,
    object: 'promotion_code',
    active: read.boolean('active') ?? true,
    code,
    created: call.now,
    customer: read.text('customer') ?? null,
    customer_account: null,
    expires_at: read.integer('expires_at') ?? null,
    livemode: false,
    max_redemptions: read.integer('max_redemptions') ?? null,
    metadata: read.metadata(),
    promotion: { type: 'coupon', coupon: coupon.id },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  } as unknown as Stripe.PromotionCode;
  call.store.put('promotionCode', id, made);
  call.emit('promotion_code.created', made);
  return made;
}

function updatePromotionCode(call: Call): object {
  const read = params(call, 'active', 'metadata', 'restrictions');
  const before = find(call, 'promotionCode', call.ids.id ?? '', 'promotion code');
  const metadata = { ...before.metadata, ...read.metadata() };
  const after = { ...before, active: read.boolean('active') ?? before.active, metadata };
  call.store.put('promotionCode', before.id, after);
  const previous = { active: before.active, metadata: before.metadata };
  call.emit('promotion_code.updated', after, { previous });
  return after;
}

/** What is sold, and what takes something off. */
export const catalogEndpoints: Endpoint[] = [
  {
    method: 'POST',
    path: '/v1/products',
    handle: (call) =>
      newProduct(call, params(call, 'active', 'description', 'id', 'metadata', 'name', 'tax_code', 'type')),
  },
  listEndpoint('/v1/products', [], (call) => call.store.list('product')),
  retrieve('/v1/products/:id', 'product', 'product'),
  { method: 'POST', path: '/v1/prices', handle: createPrice },
  listEndpoint('/v1/prices', ['product', 'currency', 'type'], (call) => call.store.list('price')),
  retrieve('/v1/prices/:id', 'price', 'price'),
  { method: 'POST', path: '/v1/coupons', handle: createCoupon },
  listEndpoint('/v1/coupons', [], (call) => call.store.list('coupon')),
  retrieve('/v1/coupons/:id', 'coupon', 'coupon'),
  { method: 'DELETE', path: '/v1/coupons/:id', handle: deleteCoupon },
  { method: 'POST', path: '/v1/promotion_codes', handle: createPromotionCode },
  listEndpoint('/v1/promotion_codes', ['code', 'customer'], (call) => call.store.list('promotionCode')),
  retrieve('/v1/promotion_codes/:id', 'promotionCode', 'promotion code'),
  { method: 'POST', path: '/v1/promotion_codes/:id', handle: updatePromotionCode },
];
