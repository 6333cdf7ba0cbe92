import type Stripe from 'stripe';
import { nulls } from './billing-objects';
import { shares } from './invoice-object';
import { stripeId } from './stripe-id';

/** What a credit note is asked to do; amounts are minor units, tax included. */
export interface CreditNoteInput {
  invoice: string;
  amount: number;
  reason?: string | undefined;
  memo?: string | undefined;
  metadata?: Record<string, string> | undefined;
  /** made with the note */
  refundAmount?: number | undefined;
  /** made before, and covered by the note */
  refunds?: Array<{ refund: string; amount: number }> | undefined;
  creditAmount?: number | undefined;
  outOfBandAmount?: number | undefined;
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

/** A credit note; its tax is the invoice's in proportion. @param at unix seconds */
export function newCreditNote(
  at: number,
  invoice: Stripe.Invoice,
  input: CreditNoteInput,
  parts: {
    before: number;
    after: number;
    refunds: Stripe.CreditNote.Refund[];
    balanceTransaction: string | null;
  },
): Stripe.CreditNote {
  const id = stripeId('cn');
  const { amount } = input;
  const taxes = invoice.total_taxes ?? [];
  const taxed = taxes.map((tax) =>
    invoice.total === 0 ? 0 : Math.round((tax.amount * amount) / invoice.total),
  );
  const net = amount - sum(taxed);
  const netShares = shares(
    net,
    taxes.map(() => 1),
  );
  const total_taxes = taxes.map((tax, index) => ({
    amount: taxed[index] ?? 0,
    tax_behavior: tax.tax_behavior,
    tax_rate_details: tax.tax_rate_details,
    taxability_reason: tax.taxability_reason,
    taxable_amount: netShares[index] ?? 0,
    type: tax.type,
  }));
  const listed = net + sum(taxes.map((tax, i) => (tax.tax_behavior === 'inclusive' ? (taxed[i] ?? 0) : 0)));
  const line = {
    id: stripeId('cnli'),
    object: 'credit_note_line_item',
    amount: listed,
    description: input.memo ?? 'Credit',
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: total_taxes,
    type: 'custom_line_item',
    unit_amount: listed,
    unit_amount_decimal: String(listed),
  };
  const { before, after, refunds, balanceTransaction } = parts;
  return {
    id,
    object: 'credit_note',
    ...nulls('customer_account shipping_cost voided_at'),
    amount,
    amount_shipping: 0,
    created: at,
    currency: invoice.currency,
    customer: invoice.customer,
    customer_balance_transaction: balanceTransaction,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: at,
    invoice: invoice.id,
    lines: { object: 'list', data: [line], has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: input.memo ?? null,
    metadata: input.metadata ?? {},
    number: `${invoice.number}-CN-${id.slice(-4).toUpperCase()}`,
    out_of_band_amount: input.outOfBandAmount ?? null,
    pdf: `https://pay.stripe.test/credit_notes/${id}/pdf`,
    post_payment_amount: after,
    pre_payment_amount: before,
    pretax_credit_amounts: [],
    reason: input.reason ?? null,
    refunds,
    status: 'issued',
    subtotal: listed,
    subtotal_excluding_tax: net,
    total: amount,
    total_excluding_tax: net,
    total_taxes,
    type: before > 0 && after > 0 ? 'mixed' : before > 0 ? 'pre_payment' : 'post_payment',
  } as unknown as Stripe.CreditNote;
}
