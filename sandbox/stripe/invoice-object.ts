import type Stripe from 'stripe';
import { nulls } from './billing-objects';
import type { LineInput } from './records';
import { stripeId } from './stripe-id';

/** What a discount takes off an invoice. */
export interface DiscountAmount {
  /** `di_…` */
  discount: string;
  amount: number;
}

export interface InvoiceInput {
  customer: { id: string; email: string | null; name: string | null };
  subscription: Stripe.Subscription | null;
  currency: string;
  /** unix seconds */
  at: number;
  reason: Stripe.Invoice.BillingReason;
  lines: LineInput[];
  discounts: DiscountAmount[];
  /** the customer's balance before: negative is a credit */
  startingBalance: number;
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

/** Shares of `whole` in proportion to the weights, exact to the unit: what is left over goes to the first. */
export function shares(whole: number, weights: number[]): number[] {
  const of = sum(weights);
  if (of === 0) return weights.map((_, index) => (index === 0 ? whole : 0));
  const parts = weights.map((weight) => Math.trunc((whole * weight) / of));
  parts[0] = (parts[0] ?? 0) + whole - sum(parts);
  return parts;
}

const taxOf = (amount: number, taxable: number, inclusive: boolean) => ({
  amount,
  tax_behavior: inclusive ? 'inclusive' : 'exclusive',
  tax_rate_details: null,
  taxability_reason: 'standard_rated',
  taxable_amount: taxable,
  type: 'tax_rate_details',
});

function parentOf(line: LineInput) {
  const common = { proration: line.proration, proration_details: null, subscription: line.subscription };
  if (line.item) {
    return {
      invoice_item_details: null,
      subscription_item_details: { ...common, invoice_item: null, subscription_item: line.item },
      type: 'subscription_item_details',
    };
  }
  return {
    invoice_item_details: { ...common, invoice_item: stripeId('ii') },
    subscription_item_details: null,
    type: 'invoice_item_details',
  };
}

function newLine(
  line: LineInput,
  context: { currency: string; invoice: string; discounts: DiscountAmount[] },
) {
  const off = sum(context.discounts.map(({ amount }) => amount));
  const taxable = line.amount - off - (line.inclusive ? line.tax : 0);
  const price = line.price;
  return {
    id: stripeId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: context.currency,
    description: line.description,
    discount_amounts: context.discounts,
    discountable: !line.proration,
    discounts: context.discounts.map(({ discount }) => discount),
    invoice: context.invoice,
    livemode: false,
    metadata: line.metadata,
    parent: parentOf(line),
    period: line.period,
    pretax_credit_amounts: context.discounts.map((one) => ({ ...one, type: 'discount' })),
    pricing: price
      ? {
          type: 'price_details',
          price_details: { price: price.id, product: price.product },
          unit_amount_decimal: String(price.unitAmount),
        }
      : null,
    quantity: 1,
    quantity_decimal: '1',
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: line.tax === 0 ? [] : [taxOf(line.tax, taxable, line.inclusive)],
  };
}

/** Each discount's share of each line; prorations are never discounted (integrations.md section 4, rule 5). */
function discountsByLine(input: InvoiceInput): DiscountAmount[][] {
  const weights = input.lines.map((line) => (line.proration ? 0 : Math.max(0, line.amount)));
  const parts = input.discounts.map(({ discount, amount }) => ({ discount, of: shares(amount, weights) }));
  return input.lines.map((_, index) =>
    parts
      .map(({ discount, of }) => ({ discount, amount: of[index] ?? 0 }))
      .filter(({ amount }) => amount !== 0),
  );
}

/**
 * A finalized invoice, not paid yet: the totals as Stripe adds them up. What the customer's balance covers is not due; a negative total
 * becomes credit.
 * @returns with all its lines; the invoice itself carries ten
 */
export function newInvoice(input: InvoiceInput): {
  invoice: Stripe.Invoice;
  lines: Stripe.InvoiceLineItem[];
} {
  const id = stripeId('in');
  const perLine = discountsByLine(input);
  const lines = input.lines.map((line, index) =>
    newLine(line, { currency: input.currency, invoice: id, discounts: perLine[index] ?? [] }),
  );
  const subtotal = sum(input.lines.map(({ amount }) => amount));
  const exclusive = sum(input.lines.map((line) => (line.inclusive ? 0 : line.tax)));
  const inclusive = sum(input.lines.map((line) => (line.inclusive ? line.tax : 0)));
  const total = subtotal - sum(input.discounts.map(({ amount }) => amount)) + exclusive;
  const owed = total + input.startingBalance;
  const due = Math.max(0, owed);
  const { subscription } = input;
  const metadata = subscription?.metadata ?? {};
  const invoice = {
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
    amount_due: due,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: due,
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    billing_reason: input.reason,
    collection_method: 'charge_automatically',
    created: input.at,
    currency: input.currency,
    customer: input.customer.id,
    customer_email: input.customer.email,
    customer_name: input.customer.name,
    default_tax_rates: [],
    discounts: input.discounts.map(({ discount }) => discount),
    effective_at: input.at,
    // what the customer owed before is part of what is due; only credit is left over
    ending_balance: Math.min(0, owed),
    issuer: { type: 'self' },
    lines: {
      object: 'list',
      data: lines.slice(0, 10),
      has_more: lines.length > 10,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: {},
    number: `TRB-${id.slice(-8).toUpperCase()}`,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: { metadata, subscription: subscription.id },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: input.at,
    period_start: input.at,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: input.startingBalance,
    status: 'open',
    status_transitions: {
      finalized_at: input.at,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotal - inclusive,
    total,
    total_discount_amounts: input.discounts,
    total_excluding_tax: total - exclusive - inclusive,
    total_pretax_credit_amounts: input.discounts.map((one) => ({ ...one, type: 'discount' })),
    total_taxes: [false, true].flatMap((behavior) => {
      const taxed = input.lines.filter((line) => line.inclusive === behavior && line.tax !== 0);
      if (taxed.length === 0) return [];
      const amount = behavior ? inclusive : exclusive;
      const taxable = lines
        .flatMap((line) => line.taxes)
        .filter((tax) => (tax.tax_behavior === 'inclusive') === behavior);
      return [taxOf(amount, sum(taxable.map((tax) => tax.taxable_amount)), behavior)];
    }),
  };
  return {
    invoice: invoice as unknown as Stripe.Invoice,
    lines: lines as unknown as Stripe.InvoiceLineItem[],
  };
}
