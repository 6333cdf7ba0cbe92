import type { InternalUse } from '~/domain/agency/claims';
import type { Invitation } from '~/domain/agency/invitation';
import {
  type AttributionContext,
  attributeGroup,
  type Credit,
  type SignUp,
} from '~/domain/attribution/attribute';
import type { Click } from '~/domain/attribution/click';
import { isSelfReferral, type PartnerAddresses } from '~/domain/attribution/self-referral';
import { requireTerms, termsKeyOfLink, termsOfReferral } from '~/domain/attribution/terms-of';
import { type Standing, standingAt } from '~/domain/partner/standing';
import type { Terms } from '~/domain/program/terms';
import { paidAt } from '~/domain/qualification/churn';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import { type Capped, clip } from './cap';
import { type Claim, claimKey } from './claim';
import {
  type CreditedReferral,
  type Evaluation,
  type EvaluationContext,
  evaluateCustomer,
  evaluatePurchase,
} from './evaluate';
import { type CommissionState, lifeOf } from './life';

/** Everything recorded of a program; the pure rules need nothing else. */
export interface ProgramFacts {
  terms: readonly Terms[];
  partners: ReadonlyMap<string, { standings: readonly Standing[]; addresses: PartnerAddresses }>;
  clicks: readonly Click[];
  invitations: readonly Invitation[];
  /** with the domain each is of */
  internalUses?: ReadonlyArray<InternalUse & { domain: string }>;
  codes: ReadonlyMap<string, string>;
  customers: ReadonlyArray<{ signUp: Omit<SignUp, 'firstPaidAt'>; facts: CustomerFacts }>;
  purchases: readonly PaymentFact[];
  /** by customer and partner, `${customerId}|${partnerId}` */
  decisions: ReadonlyMap<string, { at: Instant; outcome: 'allowed' | 'denied' }>;
}

export interface CommissionResult {
  claim: Claim;
  state: CommissionState;
}

export interface ProgramState {
  customers: Map<string, { credits: Credit[]; referral: CreditedReferral | null; evaluation: Evaluation }>;
  commissions: CommissionResult[];
}

/**
 * The whole program recomputed from its facts as of an instant: what the books must say. Order of the facts does not matter.
 */
export function replay(program: ProgramFacts, asOf: Instant): ProgramState {
  const context = lookups(program);
  const histories = attributeAll(program, context);
  const evaluation = { ...context, terms: program.terms, selfReferral: selfReferralIn(program) };
  const customers: ProgramState['customers'] = new Map();
  const claims: Claim[] = [];
  for (const { signUp, facts } of program.customers) {
    const credits = histories.get(signUp.customerId) ?? [];
    const referral = creditedReferral(signUp, credits.at(-1), program);
    const evaluated = evaluateCustomer(facts, referral, evaluation, asOf);
    customers.set(signUp.customerId, { credits, referral, evaluation: evaluated });
    claims.push(...evaluated.claims);
  }
  for (const payment of program.purchases) {
    claims.push(...evaluatePurchase(payment, evaluation, asOf).claims);
  }
  const amounts = capAmounts(claims);
  const commissions = claims.map((claim) => ({
    claim,
    state: lifeOf(claim, amounts.get(claimKey(claim)) ?? claim.uncapped, asOf),
  }));
  return { customers, commissions };
}

/** Whether a customer belongs to a partner, over facts in memory. */
export function selfReferralIn(program: ProgramFacts): EvaluationContext['selfReferral'] {
  const signUps = new Map(program.customers.map(({ signUp }) => [signUp.customerId, signUp]));
  return (customerId, partnerId) => {
    const signUp = signUps.get(customerId);
    return signUp ? selfReferralOf(signUp, partnerId, program) : null;
  };
}

/** Whether a customer belongs to a partner, with an admin's word on it (domain.md section 3). */
export function selfReferralOf(
  customer: Pick<SignUp, 'customerId' | 'email' | 'matchDomain' | 'handoff'>,
  partnerId: string,
  known: Pick<ProgramFacts, 'partners' | 'decisions'>,
): Pick<CreditedReferral, 'decision'> | null {
  const partner = known.partners.get(partnerId);
  // ADR-0102: the agency made the account for its client, had said so, and the client accepted
  if (customer.handoff?.declared && customer.handoff.partnerId === partnerId) return null;
  if (!partner || !isSelfReferral(customer, partner.addresses)) return null;
  return { decision: known.decisions.get(`${customer.customerId}|${partnerId}`) ?? null };
}

