import type Stripe from 'stripe';
import { nulls, type Sale } from './billing-objects';
import { stripeId } from './stripe-id';

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
