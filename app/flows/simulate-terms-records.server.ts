import { loadHandoffClaims } from '~/domain/agency/claims.server';
import { loadClicks, loadSelfReferralDecisions } from '~/domain/attribution/attribution.server';
import type { CreditedReferral, EvaluationContext } from '~/domain/commission/evaluate';
import { selfReferralOf } from '~/domain/commission/replay';
import type { RecordedCustomer } from '~/domain/commission/simulate';
import { loadPartnerRecords, type PartnerRecord } from '~/domain/partner/standings.server';
import type { Terms } from '~/domain/program/terms';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import { instantsOf, loadCustomerFacts, loadPurchases } from '~/domain/qualification/facts.server';
import type { Customer, Referral } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

const CHUNK = 250;

export type Recorded = { context: EvaluationContext } & (
  | ({ kind: 'customer'; partnerId: string | null } & RecordedCustomer)
  | { kind: 'purchase'; payment: PaymentFact; asOf: Instant }
);

/** What is read for a simulation, in one snapshot. */
export interface Reading {
  all: readonly Terms[];
  asOf: Instant;
  /** partners met so far */
  known: Map<string, PartnerRecord>;
}

/**
 * Partners with a referral under some terms, and those who were once assigned them: purchases are made under them without a referral.
 * @param partnerId one alone; undefined: all
 */
