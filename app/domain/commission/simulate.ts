import type { Terms } from '~/domain/program/terms';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import type { Instant } from '~/kernel/time';
import type { Claim } from './claim';
import {
  type CreditedReferral,
  type EvaluationContext,
  evaluateCustomer,
  evaluatePurchase,
} from './evaluate';

/** What is asked: how history would have paid with these terms in place of their key's versions (ADR-0074). */
export interface Simulated {
  draft: Omit<Terms, 'version' | 'effectiveAt'>;
  /** sign-ups and purchases before it keep their version; null = none does */
  from: Instant | null;
}

/** The claims of something under the rules as they were, and under the draft; the same list where nothing is under its key. */
export interface BothClaims {
  now: readonly Claim[];
  draft: readonly Claim[];
}

/**
 * The versions to be asked for what is in force when the draft stands in place of its key's: from `from` on its rules hold, before it
 * those of the time. Who is credited stays as it was recorded, so every version keeps its scope.
 */
export function termsUnderDraft(all: readonly Terms[], { draft, from }: Simulated): Terms[] {
  const others = all.filter((terms) => terms.key !== draft.key);
  const own = all
    .filter((terms) => terms.key === draft.key)
    .sort((a, b) => a.effectiveAt - b.effectiveAt)
    // before the first one the first one counts
    .map((version, n) => (n === 0 ? { ...version, effectiveAt: Number.NEGATIVE_INFINITY } : version));
  if (from === null) return [...others, ...own.map((version) => replaced(version, draft))];
  const earlier = own.filter((version) => version.effectiveAt < from);
  const inForce = own.findLast((version) => version.effectiveAt <= from);
  const begins = inForce ? [{ ...replaced(inForce, draft), effectiveAt: from }] : [];
  const later = own.filter((version) => version.effectiveAt > from);
  return [...others, ...earlier, ...begins, ...later.map((version) => replaced(version, draft))];
}

function replaced(version: Terms, draft: Simulated['draft']): Terms {
  return { ...draft, version: version.version, effectiveAt: version.effectiveAt, scope: version.scope };
}

/** A customer with its referral as it was recorded. */
export interface RecordedCustomer {
  facts: CustomerFacts;
  referral: CreditedReferral | null;
  asOf: Instant;
}

/**
 * What a customer earns its partners now and under the draft. A referral under the draft's key earns by the draft; of one without, each
 * purchase does that was made under the key (domain.md section 3).
 * @param context with the terms as they are
 */
export function simulateCustomer(
  { facts, referral, asOf }: RecordedCustomer,
  context: EvaluationContext,
  simulated: Simulated,
): BothClaims {
  const now = evaluateCustomer(facts, referral, context, asOf).claims;
  if (referral?.channel === 'impact') return { now, draft: now };
  const { terms } = referral ?? {};
  if (terms?.scope === 'customer') {
    if (!isUnderDraft(terms, facts.signedUpAt, simulated)) return { now, draft: now };
    const under = { ...(referral as CreditedReferral), terms: replaced(terms, simulated.draft) };
    return { now, draft: evaluateCustomer(facts, under, context, asOf).claims };
  }
  const draft = { ...context, terms: termsUnderDraft(context.terms, simulated) };
  return { now, draft: evaluateCustomer(facts, referral, draft, asOf).claims };
}

/** Likewise a purchase without a customer. */
export function simulatePurchase(
  payment: PaymentFact,
  context: EvaluationContext,
  { asOf, ...simulated }: Simulated & { asOf: Instant },
): BothClaims {
  const draft = { ...context, terms: termsUnderDraft(context.terms, simulated) };
  return {
    now: evaluatePurchase(payment, context, asOf).claims,
    draft: evaluatePurchase(payment, draft, asOf).claims,
  };
}

function isUnderDraft(terms: Terms, signedUpAt: Instant, { draft, from }: Simulated): boolean {
  return terms.key === draft.key && (from === null || signedUpAt >= from);
}
