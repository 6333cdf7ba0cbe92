import type { z } from 'zod';
import { externalIdIn } from '~/domain/qualification/stripe-facts';
import {
  CheckoutSession,
  PromotionCode,
  StripeCustomer,
  Subscription,
} from '~/domain/qualification/stripe-objects';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import {
  retrieveCustomer,
  retrievePromotionCode,
  sessionsOfCustomer,
  subscriptionsOfCustomer,
} from '~/platform/stripe-billing.server';

export type Fetched<T> = { outcome: 'ok'; value: T } | { outcome: 'later'; reason: string };

/**
 * The object as Stripe has it now; as the event carries it when Stripe does not know it, or was asked too often without an answer.
 */
export async function current<T>(
  answer: Promise<StripeAnswer<unknown>>,
  { schema, payload, patient }: { schema: z.ZodType<T>; payload: T; patient: boolean },
): Promise<Fetched<T>> {
  const got = await answer;
  if (got.outcome === 'unknown' && patient) return { outcome: 'later', reason: got.reason };
  const read = got.outcome === 'ok' ? schema.safeParse(got.value) : undefined;
  return { outcome: 'ok', value: read?.success ? read.data : payload };
}

/** All that can be read of a list; nothing when Stripe does not know, or was asked too often. */
async function all<T>(
  answer: Promise<StripeAnswer<unknown[]>>,
  schema: z.ZodType<T>,
  patient: boolean,
): Promise<Fetched<T[]>> {
  const got = await answer;
  if (got.outcome === 'unknown' && patient) return { outcome: 'later', reason: got.reason };
  const value = got.outcome === 'ok' ? got.value.flatMap((one) => schema.safeParse(one).data ?? []) : [];
  return { outcome: 'ok', value };
}

/** What an event's own object says of its customer, beside what Stripe says of the customer. */
export interface Hints {
  session?: CheckoutSession;
  metadata: Array<Record<string, string>>;
  /** promotion codes used, by Stripe's ids */
  discounts: string[];
  email: string | null;
  /** when it was made, for what nothing older tells */
  at: Instant;
}

/** Everything that says whose a payment is, the same whichever event asks first (ADR-0084). */
export interface Evidence {
  /** ids of the product's customers as checkouts refer to them, or clicks; oldest first */
  references: string[];
  /** of checkouts, subscriptions, the event's object, the customer; in this order */
  metadata: Array<Record<string, string>>;
  discounts: string[];
  email: string | null;
  name: string | null;
  /** when the customer began to buy */
  since: Instant;
}

/** Asks for all of it: a checkout may be told of last and say most. */
export async function evidenceOf(
  stripeCustomerId: string | null,
  hints: Hints,
  patient: boolean,
): Promise<Fetched<Evidence>> {
  if (stripeCustomerId === null) {
    const sessions = hints.session ? [hints.session] : [];
    return { outcome: 'ok', value: combine({ sessions, subscriptions: [], customer: null }, hints) };
  }
  const sessions = await all(sessionsOfCustomer(stripeCustomerId), CheckoutSession, patient);
  if (sessions.outcome === 'later') return sessions;
  const subscriptions = await all(subscriptionsOfCustomer(stripeCustomerId), Subscription, patient);
  if (subscriptions.outcome === 'later') return subscriptions;
  const payload = { id: stripeCustomerId, email: null, name: null, metadata: {} };
  const customer = await current(retrieveCustomer(stripeCustomerId), {
    schema: StripeCustomer,
    payload,
    patient,
  });
  if (customer.outcome === 'later') return customer;
  const known = sessions.value.filter(({ id }) => id !== hints.session?.id);
  return {
    outcome: 'ok',
    value: combine(
      {
        sessions: [...known, ...(hints.session ? [hints.session] : [])],
        subscriptions: subscriptions.value,
        customer: customer.value,
      },
      hints,
    ),
  };
}

const oldestFirst = byKeys<{ created: number; id: string }>(
  (one) => one.created,
  (one) => one.id,
);

function combine(
  of: { sessions: CheckoutSession[]; subscriptions: Subscription[]; customer: StripeCustomer | null },
  hints: Hints,
): Evidence {
  const sessions = of.sessions.sort(oldestFirst);
  const subscriptions = of.subscriptions.sort(oldestFirst);
  const made = [...sessions, ...subscriptions].map(({ created }) => created * 1000);
  const details = sessions.map(({ customer_details: known }) => known);
  return {
    references: sessions.flatMap(({ client_reference_id: reference }) => reference ?? []),
    metadata: [
      ...[...sessions, ...subscriptions].map(({ metadata }) => metadata),
      ...hints.metadata,
      ...(of.customer ? [of.customer.metadata] : []),
    ],
    discounts: [...[...sessions, ...subscriptions].flatMap(({ discounts }) => discounts), ...hints.discounts],
    email: details.find((known) => known?.email)?.email ?? of.customer?.email ?? hints.email,
    name: details.find((known) => known?.name)?.name ?? of.customer?.name ?? null,
    since: made.length > 0 ? Math.min(...made) : hints.at,
  };
}

/** A click of ours that a checkout names, as its reference or in metadata; the first that exists. */
export async function clickIn({ references, metadata }: Pick<Evidence, 'references' | 'metadata'>): Promise<{
  id: string;
  at: Instant;
  byReference: boolean;
} | null> {
  const candidates = [...references, ...metadata.flatMap(({ clickId }) => clickId ?? [])];
  if (candidates.length === 0) return null;
  const rows = await db.click.findMany({ where: { id: { in: candidates } }, select: { id: true, at: true } });
  const row = candidates.map((id) => rows.find((one) => one.id === id)).find(Boolean);
  return row ? { id: row.id, at: row.at.getTime(), byReference: references.includes(row.id) } : null;
}

/** The first promotion code used that is a partner's: by Stripe's id, by its text, or as it says itself. Upper case. */
export async function codeIn(
  discounts: readonly string[],
  patient: boolean,
): Promise<Fetched<string | null>> {
  for (const stripeId of [...new Set(discounts)]) {
    const own = await db.promotionCode.findUnique({ where: { stripeId }, select: { code: true } });
    if (own) return { outcome: 'ok', value: own.code };
    const answer = await retrievePromotionCode(stripeId);
    if (answer.outcome === 'unknown' && patient) return { outcome: 'later', reason: answer.reason };
    const read = answer.outcome === 'ok' ? PromotionCode.safeParse(answer.value).data : undefined;
    if (!read) continue;
    const code = read.code.toUpperCase();
    if (ownerIn(read)) return { outcome: 'ok', value: code };
    if ((await db.promotionCode.count({ where: { code } })) > 0) return { outcome: 'ok', value: code };
  }
  return { outcome: 'ok', value: null };
}

/** The handle of the partner whose code it is, as whoever made it at Stripe wrote down. */
export const ownerIn = ({ metadata }: Pick<PromotionCode, 'metadata'>): string | null =>
  metadata.partner || null;

/** The product's id of the customer, in the first that names one. */
export const namedIn = (metadata: ReadonlyArray<Record<string, string>>): string | null =>
  metadata.map(externalIdIn).find((id) => id !== null) ?? null;
