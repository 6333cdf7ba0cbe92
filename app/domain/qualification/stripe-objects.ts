import { z } from 'zod';

// What is read of Stripe's objects (integrations.md section 4). Loose on purpose: Stripe adds fields and values without a change of version, so
// a live event is never refused for what is not needed.

/** unix seconds */
export const seconds = z.int().min(0).max(99_999_999_999);
export const id = z.string().min(1).max(255);
/** an id, or the object where it was expanded */
const reference = z.union([id, z.object({ id }).transform((object) => object.id)]);
const optionalReference = reference.nullish().transform((value) => value ?? null);
const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/)
  .transform((code) => code.toUpperCase());
const amount = z.int().transform(BigInt);

/** Some lists hold ids, or objects where they were expanded; what of them has no promotion code is of no interest. */
const discounts = z
  .array(
    z.union([
      z.string().transform(() => null),
      z.object({ promotion_code: optionalReference }).transform((discount) => discount.promotion_code),
    ]),
  )
  .nullish()
  .transform((list) => (list ?? []).filter((code) => code !== null));

/** A subscription's item, for its monthly value. */
const price = z.object({
  unit_amount: amount.nullish(),
  recurring: z
    .object({ interval: z.enum(['day', 'week', 'month', 'year']), interval_count: z.int().min(1) })
    .nullish(),
});

export const CheckoutSession = z.object({
  id,
  client_reference_id: text,
  metadata,
  customer: optionalReference,
  customer_details: z.object({ email: text, name: text }).nullish(),
  mode: z.string(),
  payment_status: z.string(),
  invoice: optionalReference,
  /** an invoice is made for a single payment, too: it pays */
  invoice_creation: z.object({ enabled: z.boolean() }).nullish(),
  subscription: optionalReference,
  payment_intent: optionalReference,
  /** the promotion codes used */
  discounts,
  created: seconds,
  amount_total: amount.nullish(),
  total_details: z.object({ amount_tax: amount }).nullish(),
  currency: currency.nullish(),
});
export type CheckoutSession = z.output<typeof CheckoutSession>;

export const StripeCustomer = z.object({ id, email: text, name: text, metadata });
export type StripeCustomer = z.output<typeof StripeCustomer>;

export const Subscription = z.object({
  id,
  customer: reference,
  status: z.string().min(1).max(100),
  currency,
  metadata,
  discounts,
  created: seconds,
  ended_at: seconds.nullish(),
  items: z.object({ data: z.array(z.object({ quantity: z.int().min(0).nullish(), price })) }),
});
export type Subscription = z.output<typeof Subscription>;

/** Parents say what a line is for: a subscription's item, or something billed once. */
const line = z.object({
  period: z.object({ start: seconds, end: seconds }),
  parent: z
    .object({
      subscription_item_details: z
        .object({
          proration: z
            .boolean()
            .nullish()
            .transform((value) => value ?? false),
        })
        .nullish(),
    })
    .nullish(),
});

export const Invoice = z.object({
  id,
  customer: optionalReference,
  customer_email: text,
  currency,
  amount_paid: amount,
  /** of it, what was paid by other means and only noted at Stripe */
  amount_paid_off_stripe: amount.nullish(),
  total: amount,
  total_excluding_tax: amount.nullish(),
  number: text,
  metadata,
  discounts,
  parent: z.object({ subscription_details: z.object({ metadata }).nullish() }).nullish(),
  status_transitions: z.object({ paid_at: seconds.nullish() }).nullish(),
  lines: z.object({ data: z.array(line) }),
});
export type Invoice = z.output<typeof Invoice>;

export const Charge = z.object({
  id,
  payment_intent: optionalReference,
  /** absent from current versions, there in older ones */
  invoice: optionalReference,
  amount_captured: amount,
  amount_refunded: amount,
  currency: currency.nullish(),
});
export type Charge = z.output<typeof Charge>;

export const Refund = z.object({
  id,
  amount,
  created: seconds,
  status: text,
  charge: optionalReference,
  payment_intent: optionalReference,
});
export type Refund = z.output<typeof Refund>;

export const Dispute = z.object({
  id,
  charge: reference,
  payment_intent: optionalReference,
  amount,
  currency,
  status: z.string().min(1).max(100),
  created: seconds,
  /** what the bank took and gave back */
  balance_transactions: z
    .array(z.object({ amount, created: seconds }))
    .nullish()
    .transform((list) => list ?? []),
});
export type Dispute = z.output<typeof Dispute>;

/** Takes off an invoice; after the payment it gives money back, as refunds or otherwise. */
export const CreditNote = z.object({
  id,
  invoice: reference,
  status: z.string(),
  created: seconds,
  effective_at: seconds.nullish(),
  voided_at: seconds.nullish(),
  /** what was already paid and is given back */
  post_payment_amount: amount,
  refunds: z
    .array(z.object({ amount_refunded: amount, refund: optionalReference }))
    .nullish()
    .transform((list) => list ?? []),
});
export type CreditNote = z.output<typeof CreditNote>;

export const PromotionCode = z.object({
  id,
  code: z.string().min(1).max(255),
  active: z.boolean(),
  metadata,
});
export type PromotionCode = z.output<typeof PromotionCode>;

/** A card network fears fraud. */
export const FraudWarning = z.object({
  id,
  charge: reference,
  fraud_type: text,
  actionable: z.boolean().nullish(),
});
export type FraudWarning = z.output<typeof FraudWarning>;
