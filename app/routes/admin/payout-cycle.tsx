import { MoneyText } from '~/components/money/money-text';
import type { Column } from '~/components/ui/data-table';
import type { MinorUnits } from '~/kernel/money';

interface Cycle {
  amount: MinorUnits;
  last: MinorUnits | null;
}

/** A payout beside the one before: the last cycle, and how much more or less it is now. */
export function cycleColumns<Row extends Cycle>(currencyOf: (row: Row) => string): Array<Column<Row>> {
  return [
    {
      key: 'last',
      header: 'Last',
      align: 'end',
      cell: (row) =>
        row.last === null ? (
          <span className="text-faint">None yet</span>
        ) : (
          <MoneyText amount={row.last} currency={currencyOf(row)} bare className="text-muted" />
        ),
    },
    {
      key: 'now',
      header: 'Now',
      align: 'end',
      cell: (row) => (
        <MoneyText amount={row.amount} currency={currencyOf(row)} bare className="font-medium" />
      ),
    },
    {
      key: 'delta',
      header: 'Difference',
      align: 'end',
      cell: (row) => (
        <MoneyText
          amount={row.amount - (row.last ?? 0n)}
          currency={currencyOf(row)}
          bare
          signed
          className="text-muted"
        />
      ),
    },
  ];
}
