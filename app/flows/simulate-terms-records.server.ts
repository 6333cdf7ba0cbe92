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
  | ({ kind: 'customer' } & RecordedCustomer)
  | { kind: 'purchase'; payment: PaymentFact; asOf: Instant }
);

interface Asked {
  key: string;
  all: readonly Terms[];
  asOf: Instant;
  /** one partner alone; undefined: everybody with something under the key */
  partnerId: string | undefined;
  /** told once, first: whose claims count */
  onPartners: (ids: readonly string[]) => void;
}

/**
 * What is recorded of everybody who may earn the partners concerned something: their referrals' customers under whatever terms, since a
 * cap reaches over them, and all that a click may have made a purchase. In chunks, by id.
 */
export async function* readRecorded(tx: Tx, asked: Asked): AsyncGenerator<Recorded> {
  const concerned = await partnersUnder(tx, asked);
  asked.onPartners(concerned);
  if (concerned.length === 0) return;
  const known = new Map<string, PartnerRecord>();
  for (let after = ''; ; ) {
    const ids = await customersOf(tx, concerned, after);
    if (ids.length === 0) break;
    yield* await readCustomers(tx, ids, { ...asked, known });
    after = ids.at(-1) ?? '';
  }
  for (let after = ''; ; ) {
    const ids = await lonePurchases(tx, after);
    if (ids.length === 0) break;
    yield* await readPurchases(tx, ids, { ...asked, known });
    after = ids.at(-1) ?? '';
  }
}

/** Partners with a referral under the key, and those who were once assigned it: purchases are made under it without a referral. */
async function partnersUnder(tx: Tx, { key, partnerId }: Asked): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select id from partner p
    where (exists (select from referral r where r.partner_id = p.id and r.terms_key = ${key})
        or exists (select from partner_standing s where s.partner_id = p.id and s.terms_key = ${key}))
      and (${partnerId ?? null}::text is null or id = ${partnerId ?? null})
    order by id`;
  return rows.map(({ id }) => id);
}

async function customersOf(tx: Tx, partnerIds: readonly string[], after: string): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select id from customer c
    where id > ${after} and (
      exists (select from referral r where r.customer_id = c.id and r.partner_id = any(${[...partnerIds]}::text[]))
      or exists (select from payment p where p.customer_id = c.id and (p.click_id is not null or p.visitor_id is not null)))
    order by id limit ${CHUNK}`;
  return rows.map(({ id }) => id);
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

type Reading = Asked & { known: Map<string, PartnerRecord> };

async function readCustomers(tx: Tx, ids: readonly string[], reading: Reading): Promise<Recorded[]> {
  const where = { in: [...ids] };
  const customers = await tx.customer.findMany({ where: { id: where } });
  const referrals = new Map(
    (await tx.referral.findMany({ where: { customerId: where } })).map((row) => [row.customerId, row]),
  );
  const facts = await loadCustomerFacts(tx, customers);
  const decisions = await loadSelfReferralDecisions(tx, customers);
  const payments = [...facts.values()].flatMap((one) => one.payments);
  const look = await lookupsFor(tx, payments, [...referrals.values()], reading);
  return customers.flatMap((customer): Recorded[] => {
    const own = facts.get(customer.id);
    if (!own) return [];
    const known = { partners: reading.known, decisions };
    const selfReferral = (_customerId: string, partnerId: string) =>
      selfReferralOf({ ...customer, customerId: customer.externalId }, partnerId, known);
    const referral = referralOf(customer, referrals.get(customer.id), { all: reading.all, selfReferral });
    const context = { ...look, terms: reading.all, selfReferral };
    return [{ kind: 'customer', facts: own, referral, context, asOf: asOfFor(own, reading.asOf) }];
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
