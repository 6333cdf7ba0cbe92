import type Stripe from 'stripe';
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
