import { moneyWords } from '~/components/money/money-text';
import { type Column, DataTable } from '~/components/ui/data-table';
import { formatMonth } from '~/components/ui/time';
import type { Forecast } from '~/domain/reporting/forecast';

type Row = Forecast['totals'][number] & { month: string };

/** A year ahead, month by month: before the cap, what the cap takes, what is earned, and what becomes available. */
export function ForecastTotals({ forecast, currency }: { forecast: Forecast; currency: string }) {
  const { months, totals, total } = forecast;
  const rows: Row[] = [
    ...totals.map((figures, index) => ({ ...figures, month: months[index] ?? '' })),
    { ...total, released: totals.reduce((sum, { released }) => sum + released, 0n), month: 'total' },
  ];
  const money = (value: (row: Row) => bigint) => (row: Row) => (
    <span className={row.month === 'total' ? 'font-semibold' : undefined}>
      {moneyWords(value(row), currency)}
    </span>
  );
  const columns: Array<Column<Row>> = [
    {
      key: 'month',
      header: 'Month',
      names: true,
      className: 'whitespace-nowrap',
      cell: ({ month }) =>
        month === 'total' ? <span className="font-semibold">In twelve months</span> : formatMonth(month),
    },
    { key: 'uncapped', header: 'Before the cap', align: 'end', cell: money((row) => row.uncapped) },
    {
      key: 'taken',
      header: 'The cap takes',
      align: 'end',
      cell: (row) =>
        row.uncapped === row.capped ? (
          <span className="text-faint">{moneyWords(0n, currency)}</span>
        ) : (
          money((each) => each.capped - each.uncapped)(row)
        ),
    },
    { key: 'capped', header: 'You earn', align: 'end', cell: money((row) => row.capped) },
    { key: 'released', header: 'Becomes available', align: 'end', cell: money((row) => row.released) },
  ];
  return (
    <DataTable
      caption={`Expected commission by month, ${currency}`}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.month}
      narrow="scroll"
    />
  );
}
