import type { Click } from '~/domain/attribution/click';
import type { CustomerFacts, DisputeFact, PaymentFact, RefundFact } from '~/domain/qualification/facts';
import type { Instant } from '~/kernel/time';
import { canonical } from '../canonical';
import type { Fact } from '../record';
import type { SaidFact } from './books';
import type { Findings } from './finding';

type PaymentSaid = Extract<Fact, { fact: 'payment' | 'other_payment' }>;

/** The facts of one customer or purchase as the rules take them. */
export interface FoldedFacts {
  activity: Pick<CustomerFacts, 'usages' | 'members' | 'subscriptions'>;
  payments: PaymentFact[];
  clicks: Click[];
  /** the latest instant of any of them */
  latest: Instant;
}

const instant = (at: string): Instant => Date.parse(at);

/**
 * Adds facts up. Of a payment the last word counts: it may become the partner's, or stop to be. Another fact is never said twice.
 * @param owner whose chain it is: clicks in it are the owner's
 */
export function foldFacts(said: readonly SaidFact[], owner: string, findings: Findings): FoldedFacts {
  const facts = said.map(({ record }) => record);
  checkOnce(said, findings);
  const rates = new Map(facts.flatMap((fact) => (fact.fact === 'rate' ? [[fact.payment, fact.basis]] : [])));
  const payments = new Map<string, PaymentSaid>();
  for (const fact of facts) {
    if (fact.fact === 'payment' || fact.fact === 'other_payment') payments.set(fact.id, fact);
  }
  return {
    activity: activityOf(facts),
    payments: [...payments.values()].map((payment) =>
      payment.fact === 'payment'
        ? paymentOf(payment, { facts, basis: payment.basis ?? rates.get(payment.id) ?? null })
        : otherPayment(payment, facts),
    ),
    clicks: facts.flatMap((fact, seq) => (fact.fact === 'click' ? [clickOf(fact, owner, seq)] : [])),
    latest: facts.flatMap(instantOf).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

function keyOf(fact: Fact): string {
  const id = 'id' in fact ? fact.id : fact.payment;
  return `${fact.fact}|${id}`;
}

/** Told again with each purchase, or as the payment becomes the partner's and stops to be. */
const REPEATED = new Set<Fact['fact']>(['click', 'payment', 'other_payment']);
/** Said again with another instant when what was given back was restored, or turns out to be older. */
const CORRECTED = new Set<Fact['fact']>(['other_payment_returned', 'other_payment_kept']);

function checkOnce(said: readonly SaidFact[], findings: Findings): void {
  const known = new Map<string, string>();
  for (const { record, line, seq, subject } of said) {
    // ADR-0062: which click of the partner's a purchase is credited by may still change
    const content = canonical(record.fact === 'payment' ? { ...record, click: null } : record);
    const before = known.get(keyOf(record));
    if (CORRECTED.has(record.fact)) continue;
    if (before !== undefined && (before !== content || !REPEATED.has(record.fact))) {
      const id = 'id' in record ? record.id : record.payment;
      findings.add(
        'milestones',
        `event ${seq} says the fact ${record.fact} ${id} of ${subject} a second time`,
        {
          line,
          seq,
          subject,
        },
      );
    }
    known.set(keyOf(record), content);
  }
}

function activityOf(facts: readonly Fact[]): FoldedFacts['activity'] {
  return {
    usages: facts.flatMap((fact) =>
      fact.fact === 'use' ? [{ id: fact.id, at: instant(fact.at), apiCalls: BigInt(fact.apiCalls) }] : [],
    ),
    members: facts.flatMap((fact) =>
      fact.fact === 'members' ? [{ id: fact.id, at: instant(fact.at), members: fact.members }] : [],
    ),
    subscriptions: facts.flatMap((fact) =>
      fact.fact === 'subscription'
        ? [{ id: fact.id, at: instant(fact.at), subscriptionId: fact.subscription, status: fact.status }]
        : [],
    ),
  };
}

function paymentOf(
  { id, at, amount, period, click }: Extract<Fact, { fact: 'payment' }>,
  { facts, basis }: { facts: readonly Fact[]; basis: string | null },
): PaymentFact {
  return {
    id,
    at: instant(at),
    amount: BigInt(amount),
    basis: basis === null ? null : BigInt(basis),
    period: period && { start: instant(period.start), end: instant(period.end) },
    visitorId: null,
    clickId: click,
    refunds: facts.flatMap((fact): RefundFact[] => {
      if (fact.fact !== 'refund' || fact.payment !== id) return [];
      const outOf = fact.outOf === undefined ? null : BigInt(fact.outOf);
      return [{ id: fact.id, at: instant(fact.at), amount: BigInt(fact.amount), outOf }];
    }),
    undone: facts.flatMap((fact) =>
      fact.fact === 'refund_undone' && fact.payment === id ? [{ id: fact.id, at: instant(fact.at) }] : [],
    ),
    disputes: disputesOf(id, facts),
  };
}

type DisputeSaid = Extract<Fact, { fact: `dispute_${string}` }>;

function disputesOf(payment: string, facts: readonly Fact[]): DisputeFact[] {
  const disputes = new Map<string, DisputeFact>();
  for (const fact of facts) {
    if (!isOfDispute(fact) || fact.payment !== payment) continue;
    const known = disputes.get(fact.id) ?? { id: fact.id, openedAt: null, closedAt: null, outcome: null };
    disputes.set(fact.id, { ...known, ...saidOfDispute(fact) });
  }
  return [...disputes.values()];
}

const isOfDispute = (fact: Fact): fact is DisputeSaid => fact.fact.startsWith('dispute_');

function saidOfDispute(fact: DisputeSaid): Partial<DisputeFact> {
  const at = instant(fact.at);
  switch (fact.fact) {
    case 'dispute_opened':
      return { openedAt: at };
    case 'dispute_restored':
      return { restoredAt: at };
    case 'dispute_closed': {
      const { amount, outOf, outcome } = fact;
      const whole = amount === undefined || outOf === undefined;
      const part = whole ? null : { amount: BigInt(amount), outOf: BigInt(outOf) };
      return { closedAt: at, outcome, part };
    }
  }
}

/** Somebody else's payment decides only whether the customer is gone: one minor unit that earns nothing. */
function otherPayment({ id, at }: PaymentSaid, facts: readonly Fact[]): PaymentFact {
  // the last word counts: what was given back may have failed to arrive
  const said = facts.findLast(
    (fact) =>
      (fact.fact === 'other_payment_returned' || fact.fact === 'other_payment_kept') && fact.payment === id,
  );
  const refunds: RefundFact[] =
    said?.fact === 'other_payment_returned' ? [{ id, at: instant(said.at), amount: 1n }] : [];
  const nothing = { period: null, visitorId: null, clickId: null, disputes: [] };
  return { ...nothing, id, at: instant(at), amount: 1n, basis: 1n, refunds };
}

function clickOf(
  { id, at, windowDays, source }: Extract<Fact, { fact: 'click' }>,
  owner: string,
  seq: number,
): Click {
  const known = source === 'content' || source === 'agency' ? source : 'direct_link';
  const whose = { channel: 'partner' as const, partnerId: owner, visitorId: '' };
  return { ...whose, id, seq, at: instant(at), windowDays, source: source === null ? null : known };
}

const instantOf = (fact: Fact): Instant[] => ('at' in fact ? [instant(fact.at)] : []);
