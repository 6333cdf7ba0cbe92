import type { Credit } from '~/domain/attribution/attribute';
import type { Click } from '~/domain/attribution/click';
import { type CreditedReferral, creditPurchase, type EvaluationContext } from '~/domain/commission/evaluate';
import type { CustomerFacts, DisputeFact, PaymentFact } from '~/domain/qualification/facts';
import type { Milestones } from '~/domain/qualification/milestones';
import { refundSteps } from '~/domain/qualification/payment';
import { byKeys } from '~/kernel/order';
import { commitment, iso } from './commitment';
import { type ChainRecord, type Fact, PROGRAM_CHAIN, type ReferralRecord } from './record';

/** A customer as the rules see it, to be told in chains. */
export interface CustomerSource {
  /** the portal's own id */
  id: string;
  identity: { externalId: string; email: string; name: string | null };
  salt: string;
  facts: CustomerFacts;
  /** by payment id */
  currencies: ReadonlyMap<string, string>;
  referral: CreditedReferral | null;
  /** the credit that stands */
  credit: Credit | undefined;
  milestones: Milestones;
  context: EvaluationContext;
}

/** What one chain must say of a customer or purchase. */
export interface Told {
  records: ChainRecord[];
  facts: Fact[];
}

/**
 * What the chains must say of a customer, by owner: the partner credited with it, or `program`; and partners who earn of its purchases,
 * which learn of the other payments only what decides whether the customer is gone.
 */
export function tellCustomer(source: CustomerSource): Map<string, Told> {
  const { referral, facts } = source;
  const referralOwner = referral?.partnerId ?? PROGRAM_CHAIN;
  const byPurchase = referral?.channel !== 'impact' && referral?.terms?.scope !== 'customer';
  const clicks = byPurchase ? purchaseClicks(facts.payments, source.context) : new Map<string, Click>();
  const owners = new Set([referralOwner, ...[...clicks.values()].flatMap((click) => click.partnerId ?? [])]);
  return new Map(
    [...owners].map((owner) => {
      const credited = owner === referralOwner;
      const whole = owner === PROGRAM_CHAIN || (credited && !byPurchase);
      const told = {
        records: [
          customerRecord(source, owner),
          ...(credited ? [referralRecord(source), milestonesRecord(source)] : []),
        ],
        facts: [
          ...activityFacts(facts),
          ...facts.payments.flatMap((payment) =>
            paymentFacts(payment, { owner, whole, clicks, currencies: source.currencies }),
          ),
        ],
      };
      return [owner, told];
    }),
  );
}

/** A purchase without a customer: the chain of the partner who earns of it, else `program`. */
export function tellPurchase(
  payment: PaymentFact,
  { currency, context }: { currency: string; context: EvaluationContext },
): { owner: string; facts: Fact[] } {
  const clicks = purchaseClicks([payment], context);
  const owner = clicks.get(payment.id)?.partnerId ?? PROGRAM_CHAIN;
  const currencies = new Map([[payment.id, currency]]);
  return { owner, facts: paymentFacts(payment, { owner, whole: false, clicks, currencies }) };
}

/** What a chain says of a customer who is credited to somebody else from now on. */
export function endedReferral(customer: string): ReferralRecord {
  return {
    type: 'referral',
    customer,
    credited: false,
    channel: null,
    reason: null,
    source: null,
    linkedAt: null,
    creditedAt: null,
    click: null,
    terms: null,
    candidates: [],
  };
}

function purchaseClicks(payments: readonly PaymentFact[], context: EvaluationContext): Map<string, Click> {
  return new Map(
    payments.flatMap((payment): Array<[string, Click]> => {
      const { click } = payment.amount > 0n ? creditPurchase(payment, context) : { click: null };
      return click ? [[payment.id, click]] : [];
    }),
  );
}

function customerRecord({ id, identity, salt, facts, context }: CustomerSource, owner: string): ChainRecord {
  const own = owner === PROGRAM_CHAIN ? null : context.selfReferral(facts.customerId, owner);
  return {
    type: 'customer',
    customer: id,
    identity: commitment(salt, identity),
    signedUpAt: iso(facts.signedUpAt),
    selfReferral: own !== null,
    decision: own?.decision ? { outcome: own.decision.outcome, at: iso(own.decision.at) } : null,
  };
}

function referralRecord({ id, salt, referral, credit }: CustomerSource): ChainRecord {
  const terms = referral?.terms;
  return {
    type: 'referral',
    customer: id,
    credited: true,
    channel: credit?.channel ?? null,
    reason: credit?.reason ?? 'none',
    source: credit?.source ?? null,
    linkedAt: iso(credit?.linkedAt ?? null),
    creditedAt: iso(credit?.at ?? null),
    click: credit?.click?.id ?? null,
    terms: terms ? { key: terms.key, version: terms.version } : null,
    // clicks made later lose by that alone, and there are more of them every day
    candidates: (credit?.evidence ?? [])
      .filter(({ verdict }) => verdict !== 'after_the_event')
      .map(({ candidate, verdict }) => ({ candidate: commitment(salt, candidate), verdict })),
  };
}

function milestonesRecord({ id, milestones }: CustomerSource): ChainRecord {
  return {
    type: 'milestones',
    customer: id,
    activatedAt: iso(milestones.activatedAt),
    paidAt: iso(milestones.paidAt),
    sustainedAt: iso(milestones.sustainedAt),
    churnedAt: iso(milestones.churnedAt),
  };
}

