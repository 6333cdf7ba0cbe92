import type { AdminScope } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import { type Instant, utcDate } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { Tx } from '~/platform/transaction.server';

/** A day's rate of a currency, set once (ADR-0075). */
export interface ExchangeRateView {
  /** UTC, "2026-01-31" */
  day: string;
  /** ISO 4217 */
  currency: string;
  /** minor units of the program's currency per 10^9 minor units of `currency` */
  ratePerE9: bigint;
  /** the admin; null for rates older than this record of them */
  createdBy: string | null;
  createdAt: Instant;
}

/** The rates of days and currencies, by `${day} ${currency}`; what is not set is missing. */
export async function loadRates(
  tx: Tx,
  wanted: ReadonlyArray<{ day: string; currency: string }>,
): Promise<Map<string, bigint>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.exchangeRate.findMany({
    where: { OR: wanted.map(({ day, currency }) => ({ currency, day: new Date(day) })) },
  });
  return new Map(rows.map((row) => [`${utcDate(row.day.getTime())} ${row.currency}`, row.ratePerE9]));
}

/** Sets a rate unless the day has one: it is set once. @returns the one that stands, and whether it is new */
export async function insertRate(
  tx: Tx,
  rate: ExchangeRateView,
): Promise<{ inserted: boolean; standing: ExchangeRateView }> {
  const { day, currency, ratePerE9, createdBy, createdAt } = rate;
  const id = { day: new Date(day), currency };
  const { count } = await tx.exchangeRate.createMany({
    data: [{ ...id, ratePerE9, createdBy, createdAt: new Date(createdAt) }],
    skipDuplicates: true,
  });
  const row = await tx.exchangeRate.findUniqueOrThrow({ where: { day_currency: id } });
  return { inserted: count === 1, standing: viewOf(row) };
}

/** Rates, the latest day first. */
export async function listRates(
  _scope: AdminScope,
  filter: { currency?: string | undefined },
  page: Page,
): Promise<Listed<ExchangeRateView>> {
  const rows = await db.exchangeRate.findMany({
    where: {
      AND: [filter.currency === undefined ? {} : { currency: filter.currency }, afterRate(page)],
    },
    orderBy: [{ day: 'desc' }, { currency: 'asc' }],
    take: page.limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.day.getTime(), id: row.currency }));
  return { data: data.map(viewOf), nextCursor };
}

// Of one day they are ordered by their currency.
function afterRate({ cursor }: Page): Prisma.ExchangeRateWhereInput {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  if (!position) return {};
  const day = new Date(utcDate(position.at));
  return { OR: [{ day: { lt: day } }, { day, currency: { gt: position.id } }] };
}

function viewOf(row: Prisma.ExchangeRateGetPayload<object>): ExchangeRateView {
  const { currency, ratePerE9, createdBy } = row;
  return {
    day: utcDate(row.day.getTime()),
    currency,
    ratePerE9,
    createdBy,
    createdAt: row.createdAt.getTime(),
  };
}
