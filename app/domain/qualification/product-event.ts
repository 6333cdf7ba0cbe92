import { z } from 'zod';
import type { Instant } from '~/kernel/time';
import * as field from './product-event-fields';
import { id, optional } from './product-event-fields';

/** An event may be dated this much after the program's clock; later is malformed (contract.md, public HTTP). */
export const FUTURE_TOLERANCE_MS = 5 * 60_000;

const data = <T extends z.ZodRawShape>(shape: T) => z.object(shape, field.must('must be an object'));
const event = <T extends string, D extends z.ZodType>(type: T, schema: D) =>
  z.object({ type: z.literal(type), timestamp: field.instant, data: schema });

const oneOf = <T extends object>(...names: Array<keyof T & string>) => ({
  check: (value: T) => names.some((name) => value[name] !== undefined),
  params: { path: [names[0] ?? ''], error: `must be there, or one of ${names.slice(1).join(', ')}` },
});

const signedUp = data({
  customer: data({ id, email: field.email, name: optional(field.text(255)) }),
  clickId: optional(id),
  refCookie: optional(field.text(4096)),
  visitorId: optional(id),
  imRef: optional(id),
  promotionCode: optional(id),
  handoffToken: optional(id),
});

const captured = data({
  customerId: id,
  clickId: optional(id),
  refCookie: optional(field.text(4096)),
  imRef: optional(id),
  promotionCode: optional(id),
});
const capturedClick = oneOf<z.infer<typeof captured>>('clickId', 'refCookie', 'imRef', 'promotionCode');

const paymentSucceeded = data({
  customerId: optional(id),
  visitorId: optional(id),
  clickId: optional(id),
  paymentId: id,
  amount: field.amount,
  currency: field.currency,
  period: optional(field.period),
  orderId: optional(id),
});
const payer = oneOf<z.infer<typeof paymentSucceeded>>('customerId', 'visitorId', 'clickId');

const monthlyValue = data({ amount: field.amount, currency: field.currency });
const outcome = z.enum(['won', 'lost'], field.must('must be won or lost'));

/** What of a payment is meant, in terms of the caller's, such as with tax (ADR-0083); both or none, which is all of it. */
const part = { amount: optional(field.amount), outOf: optional(field.amountAboveZero) };

const schemas = {
  'customer.signed_up': event('customer.signed_up', signedUp),
  'customer.attribution_captured': event(
    'customer.attribution_captured',
    captured.refine(capturedClick.check, capturedClick.params),
  ),
  'customer.usage_recorded': event(
    'customer.usage_recorded',
    data({ customerId: id, apiCalls: field.apiCalls }),
  ),
  'customer.members_changed': event(
    'customer.members_changed',
    data({ customerId: id, members: field.members }),
  ),
  'subscription.changed': event(
    'subscription.changed',
    data({ customerId: id, subscriptionId: id, status: id, monthlyValue }),
  ),
  'subscription.canceled': event('subscription.canceled', data({ customerId: id, subscriptionId: id })),
  'payment.succeeded': event('payment.succeeded', paymentSucceeded.refine(payer.check, payer.params)),
  'payment.refunded': event(
    'payment.refunded',
    data({ paymentId: id, refundId: id, amount: field.amountAboveZero, outOf: part.outOf }),
  ),
  'payment.refund_failed': event('payment.refund_failed', data({ paymentId: id, refundId: id })),
  'payment.disputed': event('payment.disputed', data({ paymentId: id, disputeId: id })),
  'payment.dispute_closed': event(
    'payment.dispute_closed',
    data({ paymentId: id, disputeId: id, outcome, ...part }),
  ),
  'client.invited': event('client.invited', data({ partnerHandle: id, domain: field.domain })),
};

export type ProductEventType = keyof typeof schemas;

type Parsed<T extends ProductEventType> = z.infer<(typeof schemas)[T]>;

/** One event of the product's, by its type: `{type, at, data}`; amounts are bigint, instants numbers, what is absent undefined. */
export type ProductEventOf<T extends ProductEventType> = { type: T; at: Instant; data: Parsed<T>['data'] };

/** Every event the product may send (contract.md, product events). Told apart by `type`. */
export type ProductEvent = { [T in ProductEventType]: ProductEventOf<T> }[ProductEventType];

export interface FieldError {
  /** "data.amount"; "" for the whole body */
  field: string;
  /** finishes "<field> …" */
  message: string;
}

export type ParsedProductEvent =
  | { outcome: 'ok'; event: ProductEvent }
  | { outcome: 'ignored'; type: string }
  | { outcome: 'invalid'; reason: string; errors: FieldError[]; type?: string };

/** The types of contract.md, in its order. */
export const productEventTypes = Object.keys(schemas) as ProductEventType[];

/**
 * Reads one event (contract.md, product events): an unknown type is ignored whatever else it holds, unknown fields are dropped.
 * @param json what JSON.parse made of the body
 * @param now the program's clock, which an event may be ahead of by five minutes, inclusive
 */
export function parseProductEvent(json: unknown, now: Instant): ParsedProductEvent {
  const envelope = z.object({ type: id }, 'must be a JSON object').safeParse(json);
  if (!envelope.success) return invalid(fieldErrors(envelope.error));
  const { type } = envelope.data;
  if (!isKnown(type)) return { outcome: 'ignored', type };
  const parsed = schemas[type].safeParse(json);
  if (!parsed.success) return invalid(fieldErrors(parsed.error), type);
  const { timestamp: at, data: content } = parsed.data;
  if (at > now + FUTURE_TOLERANCE_MS) {
    return invalid([{ field: 'timestamp', message: 'must not be later than now' }], type);
  }
  // Each schema ties its data to its type; the compiler loses that when it reads them from a table.
  return { outcome: 'ok', event: { type, at, data: content } as ProductEvent };
}

function isKnown(type: string): type is ProductEventType {
  return Object.hasOwn(schemas, type);
}

function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
}

function invalid(errors: FieldError[], type?: string): ParsedProductEvent {
  const reason = errors.map(({ field: name, message }) => `${name || 'the body'} ${message}`).join('; ');
  return { outcome: 'invalid', reason, errors, ...(type === undefined ? {} : { type }) };
}
