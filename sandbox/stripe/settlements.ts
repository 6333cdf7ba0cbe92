import type Stripe from 'stripe';
import { convertAt, parseRate } from '../../app/domain/program/rate';
import { AVAILABLE_AFTER, moveBalance } from './balance';
import { nulls } from './billing-objects';
import { type Call, type Endpoint, find, page, params, retrieve } from './endpoint';
import { invalid } from './errors';
import { createdFilter, listEndpoint } from './list';
import type { IntentRecord } from './records';
import { stripeId } from './stripe-id';

/** The account's own currency. */
export const SETTLES_IN = 'usd';

/** A movement of the platform's balance; amounts in minor units of its own currency. */
export function newBalanceTransaction(of: {
  amount: number;
  fee?: number;
  rate: string | null;
  at: number;
  /** unix seconds; absent: at once */
  availableOn?: number;
  source: string;
  type: string;
  category: string;
}): Stripe.BalanceTransaction {
  const { fee = 0 } = of;
  const charged = { amount: fee, application: null, currency: SETTLES_IN, description: null };
  return {
    id: stripeId('txn'),
    object: 'balance_transaction',
    amount: of.amount,
    available_on: of.availableOn ?? of.at,
    balance_type: 'payments',
    created: of.at,
    currency: SETTLES_IN,
    description: null,
    exchange_rate: of.rate === null ? null : Number(of.rate),
    fee,
    fee_details: fee === 0 ? [] : [{ ...charged, type: 'stripe_fee' }],
    net: of.amount - fee,
    reporting_category: of.category,
    source: of.source,
    status: of.availableOn === undefined ? 'available' : 'pending',
    type: of.type,
  } as unknown as Stripe.BalanceTransaction;
}

/**
 * Settles a charge that is not kept yet, or again.
 * @param settlesAt dollars for one of its currency, "1.1"
 */
export function settle(call: Call, charge: Stripe.Charge, settlesAt: string | undefined): Stripe.Charge {
  const isOwn = charge.currency === SETTLES_IN;
  const amount = isOwn ? charge.amount : converted(charge, settlesAt ?? '');
  const rate = isOwn ? null : (settlesAt ?? null);
  const availableOn = call.now + AVAILABLE_AFTER;
  const of = { amount, rate, at: call.now, availableOn, source: charge.id };
  const transaction = newBalanceTransaction({ ...of, type: 'charge', category: 'charge' });
  call.store.put('balanceTransaction', transaction.id, transaction);
  moveBalance(call, SETTLES_IN, amount, availableOn);
  return { ...charge, balance_transaction: transaction.id };
}

/** What a part of a charge came to when it settled; null when it has not. */
export function settledShare(
  call: Call,
  charge: Stripe.Charge,
  amount: number,
): { amount: number; rate: string | null } | null {
  const transaction = call.store.get('balanceTransaction', String(charge.balance_transaction));
  if (!transaction || charge.amount === 0) return null;
  const rate = transaction.exchange_rate === null ? null : String(transaction.exchange_rate);
  return { amount: Math.round((transaction.amount * amount) / charge.amount), rate };
}

function converted(charge: Stripe.Charge, settlesAt: string): number {
  const rate = parseRate(settlesAt, charge.currency.toUpperCase(), SETTLES_IN.toUpperCase());
  const amount = typeof rate === 'bigint' ? convertAt(BigInt(charge.amount), rate) : null;
  if (amount === null) throw invalid('settlesAt must be a decimal: dollars for one of the currency');
  return Number(amount);
}

/** Captured now, settled later: Stripe says so by updating the charge. */
export function settleLate(call: Call, chargeId: string, settlesAt: string): Stripe.Charge {
  const before = find(call, 'charge', chargeId, 'charge');
  if (before.balance_transaction !== null) throw invalid(`Charge ${chargeId} is already settled.`);
  const settled = settle(call, before, settlesAt);
  call.store.put('charge', chargeId, settled);
  call.emit('charge.updated', settled, { previous: { balance_transaction: null } });
  return settled;
}

/** A transaction as it is now: pending until its money is available. */
export function asOfNow(call: Call, transaction: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= call.now ? 'available' : 'pending' };
}

/** A payment intent as it is shown. */
export function intentObject(intent: IntentRecord) {
  return {
    id: intent.id,
    object: 'payment_intent',
    ...nulls('allowed_payment_method_types application application_fee_amount automatic_payment_methods'),
    ...nulls('canceled_at cancellation_reason client_secret customer_account description'),
    ...nulls('excluded_payment_method_types last_payment_error managed_payments next_action on_behalf_of'),
    ...nulls('payment_method payment_method_configuration_details payment_method_options payment_record'),
    ...nulls('processing receipt_email review setup_future_usage shipping source statement_descriptor'),
    ...nulls('statement_descriptor_suffix transfer_group'),
    amount: intent.amount,
    amount_capturable: 0,
    amount_received: intent.status === 'succeeded' ? intent.amount : 0,
    capture_method: 'automatic_async',
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    latest_charge: intent.charge,
    livemode: false,
    metadata: intent.metadata,
    payment_method_types: ['card'],
    status: intent.status,
  };
}

/** Charges and what they settled at. */
export const settlementEndpoints: Endpoint[] = [
  retrieve('/v1/charges/:id', 'charge', 'charge'),
  {
    method: 'GET',
    path: '/v1/payment_intents',
    handle: (call) => {
      const read = params(call, 'created', 'customer', 'ending_before', 'limit', 'starting_after');
      const customer = read.text('customer');
      const made = createdFilter(call);
      const matching = call.store
        .list('intent')
        .filter((one) => made(one) && (!customer || one.customer === customer));
      const listed = page(call, '/v1/payment_intents', matching);
      return { ...listed, data: listed.data.map(intentObject) };
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    handle: (call) => {
      params(call);
      return intentObject(find(call, 'intent', call.ids.id ?? '', 'payment_intent'));
    },
  },
  listEndpoint('/v1/balance_transactions', ['source', 'type'], (call) =>
    call.store.list('balanceTransaction').map((one) => asOfNow(call, one)),
  ),
  {
    method: 'GET',
    path: '/v1/balance_transactions/:id',
    handle: (call) => {
      params(call);
      return asOfNow(call, find(call, 'balanceTransaction', call.ids.id ?? '', 'balance transaction'));
    },
  },
];
