import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import { availableOf, inTransitOf, MANUAL_CASH, pendingOf, STRIPE_CASH } from '~/domain/ledger/accounts';
import {
  type Holdings,
  type MonthLine,
  type MonthStatement,
  monthsOf,
  type YearTotals,
} from '~/domain/payout/month-statement';
import type { StatementHead } from '~/domain/payout/statement';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { type Instant, utcMonth } from '~/kernel/time';
import { db, pool } from '~/platform/db.server';

/** A month in the list of a partner's statements; minor units. */
export interface MonthSummary {
  month: string;
  closedAt: Instant | null;
  earned: bigint;
  paid: bigint;
  /** pending, available and on its way together, at the month's end */
  closing: bigint;
}

const ON = (account: string) =>
  `coalesce(sum(e.amount) filter (where e.account = 'partner:' || e.partner_id || ':${account}'), 0)::bigint`;
const CASH = `coalesce(sum(e.amount) filter (where e.account in ('${STRIPE_CASH}', '${MANUAL_CASH}')), 0)::bigint`;
const OWN = `coalesce(sum(e.amount) filter (where e.account like 'partner:%'), 0)::bigint`;

/** The months of a partner, newest first; the one that runs is open. `$2` is the program's currency. */
const MONTHS = `
  with closed as (
    select month, closed_at, ledger_id, coalesce(lag(ledger_id) over (order by month), 0) as after
    from month_statement where partner_id = $1),
  months as (
    select * from closed
    union all
    select $3, null, null, coalesce((select max(ledger_id) from closed), 0))
  select m.month, (extract(epoch from m.closed_at) * 1000)::bigint as "closedAt", s.*,
    (select ${OWN} from ledger_entry e where e.partner_id = $1 and e.currency = $2
      and (m.ledger_id is null or e.transaction_id <= m.ledger_id)) as closing
  from months m, lateral (
    select coalesce(sum(e.amount) filter (where t.kind in ('vest', 'reverse') and e.account like 'partner:%'), 0)::bigint as earned, ${CASH} as paid
    from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
    where t.partner_id = $1 and t.currency = $2 and t.id > m.after and (m.ledger_id is null or t.id <= m.ledger_id)) s
  order by m.month desc, m.closed_at nulls first`;

async function currencyOf(): Promise<string> {
  return (await db.program.findUniqueOrThrow({ where: { id: 1 }, select: { currency: true } })).currency;
}

/** A partner's months, newest first. @param partnerId ignored for a partner's own scope */
export async function listMonths(scope: Scope, partnerId: string, at: Instant): Promise<MonthSummary[]> {
  const of = visiblePartnerId(scope, partnerId) ?? partnerId;
  const { rows } = await pool.query<Omit<MonthSummary, 'closedAt'> & { closedAt: bigint | null }>({
    name: 'month-list',
    text: MONTHS,
    values: [of, await currencyOf(), utcMonth(at)],
  });
  return rows.map((row) => ({ ...row, closedAt: row.closedAt === null ? null : Number(row.closedAt) }));
}

interface LineRow extends Omit<MonthLine, 'at'> {
  at: Date;
}

async function holdings(partnerId: string, currency: string, through: bigint): Promise<Holdings> {
  const { rows } = await pool.query<Holdings>({
    name: 'month-opening',
    text: `select coalesce(sum(amount) filter (where account = $3), 0)::bigint as pending,
        coalesce(sum(amount) filter (where account = $4), 0)::bigint as available,
        coalesce(sum(amount) filter (where account = $5), 0)::bigint as "inTransit"
      from ledger_entry where partner_id = $1 and currency = $2 and transaction_id <= $6`,
    values: [
      ...[partnerId, currency],
      ...[pendingOf(partnerId), availableOf(partnerId), inTransitOf(partnerId)],
      through,
    ],
  });
  return rows[0] ?? { pending: 0n, available: 0n, inTransit: 0n };
}

