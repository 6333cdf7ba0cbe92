import type { z } from 'zod';
import type { ProductEvent } from '~/domain/qualification/product-event';
import { StripeCustomer } from '~/domain/qualification/stripe-event';
import { externalIdIn, type Settlement } from '~/domain/qualification/stripe-facts';
import { db } from '~/platform/db.server';
import type { StripeAnswer } from '~/platform/stripe.server';
import { retrieveCustomer } from '~/platform/stripe-billing.server';
import { mailKey } from './arrived-events.server';

/** Which of the product's customers a Stripe customer is, and what says so. */
export interface Binding {
  stripeCustomerId: string;
  externalId: string;
  by: 'client_reference_id' | 'metadata' | 'email' | 'stripe';
}

/** What an event of Stripe's says in the words of the product's events. */
export type Reading =
  | {
      outcome: 'facts';
      events: ProductEvent[];
      binding?: Binding;
      /** of a payment in another currency */
      settlement?: Settlement & { paymentId: string };
    }
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'waiting'; reason: string; waitingFor: string; mail: string | null }
  /** Stripe could not be asked */
  | { outcome: 'later'; reason: string };

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

export type Resolved =
  | { outcome: 'ok'; value: { externalId: string; binding?: Binding } }
  /** nobody yet; somebody who signs up with this address later would be meant */
  | { outcome: 'ok'; value: null; mail: string | null }
  | { outcome: 'later'; reason: string };

/** The first that answers: an earlier binding, metadata of the object, of the Stripe customer, its mail address if exactly one customer has it. */
export async function resolveCustomer(
  stripeCustomerId: string | null,
  {
    metadata,
    email,
    patient,
  }: { metadata: Array<Record<string, string>>; email: string | null; patient: boolean },
): Promise<Resolved> {
  const named = metadata.map(externalIdIn).find((id) => id !== null);
  if (stripeCustomerId === null)
    return { outcome: 'ok', ...(named ? { value: { externalId: named } } : { value: null, mail: null }) };
  const bound = await db.stripeCustomer.findUnique({ where: { id: stripeCustomerId } });
  if (bound) return { outcome: 'ok', value: { externalId: bound.customerExternalId } };
  const found = (externalId: string, by: Binding['by']): Resolved => ({
    outcome: 'ok',
    value: { externalId, binding: { stripeCustomerId, externalId, by } },
  });
  if (named) return found(named, 'metadata');
  const nobody = { id: stripeCustomerId, email: null, name: null, metadata: {} };
  const customer = await current(retrieveCustomer(stripeCustomerId), {
    schema: StripeCustomer,
    payload: nobody,
    patient,
  });
  if (customer.outcome === 'later') return customer;
  const theirs = externalIdIn(customer.value.metadata);
  if (theirs) return found(theirs, 'metadata');
  const mail = email ?? customer.value.email;
  const byMail = await customerWithMail(mail);
  return byMail ? found(byMail, 'email') : { outcome: 'ok', value: null, mail };
}

/** Exactly one customer with this address (ADR-0059). */
export async function customerWithMail(email: string | null): Promise<string | null> {
  if (!email) return null;
  const [one, another] = await db.customer.findMany({
    where: { email: { equals: email, mode: 'insensitive' } },
    select: { externalId: true },
    take: 2,
  });
  return one && !another ? one.externalId : null;
}

/** What becomes of an event whose Stripe customer is nobody known yet. */
export const unbound = (stripeCustomerId: string | null, mail: string | null): Reading =>
  stripeCustomerId === null
    ? { outcome: 'ignored', reason: 'names no customer' }
    : {
        outcome: 'waiting',
        reason: 'unknown_customer',
        waitingFor: [`stripe:${stripeCustomerId}`, ...(mail ? [mailKey(mail)] : [])].join(' '),
        mail,
      };
