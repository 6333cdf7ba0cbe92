import type { Standing } from '~/domain/partner/standing';
import type { PaymentFact } from '~/domain/qualification/facts';
import { groupBy } from '~/kernel/group';
import { addDays, type Instant } from '~/kernel/time';
import { db, pool } from '~/platform/db.server';
import type { BookCustomer, BookProject } from './book-of-business';

/** Projects of an agency with their offers, also those put away. */
export async function loadProjects(
  partnerId: string,
): Promise<Array<BookProject & { archivedAt: Date | null }>> {
  const rows = await db.clientProject.findMany({
    where: { partnerId },
    select: {
      ...{ id: true, name: true, domain: true, internal: true, createdAt: true, archivedAt: true },
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

/** A customer as the database has it. */
export interface CustomerRow {
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

/** The customers credited to a partner. */
export async function loadCustomers(partnerId: string): Promise<CustomerRow[]> {
  const { rows } = await pool.query<CustomerRow>({
    name: 'book-customers',
    text: CUSTOMERS,
    values: [partnerId],
  });
  return rows;
}

/** What was in force of a partner, in order. */
export async function loadStandings(partnerId: string): Promise<Standing[]> {
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

export type BookPayment = PaymentFact & { disputedAt: Instant | null };

/** Payments above zero, by our customer id, with the earliest dispute that is open. */
export async function loadPayments(ids: string[]): Promise<Map<string, BookPayment[]>> {
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

/** Use in the last 30 days and in the 30 before, by our customer id. */
export async function loadUse(ids: string[], now: Instant): Promise<Map<string, BookCustomer['use']>> {
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

/** The latest word on each subscription, by our customer id. */
export async function loadSubscriptions(ids: string[]) {
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
