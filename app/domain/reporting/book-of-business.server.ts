import type { PartnerScope } from '~/domain/identity/scope';
import type { Standing } from '~/domain/partner/standing';
import { type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { PaymentFact } from '~/domain/qualification/facts';
import { groupBy } from '~/kernel/group';
import type { MinorUnits } from '~/kernel/money';
import { addDays, type Instant, utcMonth } from '~/kernel/time';
import { db, pool } from '~/platform/db.server';
import { type BookCustomer, type BookProject, type BookRow, bookRows } from './book-of-business';
import { clientMonths, rewardWithMonths } from './client-months';

/** An agency's clients and what of its monthly cap is used; amounts in the program's currency. */
export interface BookOfBusiness {
  rows: BookRow[];
  /** null: its terms have no monthly cap */
  cap: { month: string; used: MinorUnits; of: MinorUnits; rewardKey: string } | null;
}

/** The book of an agency, in a number of questions that does not grow with its clients. */
export async function loadBook(
  { partnerId }: Pick<PartnerScope, 'partnerId'>,
  now: Instant,
): Promise<BookOfBusiness> {
  const [projects, customers, terms, standings] = await Promise.all([
    loadProjects(partnerId),
    loadCustomers(partnerId),
    loadAllTerms(),
    loadStandings(partnerId),
  ]);
  const ids = customers.map(({ id }) => id);
  const [payments, uses, subscriptions, cap] = await Promise.all([
    loadPayments(ids),
    loadUse(ids, now),
    loadSubscriptions(ids),
    loadCap(partnerId, terms, now),
  ]);
  const known = { payments, uses, subscriptions, terms, standings, now };
  return {
    rows: bookRows(
      projects,
      customers.map((row) => customerOf(row, known)),
      now,
    ),
    cap,
  };
}

async function loadProjects(partnerId: string): Promise<BookProject[]> {
  const rows = await db.clientProject.findMany({
    where: { partnerId, archivedAt: null },
    select: {
      ...{ id: true, name: true, domain: true, internal: true, createdAt: true },
      handoffs: {
        select: {
          id: true,
          sentAt: true,
          acceptedAt: true,
          declinedAt: true,
          revokedAt: true,
          expiresAt: true,
        },
      },
    },
  });
  return rows.map(({ createdAt, handoffs, ...row }) => ({
    ...row,
    createdAt: createdAt.getTime(),
    handoffs: handoffs.map((one) => ({
      id: one.id,
      sentAt: one.sentAt.getTime(),
      acceptedAt: one.acceptedAt?.getTime() ?? null,
      declinedAt: one.declinedAt?.getTime() ?? null,
      revokedAt: one.revokedAt?.getTime() ?? null,
      expiresAt: one.expiresAt.getTime(),
    })),
  }));
}

interface CustomerRow {
  id: string;
  externalId: string;
  domain: string | null;
  reason: string;
  handoffId: string | null;
  signedUpAt: Date;
  paidAt: Date | null;
  churnedAt: Date | null;
  lastActiveAt: Date | null;
  termsKey: string | null;
  termsVersion: number | null;
}

const CUSTOMERS = `
  select c.id, c.external_id as "externalId", c.match_domain as domain, r.reason::text, r.handoff_id as "handoffId",
    c.signed_up_at as "signedUpAt", c.paid_at as "paidAt", c.churned_at as "churnedAt", c.last_active_at as "lastActiveAt",
    r.terms_key as "termsKey", r.terms_version as "termsVersion"
  from referral r join customer c on c.id = r.customer_id where r.partner_id = $1`;

async function loadCustomers(partnerId: string): Promise<CustomerRow[]> {
  const { rows } = await pool.query<CustomerRow>({
    name: 'book-customers',
    text: CUSTOMERS,
    values: [partnerId],
  });
  return rows;
}

async function loadStandings(partnerId: string): Promise<Standing[]> {
  const rows = await db.partnerStanding.findMany({
    where: { partnerId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { at: true, status: true, termsKey: true, rateBps: true },
  });
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

interface PaymentRow {
  customerId: string;
  id: string;
  at: Date;
  amount: bigint;
  basis: bigint | null;
  periodStart: Date | null;
  periodEnd: Date | null;
  disputedAt: Date | null;
}

const PAYMENTS = `
  select p.customer_id as "customerId", p.external_id as id, p.at, p.amount, p.basis,
    p.period_start as "periodStart", p.period_end as "periodEnd",
    (select min(d.opened_at) from dispute d where d.payment_id = p.id and d.closed_at is null) as "disputedAt"
  from payment p where p.customer_id = any($1) and p.amount > 0`;

type BookPayment = PaymentFact & { disputedAt: Instant | null };

async function loadPayments(ids: string[]): Promise<Map<string, BookPayment[]>> {
  const { rows } = await pool.query<PaymentRow>({ name: 'book-payments', text: PAYMENTS, values: [ids] });
  const facts = rows.map(({ customerId, at, periodStart, periodEnd, disputedAt, ...row }) => ({
    customerId,
    payment: {
      ...row,
      at: at.getTime(),
      period: periodStart && periodEnd ? { start: periodStart.getTime(), end: periodEnd.getTime() } : null,
      disputedAt: disputedAt?.getTime() ?? null,
      ...{ visitorId: null, clickId: null, refunds: [], disputes: [] },
    },
  }));
  const grouped = groupBy(facts, (fact) => fact.customerId);
  return new Map([...grouped].map(([id, own]) => [id, own.map(({ payment }) => payment)]));
}

const USE = `
  select customer_id as id, coalesce(sum(api_calls) filter (where at > $2), 0)::bigint as recent,
    coalesce(sum(api_calls) filter (where at <= $2), 0)::bigint as before
  from usage_record where customer_id = any($1) and at > $3 and at <= $4 group by customer_id`;

async function loadUse(ids: string[], now: Instant): Promise<Map<string, BookCustomer['use']>> {
  const { rows } = await pool.query<BookCustomer['use'] & { id: string }>({
    name: 'book-use',
    text: USE,
    values: [ids, new Date(addDays(now, -30)), new Date(addDays(now, -60)), new Date(now)],
  });
  return new Map(rows.map(({ id, recent, before }) => [id, { recent, before }]));
}

const SUBSCRIPTIONS = `
  select distinct on (customer_id, subscription_id) customer_id as "customerId", status, at
  from subscription_change where customer_id = any($1) order by customer_id, subscription_id, at desc, event_id desc`;

async function loadSubscriptions(ids: string[]) {
  const { rows } = await pool.query<{ customerId: string; status: string; at: Date }>({
    name: 'book-subscriptions',
    text: SUBSCRIPTIONS,
    values: [ids],
  });
  return groupBy(
    rows.map((row) => ({ ...row, at: row.at.getTime() })),
    (row) => row.customerId,
  );
}

/** The pool of an agency's monthly cap (domain.md section 6): what is taken back later is not given to others. */
async function loadCap(
  partnerId: string,
  terms: readonly Terms[],
  now: Instant,
): Promise<BookOfBusiness['cap']> {
  const reward = termsInForce(terms, 'agency', now)?.rewards.find(
    (one) => one.kind === 'share' && one.capPerPartnerMonth !== null,
  );
  if (reward?.kind !== 'share' || reward.capPerPartnerMonth === null) return null;
  const month = utcMonth(now);
  const { _sum } = await db.commission.aggregate({
    where: { partnerId, rewardKey: reward.key, month, withdrawnAt: null },
    _sum: { amount: true },
  });
  return { month, used: _sum.amount ?? 0n, of: reward.capPerPartnerMonth, rewardKey: reward.key };
}

interface Known {
  payments: Map<string, BookPayment[]>;
  uses: Map<string, BookCustomer['use']>;
  subscriptions: Map<string, Array<{ status: string; at: Instant }>>;
  terms: readonly Terms[];
  standings: readonly Standing[];
  now: Instant;
}

function customerOf(row: CustomerRow, known: Known): BookCustomer {
  const { id, externalId, domain, handoffId } = row;
  const payments = known.payments.get(id) ?? [];
  const disputes = payments.flatMap((payment) => payment.disputedAt ?? []);
  const terms = known.terms.find(({ key, version }) => key === row.termsKey && version === row.termsVersion);
  const reward = terms && rewardWithMonths(terms);
  return {
    ...{ id, externalId, domain, handoffId },
    byAgency: row.reason === 'agency',
    signedUpAt: row.signedUpAt.getTime(),
    paidAt: row.paidAt?.getTime() ?? null,
    goneAt: row.churnedAt?.getTime() ?? null,
    lastActiveAt: row.lastActiveAt?.getTime() ?? null,
    disputedAt: disputes.length === 0 ? null : Math.min(...disputes),
    subscriptions: known.subscriptions.get(id) ?? [],
    months: reward ? clientMonths(reward, payments, known) : null,
    use: known.uses.get(id) ?? { recent: 0n, before: 0n },
  };
}
