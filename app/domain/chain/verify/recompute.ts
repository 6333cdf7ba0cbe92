import type { AttributionReason } from '~/domain/attribution/attribute';
import type { Click } from '~/domain/attribution/click';
import { termsOfReferral } from '~/domain/attribution/terms-of';
import { type Claim, claimKey } from '~/domain/commission/claim';
import {
  type CreditedReferral,
  type EvaluationContext,
  evaluateCustomer,
  evaluatePurchase,
} from '~/domain/commission/evaluate';
import { type CommissionState, lifeOf } from '~/domain/commission/life';
import { capAmounts } from '~/domain/commission/replay';
import type { Terms } from '~/domain/program/terms';
import type { CustomerFacts } from '~/domain/qualification/facts';
import type { Milestones } from '~/domain/qualification/milestones';
import type { Instant } from '~/kernel/time';
import type { CustomerRecord, ReferralRecord } from '../record';
import type { Books, SaidFact } from './books';
import { type FoldedFacts, foldFacts } from './facts';
import type { Findings } from './finding';
import type { OnProgress } from './read-export';

/** What the rules say of a commission. */
export interface Due {
  claim: Claim;
  state: CommissionState;
}

/** What the rules make of the facts. */
export interface Recomputed {
  /** of the customers credited to the chain's owner */
  milestones: Map<string, Milestones>;
  /** by claimKey */
  commissions: Map<string, Due>;
  /** customers and purchases looked at */
  subjects: number;
}

interface Judged {
  claims: Claim[];
  asOf: Instant;
}

const EVERY = 50;

/**
 * Milestones and commissions from the events, by the rules that made them: the very same code (domain.md sections 4 to 7). Each customer as
 * of the later of the books' instant and its latest fact (ADR-0021).
 */
export async function recompute(
  books: Books,
  findings: Findings,
  onProgress: OnProgress = () => {},
): Promise<Recomputed> {
  const milestones: Recomputed['milestones'] = new Map();
  const judged: Judged[] = [];
  let subjects = 0;
  for (const [subject, customer] of subjectsOf(books)) {
    subjects += 1;
    if (subjects % EVERY === 0) await onProgress({ stage: 'Recomputing', done: subjects });
    const said = books.facts.get(subject)?.facts ?? [];
    try {
      const folded = foldFacts(said, books.owner, findings);
      if (customer === null) judged.push(...judgePurchases(books, folded));
      else judged.push(judgeCustomer(books, { customer, said, folded }, { milestones, findings }));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      findings.add('commissions', `the rules cannot be applied to ${subject}: ${why}`, { subject });
    }
  }
  return { milestones, commissions: dueOf(judged, books.owner), subjects };
}

/** Every subject with facts, and every customer without; null: a purchase. */
function subjectsOf(books: Books): Map<string, string | null> {
  return new Map([
    ...[...books.customers.keys()].map((customer): [string, string] => [`facts:${customer}`, customer]),
    ...[...books.facts].map(([subject, { customer }]): [string, string | null] => [subject, customer]),
  ]);
}

function dueOf(judged: readonly Judged[], owner: string): Map<string, Due> {
  const own = judged.flatMap(({ claims, asOf }) =>
    claims.filter((claim) => claim.partnerId === owner).map((claim) => ({ claim, asOf })),
  );
  const amounts = capAmounts(own.map(({ claim }) => claim));
  return new Map(
    own.map(({ claim, asOf }) => {
      const amount = amounts.get(claimKey(claim)) ?? claim.uncapped;
      return [claimKey(claim), { claim, state: lifeOf(claim, amount, asOf) }];
    }),
  );
}

function contextOf(
  books: Books,
  clicks: readonly Click[],
  customer: CustomerRecord | null,
): EvaluationContext {
  const byId = new Map(clicks.map((click) => [click.id, click]));
  return {
    standingsOf: (partnerId) => (partnerId === books.owner ? books.standings : []),
    clickById: (id) => byId.get(id),
    clicksOfVisitor: () => [],
    terms: books.terms,
    selfReferral: () => (customer?.selfReferral ? { decision: decisionOf(customer) } : null),
  };
}

function decisionOf({ decision }: CustomerRecord): CreditedReferral['decision'] {
  return decision && { outcome: decision.outcome, at: Date.parse(decision.at) };
}

function judgePurchases(books: Books, folded: FoldedFacts): Judged[] {
  const asOf = Math.max(books.asOf, folded.latest);
  const context = contextOf(books, folded.clicks, null);
  return folded.payments.map((payment) => ({
    claims: evaluatePurchase(payment, context, asOf).claims,
    asOf,
  }));
}

interface CustomerSaid {
  customer: string;
  said: readonly SaidFact[];
  folded: FoldedFacts;
}

function judgeCustomer(
  books: Books,
  { customer, said, folded }: CustomerSaid,
  { milestones, findings }: { milestones: Recomputed['milestones']; findings: Findings },
): Judged {
  const known = books.customers.get(customer)?.record;
  if (!known) {
    const at = said[0] && { line: said[0].line, seq: said[0].seq, subject: said[0].subject };
    findings.add('milestones', `facts of customer ${customer} are told, the customer is not`, at);
    return { claims: [], asOf: books.asOf };
  }
  const facts: CustomerFacts = {
    customerId: customer,
    signedUpAt: Date.parse(known.signedUpAt),
    ...folded.activity,
    payments: folded.payments,
  };
  const asOf = Math.max(books.asOf, folded.latest, facts.signedUpAt);
  const referral = books.referrals.get(customer)?.record;
  const credited = referral?.credited ? creditedOf(books, referral, known, findings) : null;
  const evaluation = evaluateCustomer(facts, credited, contextOf(books, folded.clicks, known), asOf);
  if (referral?.credited) milestones.set(customer, evaluation.milestones);
  return { claims: evaluation.claims, asOf };
}

/** The referral as the rules take it; its terms are those it names, if the rules name them too. */
function creditedOf(
  books: Books,
  referral: ReferralRecord,
  customer: CustomerRecord,
  findings: Findings,
): CreditedReferral | null {
  const { channel, linkedAt, source } = referral;
  if (channel === null || linkedAt === null) return null;
  const base = { channel, linkedAt: Date.parse(linkedAt), source };
  if (channel === 'impact')
    return { ...base, partnerId: null, terms: null, selfReferral: false, decision: null };
  return {
    ...base,
    partnerId: books.owner,
    terms: termsNamed(books, referral, customer, findings),
    selfReferral: customer.selfReferral,
    decision: decisionOf(customer),
  };
}

function termsNamed(
  books: Books,
  referral: ReferralRecord,
  customer: CustomerRecord,
  findings: Findings,
): Terms | null {
  const expected = termsOfReferral(
    {
      reason: (referral.reason ?? 'none') as AttributionReason,
      source: referral.source,
      standings: books.standings,
      signedUpAt: Date.parse(customer.signedUpAt),
    },
    books.terms,
  );
  const { terms } = referral;
  if (terms?.key === expected.key && terms.version === expected.version) return expected;
  const said = books.referrals.get(referral.customer);
  const names = terms ? `version ${terms.version} of the terms ${terms.key}` : 'no terms';
  findings.add(
    'referrals',
    `event ${said?.seq}, the referral of customer ${referral.customer}: it names ${names}, in force at the sign-up of ${customer.signedUpAt} was version ${expected.version} of ${expected.key}`,
    said && { line: said.line, seq: said.seq, subject: said.subject },
  );
  return expected;
}
