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
import { saveAttributions } from '~/domain/attribution/referrals.server';
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
import {
  claimDueCustomers,
  claimDuePurchases,
  saveCustomerStates,
  savePurchaseDues,
} from '~/domain/qualification/customer-book.server';
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
import { now as clockNow } from '~/platform/clock.server';
import { lockSettling } from '~/platform/locks.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { type SettledCustomer, type SettledPurchase, writeBook } from './write-book.server';

const BATCH = 200;

/**
 * Recomputes every customer and purchase with something due by the program's clock, in batches, each one database transaction: referral,
 * milestones, commissions, and the ledger's difference (ADR-0022). Safe to run anywhere, any number of times.
 * @returns how many were settled
 */
export async function settleDue(): Promise<number> {
  let settled = 0;
  for (;;) {
    const batch = await transaction((tx) => settleBatch(tx, clockNow()));
    settled += batch;
    if (batch === 0) return settled;
  }
}

interface Work {
  now: Instant;
  terms: readonly Terms[];
  context: AttributionContext;
  partners: Map<string, PartnerRecord>;
}

async function settleBatch(tx: Tx, now: Instant): Promise<number> {
  await lockSettling(tx);
  const { due, group } = await claimDueCustomers(tx, now, BATCH);
  const purchaseIds = await claimDuePurchases(tx, now, BATCH);
  if (due.size === 0 && purchaseIds.length === 0) return 0;
  const purchases = await loadPurchases(tx, purchaseIds);
  const facts = await loadCustomerFacts(tx, group);
  const signUps = await signUpsOf(tx, group);
  const work = await loadWork(tx, now, { signUps: [...signUps.values()], facts, purchases });
  const histories = attribute([...signUps.values()], work.context);
  const targets = await targetsOf(tx, group, due, histories);
  const decisions = await loadSelfReferralDecisions(tx, targets);
  const settled = targets.map((customer) => {
    const signUp = signUps.get(customer.id);
    const credits = histories.get(customer.externalId) ?? [];
    const referral = signUp ? creditedReferral(signUp, credits.at(-1), { ...work, decisions }) : null;
    const selfReferral = (_customerId: string, partnerId: string) =>
      signUp ? selfReferralOf(signUp, partnerId, { ...work, decisions }) : null;
    return settleCustomer({ customer, facts: facts.get(customer.id), referral, credits, selfReferral }, work);
  });
  const settledPurchases = [...purchases].map(([id, payment]) => settlePurchase(id, payment, work));
  await writeBook(tx, { now, customers: settled, purchases: settledPurchases });
  await saveAttributions(tx, settled.map(attributionOf), now);
  await saveCustomerStates(
    tx,
    settled.map((one) => one.state),
  );
  await savePurchaseDues(tx, settledPurchases);
  return due.size + purchaseIds.length;
}

async function signUpsOf(tx: Tx, group: readonly Customer[]): Promise<Map<string, SignUp>> {
  const firstPaid = await loadFirstPayments(
    tx,
    group.map((customer) => customer.id),
  );
  const ids = new Map(group.map((customer) => [customer.externalId, customer.id]));
  const found = await loadSignUps(tx, group);
  return new Map(
    found.map((signUp) => {
      const id = ids.get(signUp.customerId) ?? '';
      return [id, { ...signUp, firstPaidAt: firstPaid.get(id) ?? null }];
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
  const invitations = await loadInvitations(tx, present(of.signUps.map((signUp) => signUp.emailDomain)));
  const codes = await loadCodeOwners(tx, present(of.signUps.map((signUp) => signUp.promotionCode)));
  const partners = await loadPartnerRecords(
    tx,
    present([
      ...clicks.map((click) => click.partnerId),
      ...invitations.map((invitation) => invitation.partnerId),
      ...codes.values(),
      ...of.signUps.map((signUp) => signUp.handoff?.partnerId ?? null),
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
      ownerOfCode: (code) => codes.get(code),
      windowOfCode: (partnerId, at) => windowOfAssigned(terms, standingsOf(partnerId), at),
    },
  };
}

function attribute(signUps: readonly SignUp[], context: AttributionContext): Map<string, Credit[]> {
  const groups = groupBy(signUps, (signUp) => signUp.matchDomain ?? `customer ${signUp.customerId}`);
  return new Map([...groups.values()].flatMap((group) => [...attributeGroup(group, context)]));
}

/** The customers that fell due, and colleagues whose credit changed because of them. */
async function targetsOf(
  tx: Tx,
  group: readonly Customer[],
  due: ReadonlySet<string>,
  histories: ReadonlyMap<string, Credit[]>,
): Promise<Customer[]> {
  const others = group.filter((customer) => !due.has(customer.id));
  const referrals = new Map(
    (await tx.referral.findMany({ where: { customerId: { in: others.map((one) => one.id) } } })).map(
      (row) => [row.customerId, row],
    ),
  );
  return group.filter((customer) => {
    if (due.has(customer.id)) return true;
    const credit = histories.get(customer.externalId)?.at(-1);
    const stored = referrals.get(customer.id);
    return (
      (stored?.channel ?? null) !== (credit?.channel ?? null) ||
      (stored?.partnerId ?? null) !== (credit?.partnerId ?? null) ||
      (stored?.clickId ?? null) !== (credit?.click?.id ?? null) ||
      (stored?.linkedAt.getTime() ?? null) !== (credit?.linkedAt ?? null)
    );
  });
}

function settleCustomer(
  of: {
    customer: Customer;
    facts: CustomerFacts | undefined;
    referral: CreditedReferral | null;
    credits: Credit[];
    selfReferral: EvaluationContext['selfReferral'];
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
      flags: evaluation.selfReferral ? ['self_referral'] : [],
      settleAt: evaluation.nextDueAt,
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
  return { id, payment, evaluation, asOf, settleAt: evaluation.nextDueAt };
}

/** An event may be dated a little ahead of the clock and counts at once: the later of now and the latest fact (ADR-0021). */
function asOfFor(facts: Parameters<typeof instantsOf>[0], now: Instant): Instant {
  return instantsOf(facts).reduce((latest, at) => Math.max(latest, at), now);
}

function attributionOf({ customer, credits, referral, state }: SettledCustomer) {
  return {
    customerId: customer.id,
    credits,
    terms: referral?.terms ? { key: referral.terms.key, version: referral.terms.version } : null,
    selfReferral: referral?.selfReferral ?? false,
    locked: state.milestones.paidAt !== null,
  };
}
