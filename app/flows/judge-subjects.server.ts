import { loadHandoffClaims, loadInternalUses, loadUpheldClaims } from '~/domain/agency/claims.server';
import { loadInvitations } from '~/domain/agency/invitations.server';
import {
  type AttributionContext,
  attributeGroup,
  type Credit,
  type SignUp,
} from '~/domain/attribution/attribute';
import {
  loadClicks,
  loadCodeOwners,
  loadSelfReferralDecisions,
  loadSignUps,
} from '~/domain/attribution/attribution.server';
import type { Attribution } from '~/domain/attribution/referrals.server';
import {
  type CreditedReferral,
  type EvaluationContext,
  evaluateCustomer,
  evaluatePurchase,
} from '~/domain/commission/evaluate';
import { creditedReferral, selfReferralOf, windowOfAssigned } from '~/domain/commission/replay';
import { loadPartnerRecords, type PartnerRecord } from '~/domain/partner/standings.server';
import type { Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { churnsOf, isTrialing } from '~/domain/qualification/churn';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import {
  instantsOf,
  loadCustomerFacts,
  loadFirstPayments,
  loadPurchases,
} from '~/domain/qualification/facts.server';
import { stageOf } from '~/domain/qualification/milestones';
import { netOf } from '~/domain/qualification/payment';
import type { Customer } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { type Instant, utcDay } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { SettledCustomer, SettledPurchase } from './write-book.server';

/** Customers and purchases with everything the rules look up, and who is credited with whom. */
export interface Subjects {
  group: readonly Customer[];
  facts: Map<string, CustomerFacts>;
  signUps: Map<string, SignUp>;
  purchases: Map<string, PaymentFact>;
  work: Work;
  /** credits by the product's id, oldest first */
  histories: Map<string, Credit[]>;
}

/**
 * Loads what the rules need for customers and purchases, and attributes the customers. Settling and the check of the books both come
 * through here, so that they cannot differ.
 * @param of the group must hold everybody of each e-mail domain in it; purchases by our id
 */
export async function loadSubjects(
  tx: Tx,
  now: Instant,
  of: { group: readonly Customer[]; purchaseIds: readonly string[] },
): Promise<Subjects> {
  const { group } = of;
  const purchases = await loadPurchases(tx, of.purchaseIds);
  const facts = await loadCustomerFacts(tx, group);
  const signUps = await signUpsOf(tx, group);
  const work = await loadWork(tx, now, { signUps: [...signUps.values()], facts, purchases });
  return {
    group,
    facts,
    signUps,
    purchases,
    work,
    histories: attribute([...signUps.values()], work.context),
  };
}

/** What the rules say of some customers of the group. */
export async function judgeCustomers(
  tx: Tx,
  targets: readonly Customer[],
  { facts, signUps, work, histories }: Subjects,
): Promise<SettledCustomer[]> {
  const decisions = await loadSelfReferralDecisions(tx, targets);
  return targets.map((customer) => {
    const signUp = signUps.get(customer.id);
    const credits = histories.get(customer.externalId) ?? [];
    const referral = signUp ? creditedReferral(signUp, credits.at(-1), { ...work, decisions }) : null;
    const selfReferral = (_customerId: string, partnerId: string) =>
      signUp ? selfReferralOf(signUp, partnerId, { ...work, decisions }) : null;
    const declared = isDeclared(signUp, credits.at(-1));
    return settleCustomer(
      { customer, facts: facts.get(customer.id), referral, credits, selfReferral, declared },
      work,
    );
  });
}

/** The agency made the account for its client, as it had said, and is credited with it (ADR-0102). */
function isDeclared(signUp: SignUp | undefined, credit: Credit | undefined): boolean {
  return (signUp?.handoff?.declared ?? false) && credit?.handoffId === signUp?.handoff?.id;
}

/** What the rules say of the purchases. */
export function judgePurchases({ purchases, work }: Subjects): SettledPurchase[] {
  return [...purchases].map(([id, payment]) => settlePurchase(id, payment, work));
}

interface Work {
  now: Instant;
  terms: readonly Terms[];
  context: AttributionContext;
  partners: Map<string, PartnerRecord>;
}

async function signUpsOf(tx: Tx, group: readonly Customer[]): Promise<Map<string, SignUp>> {
  const firstPaid = await loadFirstPayments(
    tx,
    group.map((customer) => customer.id),
  );
  const handoffs = await loadHandoffClaims(tx, group);
  const upheld = await loadUpheldClaims(
    tx,
    group.map((customer) => customer.id),
  );
  const ids = new Map(group.map((customer) => [customer.externalId, customer.id]));
  const found = await loadSignUps(tx, group);
  return new Map(
    found.map((signUp) => {
      const id = ids.get(signUp.customerId) ?? '';
      const claims = { handoff: handoffs.get(id) ?? null, upheld: upheld.get(id) ?? null };
      return [id, { ...signUp, ...claims, firstPaidAt: firstPaid.get(id) ?? null }];
    }),
  );
}

/** Everything the rules look up, loaded once for the batch. */
async function loadWork(
  tx: Tx,
  now: Instant,
  of: { signUps: SignUp[]; facts: Map<string, CustomerFacts>; purchases: Map<string, PaymentFact> },
): Promise<Work> {
  const payments = [...[...of.facts.values()].flatMap((facts) => facts.payments), ...of.purchases.values()];
  const present = (values: ReadonlyArray<string | null>) => [
    ...new Set(values.filter((value) => value !== null)),
  ];
  const clicks = await loadClicks(tx, {
    ids: present([
      ...of.signUps.flatMap((signUp) => [
        ...signUp.clickIds,
        ...signUp.captures.map((capture) => capture.clickId),
      ]),
      ...payments.map((payment) => payment.clickId),
    ]),
    visitorIds: present([
      ...of.signUps.map((signUp) => signUp.visitorId),
      ...payments.map((payment) => payment.visitorId),
    ]),
  });
  const domains = present(of.signUps.map((signUp) => signUp.emailDomain));
  const invitations = await loadInvitations(tx, domains);
  const internalUses = groupBy(await loadInternalUses(tx, domains), (use) => use.domain);
  const codes = await loadCodeOwners(
    tx,
    present(
      of.signUps.flatMap((signUp) => [
        signUp.promotionCode,
        ...(signUp.codesUsed ?? []).map(({ code }) => code),
      ]),
    ),
  );
  const partners = await loadPartnerRecords(
    tx,
    present([
      ...clicks.map((click) => click.partnerId),
      ...invitations.map((invitation) => invitation.partnerId),
      ...codes.values(),
      ...of.signUps.flatMap(({ handoff, upheld }) => [handoff?.partnerId ?? null, upheld?.partnerId ?? null]),
    ]),
  );
  const terms = await loadAllTerms(tx);
  const byId = new Map(clicks.map((click) => [click.id, click]));
  const byVisitor = groupBy(clicks, (click) => click.visitorId);
  const byDomain = groupBy(invitations, (invitation) => invitation.domain);
  const standingsOf = (partnerId: string) => partners.get(partnerId)?.standings ?? [];
  return {
    now,
    terms,
    partners,
    context: {
      clickById: (id) => byId.get(id),
      clicksOfVisitor: (visitorId) => byVisitor.get(visitorId) ?? [],
      standingsOf,
      invitationsOf: (domain) => byDomain.get(domain) ?? [],
      internalUseOf: (domain) => internalUses.get(domain) ?? [],
      ownerOfCode: (code) => codes.get(code),
      windowOfCode: (partnerId, at) => windowOfAssigned(terms, standingsOf(partnerId), at),
    },
  };
}

function attribute(signUps: readonly SignUp[], context: AttributionContext): Map<string, Credit[]> {
  const groups = groupBy(signUps, (signUp) => signUp.matchDomain ?? `customer ${signUp.customerId}`);
  return new Map([...groups.values()].flatMap((group) => [...attributeGroup(group, context)]));
}

function settleCustomer(
  of: {
    customer: Customer;
    facts: CustomerFacts | undefined;
    referral: CreditedReferral | null;
    credits: Credit[];
    selfReferral: EvaluationContext['selfReferral'];
    declared: boolean;
  },
  work: Work,
): SettledCustomer {
  const { facts, selfReferral } = of;
  if (!facts) throw new Error(`No facts were loaded for ${of.customer.id}`);
  const asOf = asOfFor(facts, work.now);
  const context = { ...work.context, terms: work.terms, selfReferral };
  const evaluation = evaluateCustomer(facts, of.referral, context, asOf);
  return {
    ...of,
    facts,
    evaluation,
    asOf,
    state: {
      id: of.customer.id,
      stage: stageOf(evaluation.milestones),
      milestones: evaluation.milestones,
      trialing: isTrialing(facts) && churnsOf(facts).at(-1)?.to !== null,
      apiCalls: sum(facts.usages.map((usage) => usage.apiCalls)),
      activeDays: new Set(facts.usages.map((usage) => utcDay(usage.at))).size,
      members: membersNow(facts),
      lastActiveAt: facts.usages.length === 0 ? null : Math.max(...facts.usages.map((usage) => usage.at)),
      lifetimeValue: sum(facts.payments.map(netOf)),
      flags: [
        ...(evaluation.selfReferral ? ['self_referral'] : []),
        ...(of.declared ? ['declared_sign_up'] : []),
      ],
      settleAt: lookAgainAt(asOf, work.now, evaluation.nextDueAt),
    },
  };
}

function membersNow(facts: CustomerFacts): number {
  const latest = [...facts.members].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).at(-1);
  return latest?.members ?? 0;
}