export async function partnersUnder(tx: Tx, key: string, partnerId?: string): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select id from partner p
    where (exists (select from referral r where r.partner_id = p.id and r.terms_key = ${key})
        or exists (select from partner_standing s where s.partner_id = p.id and s.terms_key = ${key}))
      and (${partnerId ?? null}::text is null or id = ${partnerId ?? null})
    order by id`;
  return rows.map(({ id }) => id);
}

/**
 * Whoever may have made a purchase by itself, of whichever partner: customers whose referral is of no partner or of scope `purchase`, and
 * payments without a customer (domain.md section 3).
 */
export async function* readPurchasers(tx: Tx, reading: Reading): AsyncGenerator<Recorded> {
  for (let after = ''; ; ) {
    const rows = await tx.$queryRaw<Array<{ id: string; terms: string | null }>>`
      select c.id, r.terms_key || ' ' || r.terms_version as terms
      from customer c left join referral r on r.customer_id = c.id
      where c.id > ${after}
        and exists (select from payment p where p.customer_id = c.id and (p.click_id is not null or p.visitor_id is not null))
      order by c.id limit ${CHUNK}`;
    if (rows.length === 0) break;
    const ids = rows.filter(({ terms }) => !isOfScopeCustomer(reading, terms)).map(({ id }) => id);
    if (ids.length > 0) yield* await readCustomers(tx, ids, reading);
    after = rows.at(-1)?.id ?? '';
  }
  for (let after = ''; ; ) {
    const ids = await lonePurchases(tx, after);
    if (ids.length === 0) break;
    yield* await readPurchases(tx, ids, reading);
    after = ids.at(-1) ?? '';
  }
}

/** The customers referred by partners under terms of scope `customer`, partner by partner in the order of their ids. */
export async function* readReferred(
  tx: Tx,
  partnerIds: readonly string[],
  reading: Reading,
): AsyncGenerator<Extract<Recorded, { kind: 'customer' }>> {
  for (let after = { partnerId: '', customerId: '' }; ; ) {
    const rows = await tx.$queryRaw<Array<{ partnerId: string; customerId: string; terms: string | null }>>`
      select partner_id as "partnerId", customer_id as "customerId", terms_key || ' ' || terms_version as terms
      from referral
      where partner_id = any(${[...partnerIds]}::text[])
        and (partner_id, customer_id) > (${after.partnerId}, ${after.customerId})
      order by partner_id, customer_id limit ${CHUNK}`;
    const last = rows.at(-1);
    if (!last) return;
    const wanted = rows.filter(({ terms }) => isOfScopeCustomer(reading, terms));
    const ids = wanted.map(({ customerId }) => customerId);
    const read = ids.length === 0 ? [] : await readCustomers(tx, ids, reading);
    const byId = new Map(read.map((one) => [one.id, one]));
    for (const id of ids) {
      const one = byId.get(id);
      if (one) yield one;
    }
    after = last;
  }
}

function isOfScopeCustomer({ all }: Reading, terms: string | null): boolean {
  return all.find(({ key, version }) => `${key} ${version}` === terms)?.scope === 'customer';
}

async function lonePurchases(tx: Tx, after: string): Promise<string[]> {
  const rows = await tx.payment.findMany({
    where: { customerId: null, id: { gt: after } },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: CHUNK,
  });
  return rows.map(({ id }) => id);
}

type CustomerRecord = Extract<Recorded, { kind: 'customer' }> & { id: string };

async function readCustomers(tx: Tx, ids: readonly string[], reading: Reading): Promise<CustomerRecord[]> {
  const where = { in: [...ids] };
  const customers = await tx.customer.findMany({ where: { id: where } });
  const referrals = new Map(
    (await tx.referral.findMany({ where: { customerId: where } })).map((row) => [row.customerId, row]),
  );
  const facts = await loadCustomerFacts(tx, customers);
  const decisions = await loadSelfReferralDecisions(tx, customers);
  const handoffs = await loadHandoffClaims(tx, customers);
  const payments = [...facts.values()].flatMap((one) => one.payments);
  const look = await lookupsFor(tx, payments, [...referrals.values()], reading);
  return customers.flatMap((customer): CustomerRecord[] => {
    const { id, externalId, email, matchDomain } = customer;
    const own = facts.get(id);
    if (!own) return [];
    const known = { partners: reading.known, decisions };
    const selfReferral = (_customerId: string, partnerId: string) =>
      selfReferralOf(
        { customerId: externalId, email, matchDomain, handoff: handoffs.get(id) ?? null },
        partnerId,
        known,
      );
    const row = referrals.get(id);
    const referral = referralOf(customer, row, { all: reading.all, selfReferral });
    const context = { ...look, terms: reading.all, selfReferral };
    const asOf = asOfFor(own, reading.asOf);
    const partnerId = row?.partnerId ?? null;
    return [{ kind: 'customer', id, partnerId, facts: own, referral, context, asOf }];
  });
}

async function readPurchases(tx: Tx, ids: readonly string[], reading: Reading): Promise<Recorded[]> {
  const payments = [...(await loadPurchases(tx, ids)).values()];
  const look = await lookupsFor(tx, payments, [], reading);
  const context = { ...look, terms: reading.all, selfReferral: () => null };
  return payments.map((payment) => {
    const asOf = asOfFor({ payments: [payment] }, reading.asOf);
    return { kind: 'purchase', payment, context, asOf };
  });
}

/** The referral as it was recorded: no decision is made anew (ADR-0074). */
function referralOf(
  { externalId }: Customer,
  row: Referral | undefined,
  { all, selfReferral }: Pick<EvaluationContext, 'selfReferral'> & { all: readonly Terms[] },
): CreditedReferral | null {
  if (!row) return null;
  const { channel, partnerId, source, termsKey, termsVersion } = row;
  const terms = all.find((one) => one.key === termsKey && one.version === termsVersion) ?? null;
  const own = partnerId === null ? null : selfReferral(externalId, partnerId);
  return {
    ...{ channel, partnerId, source, terms },
    linkedAt: row.linkedAt.getTime(),
    selfReferral: own !== null,
    decision: own?.decision ?? null,
  };
}

/** The clicks that purchases may be credited by, and the partners behind them and the referrals. */
async function lookupsFor(
  tx: Tx,
  payments: readonly PaymentFact[],
  referrals: readonly Referral[],
  { known }: Reading,
): Promise<Pick<EvaluationContext, 'clickById' | 'clicksOfVisitor' | 'standingsOf'>> {
  const clicks = await loadClicks(tx, {
    ids: [...new Set(payments.flatMap(({ clickId }) => clickId ?? []))],
    visitorIds: [...new Set(payments.flatMap(({ visitorId }) => visitorId ?? []))],
  });
  const partnerIds = [...clicks, ...referrals].flatMap(({ partnerId }) => partnerId ?? []);
  const missing = partnerIds.filter((id) => !known.has(id));
  for (const [id, record] of await loadPartnerRecords(tx, missing)) known.set(id, record);
  const byId = new Map(clicks.map((click) => [click.id, click]));
  const byVisitor = groupBy(clicks, (click) => click.visitorId);
  return {
    clickById: (id) => byId.get(id),
    clicksOfVisitor: (visitorId) => byVisitor.get(visitorId) ?? [],
    standingsOf: (partnerId) => known.get(partnerId)?.standings ?? [],
  };
}

/** As settling does: what is dated a little ahead of the clock counts at once (ADR-0021). */
function asOfFor(facts: Pick<CustomerFacts, 'payments'> & Partial<CustomerFacts>, asOf: Instant): Instant {
  return instantsOf(facts).reduce((latest, at) => Math.max(latest, at), asOf);
}
