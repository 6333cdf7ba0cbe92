import type { ProductEvent } from '~/domain/qualification/product-event';
import type { Settlement } from '~/domain/qualification/stripe-facts';
import type { Instant } from '~/kernel/time';
import { sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import { mailKey } from './arrived-events.server';
import { clickIn, codeIn, type Evidence, evidenceOf, type Hints, namedIn } from './stripe-evidence.server';

/** Which of the product's customers a Stripe customer is, and what says so. */
export interface Binding {
  stripeCustomerId: string;
  externalId: string;
  by: 'client_reference_id' | 'metadata' | 'promotion_code' | 'email';
}

/** A promotion code (upper case) with Stripe's id. */
export interface PromotionCodeFact {
  code: string;
  stripeId: string;
  partnerId: string;
}

/** What an event of Stripe's says in the words of the product's events. */
export type Reading =
  | {
      outcome: 'facts';
      events: ProductEvent[];
      binding?: Binding;
      /** of a payment in another currency */
      settlement?: Settlement & { paymentId: string };
      /** a partner's promotion code, as Stripe has it */
      promotionCode?: PromotionCodeFact;
      /** what an admin should know of it */
      note?: string;
    }
  | { outcome: 'ignored'; reason: string }
  | { outcome: 'waiting'; reason: string; waitingFor: string; mail: string | null }
  /** Stripe could not be asked */
  | { outcome: 'later'; reason: string };

/** Somebody who pays. */
export interface Buyer {
  externalId: string;
  binding?: Binding;
  /** what makes the buyer a customer, where a click or code is all that the product is told */
  signUp?: ProductEvent;
}

export type Resolved =
  | { outcome: 'ok'; value: Buyer }
  /** nobody yet; somebody who signs up with this address later would be meant */
  | { outcome: 'ok'; value: null; mail: string | null }
  | { outcome: 'later'; reason: string };

/**
 * Whose a payment is. An earlier binding; else the first that answers of: the checkout's reference, metadata of checkout, subscription and
 * customer, a partner's promotion code, the mail address if exactly one customer has it (integrations.md section 4, rule 8; ADR-0084).
 * @param stripeCustomerId null: a guest
 */
export async function resolveCustomer(
  stripeCustomerId: string | null,
  hints: Hints,
  patient: boolean,
): Promise<Resolved> {
  const bound = stripeCustomerId
    ? await db.stripeCustomer.findUnique({ where: { id: stripeCustomerId } })
    : null;
  if (bound) return { outcome: 'ok', value: { externalId: bound.customerExternalId } };
  const fetched = await evidenceOf(stripeCustomerId, hints, patient);
  if (fetched.outcome === 'later') return fetched;
  const evidence = fetched.value;
  const click = await clickIn(evidence);
  const code = await codeIn(evidence.discounts, patient);
  if (code.outcome === 'later') return code;
  const found = (externalId: string, by: Binding['by']): Resolved => {
    // one the product knows by its own id signs up there; a click makes it known here even so
    const isNamed = by !== 'promotion_code' && !click;
    const signUp = isNamed ? null : signUpOf(externalId, evidence, { click, code: code.value });
    const binding = stripeCustomerId ? { binding: { stripeCustomerId, externalId, by } } : {};
    return { outcome: 'ok', value: { externalId, ...binding, ...(signUp ? { signUp } : {}) } };
  };
  const reference = evidence.references.find((id) => id !== click?.id);
  if (reference) return found(reference, 'client_reference_id');
  const named = namedIn(evidence.metadata);
  if (named) return found(named, 'metadata');
  const mail = evidence.email;
  const byMail = await customerWithMail(mail);
  if ((click || code.value) && mail) {
    // a shop that tells us nothing itself: the buyer is known by Stripe's id, a guest by the address
    const by = click ? (click.byReference ? 'client_reference_id' : 'metadata') : 'promotion_code';
    return found(byMail ?? stripeCustomerId ?? guestId(mail), by);
  }
  return byMail ? found(byMail, 'email') : { outcome: 'ok', value: null, mail };
}

/** A guest's id as a customer: the same for every purchase with one address, which it does not show. */
const guestId = (mail: string) => `guest_${sha256Hex(mail.toLowerCase()).slice(0, 24)}`;

/**
 * The sign-up that a click or code makes of a purchase; one that the product told of changes nothing any more. Stripe's time is in seconds: a
 * click within that second came before.
 */
function signUpOf(
  externalId: string,
  { email, name, since }: Evidence,
  { click, code }: { click: { id: string; at: Instant } | null; code: string | null },
): ProductEvent | null {
  if (!email || (!click && !code)) return null;
  return {
    type: 'customer.signed_up',
    at: withinSecond(since, click?.at),
    data: {
      customer: { id: externalId, email, name: name ?? undefined },
      clickId: click?.id,
      refCookie: undefined,
      visitorId: undefined,
      imRef: undefined,
      promotionCode: code ?? undefined,
      handoffToken: undefined,
    },
  };
}

/** An instant of Stripe's, which is a whole second, not before a click that was made within it. */
export function withinSecond(at: Instant, clickAt: Instant | undefined): Instant {
  return clickAt !== undefined && clickAt > at && clickAt < at + 1000 ? clickAt : at;
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

/**
 * What becomes of an event whose customer is nobody known yet.
 * @param id Stripe's customer, or what else of Stripe's a guest is known by
 */
export const unbound = (id: string | null, mail: string | null): Reading =>
  id === null
    ? { outcome: 'ignored', reason: 'names no customer' }
    : {
        outcome: 'waiting',
        reason: 'unknown_customer',
        waitingFor: [`stripe:${id}`, ...(mail ? [mailKey(mail)] : [])].join(' '),
        mail,
      };
