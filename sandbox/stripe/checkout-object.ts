import type Stripe from 'stripe';
import { nulls, type Sale, totalOf } from './billing-objects';

type Mode = 'payment' | 'subscription';

/** What an open session says before anybody paid; amounts are minor units. */
export interface OpenSession {
  id: string;
  mode: Mode;
  currency: string;
  amountSubtotal: number;
  amountTotal: number;
  amountDiscount: number;
  amountTax: number;
  customer: string | null;
  customerEmail: string | null;
  clientReferenceId: string | null;
  metadata: Record<string, string>;
  successUrl: string | null;
  cancelUrl: string | null;
  url: string | null;
  discounts: Array<{ coupon: string; promotion_code: string | null }>;
  allowPromotionCodes: boolean | null;
  automaticTax: boolean;
  /** unix seconds */
  at: number;
  expiresAt: number;
}

/** A checkout session that waits for somebody to pay. */
export function newOpenSession(open: OpenSession): Stripe.Checkout.Session {
  return {
    id: open.id,
    object: 'checkout.session',
    ...nulls('adaptive_pricing after_expiration allowed_payment_method_types billing_address_collection'),
    ...nulls('client_secret collected_information consent consent_collection currency_conversion'),
    ...nulls('customer_account customer_details integration_identifier invoice invoice_creation locale'),
    ...nulls('managed_payments origin_context payment_intent payment_link payment_method_collection'),
    ...nulls('payment_method_configuration_details permissions recovered_from saved_payment_method_options'),
    ...nulls(
      'setup_intent shipping_address_collection shipping_cost submit_type subscription wallet_options',
    ),
    allow_promotion_codes: open.allowPromotionCodes,
    amount_subtotal: open.amountSubtotal,
    amount_total: open.amountTotal,
    automatic_tax: {
      enabled: open.automaticTax,
      liability: open.automaticTax ? { type: 'self' } : null,
      provider: open.automaticTax ? 'stripe' : null,
      status: open.automaticTax ? 'complete' : null,
    },
    cancel_url: open.cancelUrl,
    client_reference_id: open.clientReferenceId,
    created: open.at,
    currency: open.currency,
    custom_fields: [],
    custom_text: nulls('after_submit shipping_address submit terms_of_service_acceptance'),
    customer: open.customer,
    customer_creation: open.mode === 'payment' ? 'if_required' : null,
    customer_email: open.customerEmail,
    discounts: open.discounts,
    expires_at: open.expiresAt,
    livemode: false,
    metadata: open.metadata,
    mode: open.mode,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    shipping_options: [],
    status: 'open',
    success_url: open.successUrl,
    total_details: {
      amount_discount: open.amountDiscount,
      amount_shipping: 0,
      amount_tax: open.amountTax,
    },
    ui_mode: 'hosted_page',
    url: open.url,
  } as unknown as Stripe.Checkout.Session;
}

/** A completed checkout session: of a subscription, or of a single payment. */
export function newSession(
  sale: Sale & {
    id: string;
    /** the open session it was; absent: made for this sale */
    open?: Stripe.Checkout.Session | undefined;
    clientReferenceId: string | null;
    subscription: string | null;
    invoice: string | null;
    paymentIntent: string | null;
    /** false: the money is on its way */
    isPaid: boolean;
    discounts: OpenSession['discounts'];
  },
): Stripe.Checkout.Session {
  const total = totalOf(sale);
  const mode: Mode = sale.subscription ? 'subscription' : 'payment';
  const waiting =
    sale.open ??
    newOpenSession({
      ...{ id: sale.id, mode, currency: sale.currency, metadata: sale.metadata },
      ...{ amountSubtotal: 0, amountTotal: 0, amountDiscount: 0, amountTax: 0, automaticTax: false },
      ...{ customer: null, customerEmail: null, clientReferenceId: sale.clientReferenceId },
      ...{ successUrl: null, cancelUrl: null, url: null, discounts: [], allowPromotionCodes: null },
      ...{ at: sale.at, expiresAt: sale.at + 86_400 },
    });
  return {
    ...waiting,
    amount_subtotal: sale.amount,
    amount_total: total,
    customer: sale.customerId,
    customer_creation: mode === 'subscription' ? null : sale.customerId === null ? 'if_required' : 'always',
    customer_details: {
      ...nulls('address business_name phone'),
      email: sale.email,
      individual_name: sale.name,
      name: sale.name,
      tax_exempt: 'none',
      tax_ids: [],
    },
    discounts: sale.discounts,
    invoice: sale.invoice,
    payment_intent: mode === 'payment' ? sale.paymentIntent : null,
    payment_status: total === 0 ? 'no_payment_required' : sale.isPaid ? 'paid' : 'unpaid',
    status: 'complete',
    subscription: sale.subscription,
    total_details: {
      amount_discount: sale.discount ?? 0,
      amount_shipping: 0,
      amount_tax: sale.tax,
    },
    url: null,
  } as unknown as Stripe.Checkout.Session;
}
