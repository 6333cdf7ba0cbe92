import { z } from 'zod';
import type { Instant } from '~/kernel/time';
import { FUTURE_TOLERANCE_MS } from './product-event';
import {
  Charge,
  CheckoutSession,
  CreditNote,
  Dispute,
  FraudWarning,
  Invoice,
  id,
  PromotionCode,
  Refund,
  StripeCustomer,
  Subscription,
  seconds,
} from './stripe-objects';

// What is read of Stripe's events (integrations.md section 4).

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const Account = z.object({ id });
const Transfer = z.object({ id, transfer_group: text });
const Named = z.object({ id });

/** The object each type of event carries; what is not here is ignored. */
const objects = {
  'checkout.session.completed': CheckoutSession,
  'checkout.session.async_payment_succeeded': CheckoutSession,
  'checkout.session.async_payment_failed': CheckoutSession,
  'customer.created': StripeCustomer,
  'customer.updated': StripeCustomer,
  'customer.subscription.created': Subscription,
  'customer.subscription.updated': Subscription,
  'customer.subscription.deleted': Subscription,
  'invoice.paid': Invoice,
  'invoice.payment_failed': Named,
  'invoice.marked_uncollectible': Named,
  'invoice.voided': Named,
  'charge.updated': Charge,
  'charge.refunded': Charge,
  'refund.created': Refund,
  'refund.updated': Refund,
  'refund.failed': Refund,
  'charge.refund.updated': Refund,
  'credit_note.created': CreditNote,
  'credit_note.voided': CreditNote,
  'charge.dispute.created': Dispute,
  'charge.dispute.updated': Dispute,
  'charge.dispute.funds_withdrawn': Dispute,
  'charge.dispute.funds_reinstated': Dispute,
  'charge.dispute.closed': Dispute,
  'radar.early_fraud_warning.created': FraudWarning,
  'promotion_code.created': PromotionCode,
  'promotion_code.updated': PromotionCode,
  'coupon.deleted': Named,
  'account.updated': Account,
  'capability.updated': z.object({}),
  'account.application.deauthorized': z.object({}),
  'account.external_account.created': z.object({}),
  'account.external_account.updated': z.object({}),
  'account.external_account.deleted': z.object({}),
  'payout.paid': z.object({ id }),
  'payout.failed': z.object({ id }),
  'payout.canceled': z.object({ id }),
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
  api_version: text,
  account: z.string().max(255).nullish(),
  data: z.object({ object: z.unknown() }),
});

export type ReadStripeEvent =
  | { outcome: 'ok'; event: StripeEvent; livemode: boolean; apiVersion: string | null }
  | { outcome: 'ignored'; id: string; type: string; livemode: boolean; apiVersion: string | null }
  | {
      outcome: 'invalid';
      id: string | null;
      type: string | null;
      reason: string;
      /** null: it does not say */
      livemode: boolean | null;
      apiVersion: string | null;
    };

/** Money events dated later than the program's clock are malformed; of accounts and transfers only the present state counts. */
function isDated(type: StripeEventType): boolean {
  return !/^(account|capability|transfer|payout)\./.test(type);
}

/**
 * Reads an event of Stripe's. Unknown types are ignored whatever they hold.
 * @param json what JSON.parse made of the body
 * @param now the program's clock, which an event may be ahead of by five minutes (contract.md, webhooks)
 */
export function readStripeEvent(json: unknown, now: Instant): ReadStripeEvent {
  const read = envelope.safeParse(json);
  if (!read.success) {
    const hint = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
    const known = z
      .object({ id: hint(id), type: hint(z.string()), livemode: hint(z.boolean()), api_version: hint(text) })
      .safeParse(json);
    return {
      outcome: 'invalid',
      id: known.data?.id ?? null,
      type: known.data?.type ?? null,
      reason: reasonOf(read.error),
      livemode: known.data?.livemode ?? null,
      apiVersion: known.data?.api_version ?? null,
    };
  }
  const { id: eventId, type, created, livemode, account, data, api_version: apiVersion } = read.data;
  if (!Object.hasOwn(objects, type)) return { outcome: 'ignored', id: eventId, type, livemode, apiVersion };
  const known = type as StripeEventType;
  const at = created * 1000;
  if (isDated(known) && at > now + FUTURE_TOLERANCE_MS) {
    const reason = 'created must not be later than now';
    return { outcome: 'invalid', id: eventId, type, reason, livemode, apiVersion };
  }
  const object = objects[known].safeParse(data.object);
  if (!object.success)
    return { outcome: 'invalid', id: eventId, type, reason: reasonOf(object.error), livemode, apiVersion };
  // Each schema ties its object to its type; the compiler loses that when it reads them from a table.
  const event = {
    type: known,
    id: eventId,
    at,
    account: account ?? null,
    object: object.data,
  } as StripeEvent;
  return { outcome: 'ok', event, livemode, apiVersion };
}

function reasonOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the body'}: ${message}`)
    .join('; ');
}