function activityFacts({ usages, members, subscriptions }: CustomerFacts): Fact[] {
  const facts: Fact[] = [
    ...usages.map(
      ({ id, at, apiCalls }): Fact => ({ fact: 'use', id, at: iso(at), apiCalls: String(apiCalls) }),
    ),
    ...members.map(
      ({ id, at, members: count }): Fact => ({ fact: 'members', id, at: iso(at), members: count }),
    ),
    ...subscriptions.map(({ id, at, subscriptionId, status }): Fact => {
      return { fact: 'subscription', id, at: iso(at), subscription: subscriptionId, status };
    }),
  ];
  return facts.sort(byKeys((fact) => ('at' in fact ? fact.at : ''), factKey));
}

interface Telling {
  owner: string;
  /** the owner is told of every payment in full */
  whole: boolean;
  clicks: ReadonlyMap<string, Click>;
  currencies: ReadonlyMap<string, string>;
}

function paymentFacts(payment: PaymentFact, { owner, whole, clicks, currencies }: Telling): Fact[] {
  const click = clicks.get(payment.id);
  const own = click?.partnerId === owner ? click : undefined;
  if (!whole && !own && owner !== PROGRAM_CHAIN) return otherPayment(payment);
  const { id, amount, basis, period } = payment;
  return [
    ...(own ? [clickFact(own)] : []),
    {
      fact: 'payment',
      id,
      at: iso(payment.at),
      amount: String(amount),
      currency: currencies.get(id) ?? '',
      basis: basis === null ? null : String(basis),
      period: period && { start: iso(period.start), end: iso(period.end) },
      click: own?.id ?? null,
    },
    ...payment.refunds.map((refund): Fact => {
      const { at, amount: given, outOf } = refund;
      const terms = outOf === undefined || outOf === null ? {} : { outOf: String(outOf) };
      return { fact: 'refund', payment: id, id: refund.id, at: iso(at), amount: String(given), ...terms };
    }),
    ...(payment.undone ?? []).map(
      (undone): Fact => ({ fact: 'refund_undone', payment: id, id: undone.id, at: iso(undone.at) }),
    ),
    ...payment.disputes.flatMap((dispute) => disputeFacts(id, dispute)),
  ];
}

function disputeFacts(payment: string, dispute: DisputeFact): Fact[] {
  const { id, openedAt, closedAt, outcome, part, restoredAt = null } = dispute;
  const told = { payment, id };
  const share = part ? { amount: String(part.amount), outOf: String(part.outOf) } : {};
  return [
    ...(openedAt === null ? [] : [{ fact: 'dispute_opened' as const, ...told, at: iso(openedAt) }]),
    ...(closedAt === null || outcome === null
      ? []
      : [{ fact: 'dispute_closed' as const, ...told, at: iso(closedAt), outcome, ...share }]),
    ...(restoredAt === null ? [] : [{ fact: 'dispute_restored' as const, ...told, at: iso(restoredAt) }]),
  ];
}

function clickFact({ id, at, windowDays, source }: Click): Fact {
  return { fact: 'click', id, at: iso(at), windowDays, source };
}

/** Whether the customer is gone depends on all its payments; of somebody else's the partner learns no amount. */
function otherPayment(payment: PaymentFact): Fact[] {
  if (payment.amount <= 0n) return [];
  const { id } = payment;
  const gone = refundSteps(payment).find((step) => step.full);
  const restored = [
    ...(payment.undone ?? []).map(({ at }) => at),
    ...payment.disputes.flatMap(({ restoredAt }) => restoredAt ?? []),
  ];
  return [
    { fact: 'other_payment', id, at: iso(payment.at) },
    ...(gone ? [{ fact: 'other_payment_returned' as const, payment: id, at: iso(gone.at) }] : []),
    ...(gone || restored.length === 0
      ? []
      : [{ fact: 'other_payment_kept' as const, payment: id, at: iso(Math.max(...restored)) }]),
  ];
}

/** What makes a fact the same one: of a payment, told in full or not, the last word counts. A basis that came later is a fact of its own. */
export function factKey(fact: Fact): string {
  switch (fact.fact) {
    case 'payment':
    case 'other_payment':
      return `payment|${fact.id}`;
    case 'rate':
      return `rate|${fact.payment}`;
    case 'other_payment_returned':
    case 'other_payment_kept':
      return `other_payment_returned|${fact.payment}`;
    default:
      return `${fact.fact}|${fact.id}`;
  }
}

/**
 * The facts that are not sealed yet. A payment sealed while it waited for a rate stays as it was, its basis follows as `rate`; one that
 * earns by another click now, or no longer, is told again.
 * @param sealed the last word, by factKey
 */
export function unsealedFacts(facts: readonly Fact[], sealed: ReadonlyMap<string, Fact>): Fact[] {
  return facts.flatMap((fact): Fact[] => {
    const known = sealed.get(factKey(fact));
    if (known?.fact !== fact.fact) return [fact];
    if (fact.fact === 'other_payment_returned' && known.fact === fact.fact && known.at !== fact.at)
      return [fact];
    if (fact.fact !== 'payment' || known.fact !== 'payment') return [];
    if (known.click !== fact.click) return [{ ...fact, basis: known.basis }];
    if (known.basis !== null || fact.basis === null || sealed.has(`rate|${fact.id}`)) return [];
    return [{ fact: 'rate', payment: fact.id, basis: fact.basis }];
  });
}

/** What a chain must take back that once told of payments earning by a click and has no part in the customer or purchase any more. */
export function withdrawnPayments(
  payments: readonly PaymentFact[],
  sealed: ReadonlyMap<string, Fact>,
): Fact[] {
  const earning = payments.filter((payment) => {
    const known = sealed.get(`payment|${payment.id}`);
    return known?.fact === 'payment' && known.click !== null;
  });
  return unsealedFacts(earning.flatMap(otherPayment), sealed);
}
