import type Stripe from 'stripe';
import type { Billing } from './records';
import { stripeId } from './stripe-id';

/** The fields Stripe always sends and that this server has nothing to say in. */
export function nulls(names: string): Record<string, null> {
  return Object.fromEntries(names.split(' ').map((name) => [name, null]));
}

export interface Sale {
  /** null: a guest, whom Stripe keeps no customer of */
  customerId: string | null;
  email: string | null;
  name: string | null;
  /** minor units as listed: without tax, or with it where that is inclusive */
  amount: number;
  /** minor units: on top of the amount, or contained in it */
  tax: number;
  taxInclusive?: boolean | undefined;
  /** minor units off, before exclusive tax */
  discount?: number | undefined;
  currency: string;
  metadata: Record<string, string>;
  /** unix seconds */
  at: number;
  /** dollars for one of the currency */
  settlesAt?: string | undefined;
}

/** What is to be paid for a sale, minor units. */
export function totalOf({ amount, tax, taxInclusive, discount = 0 }: Sale): number {
  return amount - discount + (taxInclusive ? 0 : tax);
}

export function newCustomer(input: {
  email?: string;
  name?: string;
  metadata: Record<string, string>;
  at: number;
}): Stripe.Customer {
  return {
    id: stripeId('cus'),
    object: 'customer',
    ...nulls('default_source description shipping'),
    balance: 0,
    created: input.at,
    email: input.email ?? null,
    invoice_settings: nulls('custom_fields default_payment_method footer rendering_options'),
    livemode: false,
    metadata: input.metadata,
    name: input.name ?? null,
  } as unknown as Stripe.Customer;
}

/** What a subscription item bills: its amount per period, how often, and the catalogue's ids where it has them. */
export interface RecurringPrice extends Billing {
  /** minor units per period */
  amount: number;
  currency: string;
  taxInclusive: boolean;
  /** unix seconds */
  at: number;
  price?: string | undefined;
  product?: string | undefined;
}

/** A recurring price, and the plan that Stripe still shows beside it. */
export function recurring(input: RecurringPrice) {
  const product = input.product ?? stripeId('prod');
  const sale = input;
  const billing = input;
  const common = {
    active: true,
    billing_scheme: 'per_unit',
    created: sale.at,
    currency: sale.currency,
    livemode: false,
  };
  const price = {
    ...nulls('custom_unit_amount lookup_key nickname tiers_mode transform_quantity'),
    ...common,
    id: input.price ?? stripeId('price'),
    object: 'price',
    metadata: {},
    product,
    recurring: {
      interval: billing.interval,
      interval_count: billing.intervalCount,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: input.taxInclusive ? 'inclusive' : 'exclusive',
    type: 'recurring',
    unit_amount: sale.amount,
    // a string in JSON, though the SDK's type says Decimal (integrations.md section 3, "Decimal trap")
    unit_amount_decimal: String(sale.amount),
  };
  const plan = {
    ...nulls('meter nickname tiers_mode transform_usage trial_period_days'),
    ...common,
    id: price.id,
    object: 'plan',
    amount: sale.amount,
    amount_decimal: String(sale.amount),
    interval: billing.interval,
    interval_count: billing.intervalCount,
    metadata: {},
    product,
    usage_type: 'licensed',
  };
  return { price, plan };
}

/** A subscription with one item, its first period beginning at the sale. */
export function newSubscription(
  sale: Sale,
  billing: Billing & { price?: string | undefined; product?: string | undefined },
  period: { start: number; end: number },
  trialEnd?: number,
) {
  const id = stripeId('sub');
  const item = {
    id: stripeId('si'),
    object: 'subscription_item',
    ...nulls('billing_thresholds current_trial'),
    ...recurring({
      ...billing,
      amount: sale.amount,
      currency: sale.currency,
      taxInclusive: sale.taxInclusive ?? false,
      at: sale.at,
    }),
    created: sale.at,
    current_period_end: period.end,
    current_period_start: period.start,
    discounts: [],
    metadata: {},
    quantity: 1,
    subscription: id,
    tax_rates: [],
  };
  return {
    id,
    object: 'subscription',
    ...nulls(
      'application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at canceled_at',
    ),
    ...nulls(
      'cancellation_details customer_account days_until_due default_payment_method default_source description',
    ),
    ...nulls(
      'ended_at latest_invoice managed_payments next_pending_invoice_item_invoice on_behalf_of pause_collection',
    ),
    ...nulls(
      'payment_settings pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock',
    ),
    ...nulls('transfer_data trial_settings'),
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: period.start,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    cancel_at_period_end: false,
    collection_method: 'charge_automatically',
    created: sale.at,
    currency: sale.currency,
    customer: sale.customerId,
    discounts: [],
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: [item],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    livemode: false,
    metadata: sale.metadata,
    start_date: sale.at,
    status: trialEnd ? 'trialing' : 'active',
    trial_end: trialEnd ?? null,
    trial_start: trialEnd ? sale.at : null,
  } as unknown as Stripe.Subscription;
}

/** Who pays how much; amounts are minor units. */
export interface Payer {
  customerId: string | null;
  email: string | null;
  name: string | null;
  currency: string;
  /** unix seconds */
  at: number;
}

/** The captured charge of a payment intent, not settled yet. */
export function newCharge(sale: Payer, paymentIntent: string, total: number): Stripe.Charge {
  return {
    id: stripeId('ch'),
    object: 'charge',
    ...nulls(
      'application application_fee application_fee_amount calculated_statement_descriptor description',
    ),
    ...nulls(
      'failure_balance_transaction failure_code failure_message fraud_details on_behalf_of outcome payment_method',
    ),
    ...nulls(
      'payment_method_details receipt_email receipt_number receipt_url review shipping source source_transfer',
    ),
    ...nulls('statement_descriptor statement_descriptor_suffix transfer_data transfer_group'),
    amount: total,
    amount_captured: total,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: { address: null, email: sale.email, name: sale.name, phone: null, tax_id: null },
    captured: true,
    created: sale.at,
    currency: sale.currency,
    customer: sale.customerId,
    disputed: false,
    livemode: false,
    metadata: {},
    paid: true,
    payment_intent: paymentIntent,
    refunded: false,
    status: 'succeeded',
  } as unknown as Stripe.Charge;
}

/** Which payment intent paid how much of an invoice; `amount` in minor units. */
export function newInvoicePayment(
  invoice: Stripe.Invoice,
  paid: { intent: string; amount: number; at: number; isDefault: boolean },
): Stripe.InvoicePayment {
  return {
    id: stripeId('inpay'),
    object: 'invoice_payment',
    amount_paid: paid.amount,
    amount_requested: paid.amount,
    created: paid.at,
    currency: invoice.currency,
    invoice: invoice.id ?? '',
    is_default: paid.isDefault,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: paid.intent },
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: paid.at },
  };
}

export function newRefund(
  charge: Stripe.Charge,
  input: {
    amount: number;
    reason: string | null;
    at: number;
    status?: string;
    metadata?: Record<string, string>;
  },
) {
  return {
    id: stripeId('re'),
    object: 'refund',
    ...nulls('customer_account payment_method receipt_number source_transfer_reversal transfer_reversal'),
    amount: input.amount,
    balance_transaction: stripeId('txn'),
    charge: charge.id,
    created: input.at,
    currency: charge.currency,
    customer: charge.customer,
    metadata: input.metadata ?? {},
    payment_intent: charge.payment_intent,
    ...(input.status === 'pending' ? { pending_reason: 'processing' } : {}),
    reason: input.reason,
    status: input.status ?? 'succeeded',
  } as unknown as Stripe.Refund;
}