function settlePurchase(id: string, payment: PaymentFact, work: Work): SettledPurchase {
  const asOf = asOfFor({ payments: [payment] }, work.now);
  const evaluation = evaluatePurchase(
    payment,
    { ...work.context, terms: work.terms, selfReferral: () => null },
    asOf,
  );
  return { id, payment, evaluation, asOf, settleAt: lookAgainAt(asOf, work.now, evaluation.nextDueAt) };
}

/** An event may be dated a little ahead of the clock and counts at once: the later of now and the latest fact (ADR-0021). */
function asOfFor(facts: Parameters<typeof instantsOf>[0], now: Instant): Instant {
  return instantsOf(facts).reduce((latest, at) => Math.max(latest, at), now);
}

/** A fact dated ahead of the clock is judged again when its instant has come: a click or a standing may still come before it. */
function lookAgainAt(asOf: Instant, now: Instant, nextDueAt: Instant | null): Instant | null {
  return asOf > now ? asOf : nextDueAt;
}

/** Who is credited with a settled customer, as it is written. */
export function attributionOf({ customer, credits, referral, state }: SettledCustomer): Attribution {
  return {
    customerId: customer.id,
    credits,
    terms: referral?.terms ? { key: referral.terms.key, version: referral.terms.version } : null,
    selfReferral: referral?.selfReferral ?? false,
    handoffId: credits.at(-1)?.handoffId ?? null,
    locked: state.milestones.paidAt !== null,
  };
}
