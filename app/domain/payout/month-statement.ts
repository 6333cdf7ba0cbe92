import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { StatementHead } from './statement';

/** What a partner has where, in minor units. */
export interface Holdings {
  pending: MinorUnits;
  available: MinorUnits;
  inTransit: MinorUnits;
}

/** One ledger transaction as a month's statement lists it: what it added where; `paid` left for the partner. */
export interface MonthLine extends Holdings {
  /** the instant of the rules, which may lie in an earlier month than the one it was booked in */
  at: Instant;
  kind: string;
  /** it undoes an earlier one */
  cancels: boolean;
  /** a commission's or payout's id */
  reference: string;
  paid: MinorUnits;
}

/** A month of a partner's books (ADR-0092). */
export interface MonthStatement extends StatementHead {
  /** "2026-02" */
  month: string;
  /** null: the month is not closed, and more may be booked in it */
  closedAt: Instant | null;
  currency: string;
  opening: Holdings;
  lines: MonthLine[];
}

/** What a month's transactions come to, in the order of a statement. */
export const monthRows = [
  'earned',
  'reversed',
  'released',
  'requested',
  'given_back',
  'paid',
  'returned',
] as const;
export type MonthRow = (typeof monthRows)[number];

export const rowWords: Readonly<Record<MonthRow, string>> = {
  earned: 'Earned',
  reversed: 'Reversed',
  released: 'Released',
  requested: 'Requested for payout',
  given_back: 'Payouts not made',
  paid: 'Paid',
  returned: 'Payouts returned',
};

const ROW_OF: Readonly<Record<string, MonthRow>> = {
  vest: 'earned',
  reverse: 'reversed',
  release: 'released',
  payout_requested: 'requested',
  payout_rejected: 'given_back',
  payout_canceled: 'given_back',
  payout_failed: 'given_back',
  payout_paid: 'paid',
  payout_returned: 'returned',
};

/** Which row a kind of transaction belongs to. @throws for a kind no statement knows: it must not be left out of the sum */
export function rowOf(kind: string): MonthRow {
  const row = ROW_OF[kind];
  if (!row) throw new Error(`no row of a statement is for ${kind}`);
  return row;
}

/** "Earned", "Earned, cancelled": a line in words. */
export function lineWords({ kind, cancels }: Pick<MonthLine, 'kind' | 'cancels'>): string {
  return `${rowWords[rowOf(kind)]}${cancels ? ', cancelled' : ''}`;
}

const nothing: Holdings & { paid: MinorUnits } = { pending: 0n, available: 0n, inTransit: 0n, paid: 0n };

function add<T extends Holdings & { paid: MinorUnits }>(a: T, b: Holdings & { paid: MinorUnits }) {
  return {
    pending: a.pending + b.pending,
    available: a.available + b.available,
    inTransit: a.inTransit + b.inTransit,
    paid: a.paid + b.paid,
  };
}

/** A row with its sum; rows without transactions are there with zeros. */
export interface MonthTotal extends Holdings {
  row: MonthRow;
  count: number;
  paid: MinorUnits;
}

/** The month's sums by row. */
export function monthTotals(lines: readonly MonthLine[]): MonthTotal[] {
  return monthRows.map((row) => {
    const own = lines.filter((line) => rowOf(line.kind) === row);
    return { row, count: own.length, ...own.reduce(add, nothing) };
  });
}

/** What the partner has at the month's end: what it had, and every line of the month (domain.md section 8: a balance is a sum of entries). */
export function closingOf({ opening, lines }: Pick<MonthStatement, 'opening' | 'lines'>): Holdings {
  const { paid: _, ...closing } = lines.reduce(add, { ...opening, paid: 0n });
  return closing;
}

/** What left for the partner in the month, less what came back. */
export function paidIn(lines: readonly MonthLine[]): MinorUnits {
  return lines.reduce((total, line) => total + line.paid, 0n);
}

/** One partner's year for the taxes: what was paid by month, "2026-01" to "2026-12"; returned payouts taken off in the month they came back. */
export interface YearTotals {
  year: string;
  partner: { id: string; handle: string; name: string; country: string | null };
  currency: string;
  months: Array<{ month: string; paid: MinorUnits }>;
  total: MinorUnits;
  /** every month of the year is closed */
  final: boolean;
}

/** The twelve months of a year. */
export function monthsOf(year: string): string[] {
  return Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);
}

export const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
export const YEAR = /^\d{4}$/;
