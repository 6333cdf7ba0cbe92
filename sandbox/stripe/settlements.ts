import type Stripe from 'stripe';
import { convertAt, parseRate } from '../../app/domain/program/rate';
import { nulls } from './billing-objects';
import { type Call, type Endpoint, find, params } from './endpoint';
import { invalid, missing } from './errors';
import { stripeId } from './stripe-id';

/** The account's own currency. */
export const SETTLES_IN = 'usd';

/** What a charge came to, as Stripe would convert it; without fees. */
function newBalanceTransaction(charge: Stripe.Charge, amount: number, rate: string | null, at: number) {
  return {
    id: stripeId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: at,
    balance_type: 'payments',
    created: at,
    currency: SETTLES_IN,
    description: null,
    exchange_rate: rate === null ? null : Number(rate),
    fee: 0,
    fee_details: [],
    net: amount,
    reporting_category: 'charge',
    source: charge.id,
    status: 'available',
    type: 'charge',
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
  const transaction = newBalanceTransaction(charge, amount, rate, call.now);
  call.store.put('balanceTransaction', transaction.id, transaction);
  return { ...charge, balance_transaction: transaction.id };
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

const withTransaction = (call: Call, charge: Stripe.Charge): Stripe.Charge => ({
  ...charge,
  balance_transaction:
    call.store.get('balanceTransaction', String(charge.balance_transaction)) ?? charge.balance_transaction,
});

/** The payment intent of a charge; only its charge is kept. Expanding is answered for what the portal asks. */
function paymentIntent(call: Call): object {
  const read = params(call);
  const id = call.ids.id ?? '';
  const charge = call.store.list('charge').find((one) => one.payment_intent === id);
  if (!charge) throw missing('payment_intent', id);
  const settled = read.expands('latest_charge.balance_transaction');
  return {
    id,
    object: 'payment_intent',
    ...nulls('allowed_payment_method_types application application_fee_amount automatic_payment_methods'),
    ...nulls('canceled_at cancellation_reason client_secret customer_account description'),
    ...nulls('excluded_payment_method_types last_payment_error managed_payments next_action on_behalf_of'),
    ...nulls('payment_method payment_method_configuration_details payment_method_options payment_record'),
    ...nulls('processing receipt_email review setup_future_usage shipping source statement_descriptor'),
    ...nulls('statement_descriptor_suffix transfer_group'),
    amount: charge.amount,
    amount_capturable: 0,
    amount_received: charge.amount_captured,
    capture_method: 'automatic_async',
    confirmation_method: 'automatic',
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    latest_charge: settled
      ? withTransaction(call, charge)
      : read.expands('latest_charge')
        ? charge
        : charge.id,
    livemode: false,
    metadata: {},
    payment_method_types: ['card'],
    status: 'succeeded',
  };
}

/** Charges and what they settled at. */
export const settlementEndpoints: Endpoint[] = [
  {
    method: 'GET',
    path: '/v1/charges/:id',
    handle: (call) => {
      const read = params(call);
      const charge = find(call, 'charge', call.ids.id ?? '', 'charge');
      return read.expands('balance_transaction') ? withTransaction(call, charge) : charge;
    },
  },
  { method: 'GET', path: '/v1/payment_intents/:id', handle: paymentIntent },
  {
    method: 'GET',
    path: '/v1/balance_transactions/:id',
    handle: (call) => {
      params(call);
      return find(call, 'balanceTransaction', call.ids.id ?? '', 'balance transaction');
    },
  },
];
