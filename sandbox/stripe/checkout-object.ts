import type Stripe from 'stripe';
import type { Sale } from './billing-objects';
import { stripeId } from './stripe-id';

/** A completed checkout session: of a subscription, or of a single payment. */
export function newSession(
  sale: Sale,
  parts: {
    clientReferenceId: string | null;
    subscription: string | null;
    invoice: string | null;
    paymentIntent: string | null;
  },
): Stripe.Checkout.Session {
  const total = sale.amount + sale.tax;
  const mode = parts.subscription ? 'subscription' : 'payment';
  return {
    id: stripeId('cs_test'),
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: sale.amount,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: parts.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: sale.at,
    currency: sale.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: sale.customerId,
    customer_account: null,
    customer_creation: mode === 'payment' ? 'always' : null,
    customer_details: {
      address: null,
      business_name: null,
      email: sale.email,
      individual_name: sale.name,
      name: sale.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    customer_email: null,
    discounts: [],
    expires_at: sale.at + 86_400,
    integration_identifier: null,
    invoice: parts.invoice,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: sale.metadata,
    mode,
    origin_context: null,
    payment_intent: mode === 'payment' ? parts.paymentIntent : null,
    payment_link: null,
    payment_method_collection: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: total > 0 ? 'paid' : 'no_payment_required',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'complete',
    submit_type: null,
    subscription: parts.subscription,
    success_url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: sale.tax },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
  } as unknown as Stripe.Checkout.Session;
}
