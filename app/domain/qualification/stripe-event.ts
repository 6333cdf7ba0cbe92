import { z } from 'zod';
import type { Instant } from '~/kernel/time';
import { FUTURE_TOLERANCE_MS } from './product-event';

// What is read of Stripe's events and objects (integrations.md section 4). Loose on purpose: Stripe adds fields and values without a
// change of version, so a live event is never refused for what is not needed.

const seconds = z.int().min(0).max(99_999_999_999);
const id = z.string().min(1).max(255);
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
  payment_intent: optionalReference,
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
  ended_at: seconds.nullish(),
  items: z.object({ data: z.array(z.object({ quantity: z.int().min(0).nullish(), price })) }),
});
export type Subscription = z.output<typeof Subscription>;

const line = z.object({
  period: z.object({ start: seconds, end: seconds }),
  subscription: optionalReference,
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
  total: amount,
  total_excluding_tax: amount.nullish(),
  number: text,
  metadata,
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

export const Refund = z.object({ id, amount, created: seconds, status: text });
export type Refund = z.output<typeof Refund>;

export const Dispute = z.object({
  id,
  charge: reference,
  payment_intent: optionalReference,
  amount,
  currency,
  status: z.string().min(1).max(100),
  created: seconds,
});
export type Dispute = z.output<typeof Dispute>;

const Account = z.object({ id });
const Transfer = z.object({ id, transfer_group: text });

/** The object each type of event carries; what is not here is ignored. */
const objects = {
  'checkout.session.completed': CheckoutSession,
  'checkout.session.async_payment_succeeded': CheckoutSession,
  'customer.created': StripeCustomer,
  'customer.updated': StripeCustomer,
  'customer.subscription.created': Subscription,
  'customer.subscription.updated': Subscription,
  'customer.subscription.deleted': Subscription,
  'invoice.paid': Invoice,
  'charge.updated': Charge,
  'charge.refunded': Charge,
  'charge.dispute.created': Dispute,
  'charge.dispute.updated': Dispute,
  'charge.dispute.closed': Dispute,
  'account.updated': Account,
  'capability.updated': z.object({}),
  'account.application.deauthorized': z.object({}),
  'transfer.created': Transfer,
  'transfer.reversed': Transfer,
} as const;

export type StripeEventType = keyof typeof objects;
type Carried<T extends StripeEventType> = z.output<(typeof objects)[T]>;

/** One event, told apart by `type`. */
export type StripeEvent = {
  [T in StripeEventType]: { type: T; id: string; at: Instant; account: string | null; object: Carried<T> };
}[StripeEventType];

const envelope = z.object({
  id,
  type: z.string().min(1).max(255),
  created: seconds,
  livemode: z.boolean(),
  account: z.string().max(255).nullish(),
  data: z.object({ object: z.unknown() }),
});

export type ReadStripeEvent =
  | { outcome: 'ok'; event: StripeEvent; livemode: boolean }
  | { outcome: 'ignored'; id: string; type: string; livemode: boolean }
  | { outcome: 'invalid'; id: string | null; type: string | null; reason: string };

/** Money events dated later than the program's clock are malformed; of accounts and transfers only the present state counts. */
function isDated(type: StripeEventType): boolean {
  return !/^(account|capability|transfer)\./.test(type);
}

/**
 * Reads an event of Stripe's. Unknown types are ignored whatever they hold.
 * @param json what JSON.parse made of the body
 * @param now the program's clock, which an event may be ahead of by five minutes (contract.md, webhooks)
 */
export function readStripeEvent(json: unknown, now: Instant): ReadStripeEvent {
  const read = envelope.safeParse(json);
  if (!read.success) {
    const known = z.object({ id, type: z.string() }).partial().safeParse(json);
    return {
      outcome: 'invalid',
      id: known.data?.id ?? null,
      type: known.data?.type ?? null,
      reason: reasonOf(read.error),
    };
  }
  const { id: eventId, type, created, livemode, account, data } = read.data;
  if (!Object.hasOwn(objects, type)) return { outcome: 'ignored', id: eventId, type, livemode };
  const known = type as StripeEventType;
  const at = created * 1000;
  if (isDated(known) && at > now + FUTURE_TOLERANCE_MS) {
    return { outcome: 'invalid', id: eventId, type, reason: 'created must not be later than now' };
  }
  const object = objects[known].safeParse(data.object);
  if (!object.success) return { outcome: 'invalid', id: eventId, type, reason: reasonOf(object.error) };
  // Each schema ties its object to its type; the compiler loses that when it reads them from a table.
  const event = {
    type: known,
    id: eventId,
    at,
    account: account ?? null,
    object: object.data,
  } as StripeEvent;
  return { outcome: 'ok', event, livemode };
}

function reasonOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the body'}: ${message}`)
    .join('; ');
}