async function linesBetween(
  partnerId: string,
  currency: string,
  [after, through]: readonly [bigint, bigint | null],
): Promise<MonthLine[]> {
  const { rows } = await pool.query<LineRow>({
    name: 'month-lines',
    text: `select t.effective_at as at, t.kind, t.cancels_id is not null as cancels, coalesce(t.commission_id, t.payout_id) as reference,
        ${ON('pending')} as pending, ${ON('available')} as available, ${ON('in_transit')} as "inTransit", ${CASH} as paid
      from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
      where t.partner_id = $1 and t.currency = $2 and t.id > $3 and ($4::bigint is null or t.id <= $4)
      group by t.id order by t.id`,
    values: [partnerId, currency, after, through],
  });
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/**
 * A month of a partner's books: closed, that part of its ledger for ever (ADR-0092); the one that runs, what has been booked since the last.
 * @param partnerId ignored for a partner's own scope
 * @returns undefined for a month that is neither, or a partner that does not exist
 */
export async function getMonthStatement(
  scope: Scope,
  partnerId: string,
  { month, at }: { month: string; at: Instant },
): Promise<MonthStatement | undefined> {
  const id = visiblePartnerId(scope, partnerId) ?? partnerId;
  const closed = await db.monthStatement.findMany({
    where: { partnerId: id, month: { lte: month } },
    orderBy: { month: 'desc' },
    take: 2,
  });
  const row = closed.find((one) => one.month === month);
  if (!row && month !== utcMonth(at)) return undefined;
  const before = closed.find((one) => one.month !== month)?.ledgerId ?? 0n;
  const head = row ? (row.head as unknown as StatementHead) : await presentHead(id);
  if (!head) return undefined;
  const currency = await currencyOf();
  return {
    ...head,
    ...{ month, currency },
    closedAt: row?.closedAt.getTime() ?? null,
    opening: await holdings(id, currency, before),
    lines: await linesBetween(id, currency, [before, row?.ledgerId ?? null]),
  };
}

async function presentHead(partnerId: string): Promise<StatementHead | undefined> {
  const partner = await db.partner.findUnique({
    where: { id: partnerId },
    select: { handle: true, name: true },
  });
  if (!partner) return undefined;
  const { name: program } = await db.program.findUniqueOrThrow({ where: { id: 1 } });
  return { program, partner };
}

interface PaidRow {
  partnerId: string;
  handle: string;
  name: string;
  country: string | null;
  month: string;
  closed: boolean;
  paid: bigint;
}

// By the month it was booked in, as the statements say; what is not closed yet is of the month that runs.
const PAID = `
  with closed as (
    select partner_id, month, ledger_id, coalesce(lag(ledger_id) over (partition by partner_id order by month), 0) as after, head
    from month_statement where ($1::text is null or partner_id = $1)),
  months as (
    select partner_id, month, ledger_id, after, head, true as closed from closed where left(month, 4) = $3
    union all
    select p.id, $4, null, coalesce((select max(c.ledger_id) from closed c where c.partner_id = p.id), 0), null, false
    from partner p where ($1::text is null or p.id = $1) and left($4, 4) = $3)
  select p.id as "partnerId", p.handle, coalesce(m.head -> 'partner' ->> 'name', p.name) as name, p.country, m.month, m.closed, s.paid
  from months m join partner p on p.id = m.partner_id, lateral (
    select ${CASH} as paid from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
    where t.partner_id = p.id and t.currency = $2 and t.id > m.after and (m.ledger_id is null or t.id <= m.ledger_id)
      and t.kind in ('payout_paid', 'payout_returned')) s
  order by p.handle, m.month, m.closed desc`;

/**
 * What partners were paid in a year, by month: one's own, or for an admin everybody's who was paid anything.
 * @param partnerId an admin's narrowing; ignored for a partner
 */
export async function yearTotals(
  scope: Scope,
  { year, at, partnerId }: { year: string; at: Instant; partnerId?: string },
): Promise<YearTotals[]> {
  const currency = await currencyOf();
  const { rows } = await pool.query<PaidRow>({
    name: 'year-paid',
    text: PAID,
    values: [visiblePartnerId(scope, partnerId) ?? null, currency, year, utcMonth(at)],
  });
  const open = utcMonth(at) <= `${year}-12`;
  return [...groupBy(rows, (row) => row.partnerId)]
    .map(([id, own]) => {
      const last = own.at(-1);
      const months = monthsOf(year).map((month) => ({
        month,
        paid: sum(own.filter((row) => row.month === month).map((row) => row.paid)),
      }));
      return {
        year,
        partner: { id, handle: last?.handle ?? '', name: last?.name ?? '', country: last?.country ?? null },
        currency,
        months,
        total: sum(months.map(({ paid }) => paid)),
        final: !open && own.some((row) => row.month === `${year}-12` && row.closed),
      };
    })
    .filter(({ total, months }) => total !== 0n || months.some(({ paid }) => paid !== 0n));
}