/** What attribution looks up, over facts in memory. */
export function lookups(program: ProgramFacts): AttributionContext {
  const byId = new Map(program.clicks.map((click) => [click.id, click]));
  const byVisitor = groupBy(program.clicks, (click) => click.visitorId);
  const byDomain = groupBy(program.invitations, (invitation) => invitation.domain);
  const uses = groupBy(program.internalUses ?? [], (use) => use.domain);
  const standingsOf = (partnerId: string) => program.partners.get(partnerId)?.standings ?? [];
  return {
    clickById: (id) => byId.get(id),
    clicksOfVisitor: (visitorId) => byVisitor.get(visitorId) ?? [],
    standingsOf,
    invitationsOf: (domain) => byDomain.get(domain) ?? [],
    internalUseOf: (domain) => uses.get(domain) ?? [],
    ownerOfCode: (code) => program.codes.get(code),
    windowOfCode: (partnerId, at) => windowOfAssigned(program.terms, standingsOf(partnerId), at),
  };
}

/** Days of the window of a partner's assigned terms at an instant. */
export function windowOfAssigned(
  terms: readonly Terms[],
  standings: readonly Standing[],
  at: Instant,
): number {
  return requireTerms(terms, termsKeyOfLink('direct_link', standingAt(standings, at).termsKey), at)
    .windowDays;
}

function attributeAll(program: ProgramFacts, context: AttributionContext): Map<string, Credit[]> {
  const signUps = program.customers.map(({ signUp, facts }) => ({ ...signUp, firstPaidAt: paidAt(facts) }));
  const groups = groupBy(signUps, (signUp) => signUp.matchDomain ?? `customer ${signUp.customerId}`);
  const histories = [...groups.values()].map((group) => attributeGroup(group, context));
  return new Map(histories.flatMap((history) => [...history]));
}

/** The standing credit with its terms and the self-referral flag; null for nobody. */
export function creditedReferral(
  signUp: Pick<SignUp, 'customerId' | 'at' | 'email' | 'matchDomain' | 'handoff'>,
  credit: Credit | undefined,
  program: Pick<ProgramFacts, 'terms' | 'partners' | 'decisions'>,
): CreditedReferral | null {
  if (!credit || credit.channel === null || credit.linkedAt === null || credit.reason === 'none') return null;
  const base = { channel: credit.channel, linkedAt: credit.linkedAt, source: credit.source };
  const partner = credit.partnerId === null ? undefined : program.partners.get(credit.partnerId);
  if (!partner || credit.partnerId === null) {
    return { ...base, partnerId: null, terms: null, selfReferral: false, decision: null };
  }
  const { reason, source } = credit;
  const own = selfReferralOf(signUp, credit.partnerId, program);
  return {
    ...base,
    partnerId: credit.partnerId,
    terms: termsOfReferral(
      { reason, source, standings: partner.standings, signedUpAt: signUp.at },
      program.terms,
    ),
    selfReferral: own !== null,
    decision: own?.decision ?? null,
  };
}

/** Amounts after both kinds of caps, by claim key (domain.md section 6). */
export function capAmounts(claims: readonly Claim[]): Map<string, bigint> {
  const perMonth = groupBy(
    claims.filter((claim) => claim.capPerPartnerMonth !== null),
    (claim) => `${claim.partnerId}|${claim.rewardKey}|${claim.month}`,
  );
  const perCustomer = groupBy(
    claims.filter((claim) => claim.capPerPartnerMonth === null && claim.capPerCustomer !== null),
    (claim) => `${claim.partnerId}|${claim.rewardKey}|${claim.customerId}`,
  );
  const pools = [...perMonth.values(), ...perCustomer.values()];
  return new Map(pools.flatMap((pool) => [...clip(pool.map(cappedOf))]));
}

/** A claim as a member of its cap's pool; one without a cap is its own. */
export function cappedOf(claim: Claim): Capped {
  return {
    key: claimKey(claim),
    uncapped: claim.uncapped,
    cap: claim.capPerPartnerMonth ?? claim.capPerCustomer ?? claim.uncapped,
    dueAt: claim.dueAt,
    paymentAt: claim.paymentAt,
    paymentId: claim.cause.id,
    slice: claim.cause.type === 'payment' ? claim.cause.slice : 0,
  };
}
