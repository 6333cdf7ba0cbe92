import { CalendarDays } from 'lucide-react';
import { Badge } from '~/components/ui/badge';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { MoneyText } from './money-text';

/** A month of a partner's books. */
export interface MonthRow {
  month: string;
  closedAt: Instant | null;
  earned: MinorUnits;
  paid: MinorUnits;
  closing: MinorUnits;
}

export interface MonthListProps {
  months: readonly MonthRow[];
  currency: string;
  /** address of "2026-02.pdf" */
  fileTo: (file: string) => string;
}

const look = 'rounded-sm text-sm font-medium text-accent-ink hover:underline';

const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "2026-02" -> "February 2026". */
function monthName(month: string): string {
  return `${names[Number(month.slice(5)) - 1] ?? ''} ${month.slice(0, 4)}`;
}

/** Months, the latest first, each with its statement (ADR-0092). */
export function MonthList({ months, currency, fileTo }: MonthListProps) {
  const money = (amount: MinorUnits) => <MoneyText amount={amount} currency={currency} />;
  const columns: Array<Column<MonthRow>> = [
    {
      key: 'month',
      header: 'Month',
      names: true,
      cell: (row) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <span className="font-medium">{monthName(row.month)}</span>
          {row.closedAt === null && <Badge title="More may be booked in this month">Open</Badge>}
        </span>
      ),
    },
    { key: 'earned', header: 'Earned', align: 'end', cell: (row) => money(row.earned) },
    { key: 'paid', header: 'Paid', align: 'end', cell: (row) => money(row.paid) },
    { key: 'closing', header: 'Balance at its end', align: 'end', cell: (row) => money(row.closing) },
    {
      key: 'files',
      header: 'Statement',
      silent: true,
      align: 'end',
      cell: (row) => (
        <FileLinks what={monthName(row.month)} to={(format) => fileTo(`${row.month}.${format}`)} />
      ),
    },
  ];
  return (
    <DataTable
      caption="Monthly statements"
      columns={columns}
      rows={months}
      rowKey={(row) => row.month}
      empty={
        <EmptyState icon={CalendarDays} title="No statements yet">
          The first one comes with the first commission. A month is closed on the 1st of the next.
        </EmptyState>
      }
    />
  );
}

function FileLinks({ what, to }: { what: string; to: (format: 'pdf' | 'csv') => string }) {
  return (
    <span className="inline-flex gap-3 whitespace-nowrap">
      {(['pdf', 'csv'] as const).map((format) => (
        <a key={format} href={to(format)} className={look} download>
          {format.toUpperCase()}
          <span className="sr-only"> statement of {what}</span>
        </a>
      ))}
    </span>
  );
}

/** What was paid in each year, for the taxes. */
export function YearLinks({ months, fileTo }: Pick<MonthListProps, 'months' | 'fileTo'>) {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  if (years.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 border-t px-4 py-3 text-sm sm:px-5">
      <span className="text-muted">Paid per year, for your taxes</span>
      {years.map((year) => (
        <a key={year} href={fileTo(`${year}.csv`)} className={look} download>
          {year}
          <span className="sr-only"> as CSV</span>
        </a>
      ))}
    </p>
  );
}
