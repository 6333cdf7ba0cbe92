import type Stripe from 'stripe';
import { nulls, type Sale } from './billing-objects';
import type { Billing } from './records';
import { stripeId } from './stripe-id';

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
