import type Stripe from 'stripe';
import { stripeId } from './store';

/** The fields Stripe always sends and that this server has nothing to say in. */
function nulls(names: string): Record<string, null> {
  return Object.fromEntries(names.split(' ').map((name) => [name, null]));
}

export interface Sale {
  customerId: string;
  email: string | null;
  name: string | null;
  /** minor units without tax */
  amount: number;
  /** minor units of exclusive tax on top */
  tax: number;
  currency: string;
  metadata: Record<string, string>;
  /** unix seconds */
  at: number;
}

export interface Billing {
  interval: 'day' | 'week' | 'month' | 'year';
  intervalCount: number;
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

function recurring(sale: Sale, billing: Billing) {
  const product = stripeId('prod');
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
    id: stripeId('price'),
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
    tax_behavior: 'exclusive',
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
  billing: Billing,
  period: { start: number; end: number },
  trialEnd?: number,
) {
  const id = stripeId('sub');
  const item = {
    id: stripeId('si'),
    object: 'subscription_item',
    ...nulls('billing_thresholds current_trial'),
    ...recurring(sale, billing),
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

function line(
  sale: Sale,
  subscription: Stripe.Subscription,
  invoice: string,
  period: { start: number; end: number },
) {
  const item = subscription.items.data[0];
  const details = {
    invoice_item: null,
    proration: false,
    proration_details: null,
    subscription: subscription.id,
    subscription_item: item?.id,
  };
  const tax = {
    amount: sale.tax,
    tax_behavior: 'exclusive',
    tax_rate_details: null,
    taxability_reason: 'standard_rated',
    taxable_amount: sale.amount,
    type: 'tax_rate_details',
  };
  return {
    id: stripeId('il'),
    object: 'line_item',
    amount: sale.amount,
    currency: sale.currency,
    description: 'Subscription',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: subscription.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: details,
      type: 'subscription_item_details',
    },
    period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: '1',
    subscription: subscription.id,
    subtotal: sale.amount,
    taxes: sale.tax > 0 ? [tax] : [],
  };
}

/** A paid invoice of one period of a subscription; amount 0 is a trial's. */
export function newInvoice(
  sale: Sale,
  subscription: Stripe.Subscription,
  period: { start: number; end: number; first: boolean },
): Stripe.Invoice {
  const id = stripeId('in');
  const span = { start: period.start, end: period.end };
  const entry = line(sale, subscription, id, span);
  const total = sale.amount + sale.tax;
  return {
    id,
    object: 'invoice',
    ...nulls(
      'account_country account_name account_tax_ids application automatically_finalizes_at custom_fields',
    ),
    ...nulls('customer_account customer_address customer_phone customer_shipping customer_tax_exempt'),
    ...nulls(
      'default_payment_method default_source description due_date footer from_invoice last_finalization_error',
    ),
    ...nulls(
      'latest_revision next_payment_attempt on_behalf_of receipt_number rendering shipping_cost shipping_details',
    ),
    ...nulls('statement_descriptor test_clock webhooks_delivered_at'),
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: total,
    amount_remaining: 0,
    amount_shipping: 0,
    attempt_count: 1,
    attempted: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    billing_reason: period.first ? 'subscription_create' : 'subscription_cycle',
    collection_method: 'charge_automatically',
    created: sale.at,
    currency: sale.currency,
    customer: sale.customerId,
    customer_email: sale.email,
    customer_name: sale.name,
    default_tax_rates: [],
    discounts: [],
    effective_at: sale.at,
    ending_balance: 0,
    issuer: { type: 'self' },
    lines: { object: 'list', data: [entry], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    number: `TRB-${id.slice(-8).toUpperCase()}`,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: sale.at,
    period_start: sale.at,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    status: 'paid',
    status_transitions: {
      finalized_at: sale.at,
      marked_uncollectible_at: null,
      paid_at: sale.at,
      voided_at: null,
    },
    subtotal: sale.amount,
    subtotal_excluding_tax: sale.amount,
    total,
    total_discount_amounts: [],
    total_excluding_tax: sale.amount,
    total_pretax_credit_amounts: [],
    total_taxes: entry.taxes,
  } as unknown as Stripe.Invoice;
}

/** The captured charge of a payment intent. */
export function newCharge(sale: Sale, paymentIntent: string): Stripe.Charge {
  const total = sale.amount + sale.tax;
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
    balance_transaction: stripeId('txn'),
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

/** Which payment intent paid how much of an invoice. */
export function newInvoicePayment(invoice: Stripe.Invoice, paymentIntent: string): Stripe.InvoicePayment {
  const at = invoice.status_transitions.paid_at;
  return {
    id: stripeId('inpay'),
    object: 'invoice_payment',
    amount_paid: invoice.amount_paid,
    amount_requested: invoice.amount_due,
    created: invoice.created,
    currency: invoice.currency,
    invoice: invoice.id ?? '',
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: paymentIntent },
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: at },
  };
}

export function newRefund(
  charge: Stripe.Charge,
  input: { amount: number; reason: string | null; at: number },
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
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: input.reason,
    status: 'succeeded',
  } as unknown as Stripe.Refund;
}
