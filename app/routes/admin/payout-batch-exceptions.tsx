import { MoneyText } from '~/components/money/money-text';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { StatusBadge } from '~/components/ui/status-badge';
import { paths, withQuery } from '~/routes/paths';
import { Exclude } from './payout-batch-groups';
import type { BatchPageRow } from './payout-batch-page.server';
import { PartnerOf } from './payout-partner';

function NextStep({ batchId, row }: { batchId: string; row: BatchPageRow }) {
  const of = <span className="sr-only"> {row.partner.name}</span>;
  if (row.needsReview) {
    return (
      <LinkButton to={paths.adminPayout(row.id)} size="sm">
        Decide{of}
      </LinkButton>
    );
  }
  if (row.status === 'requested') return <Exclude batchId={batchId} row={row} />;
  if (row.status === 'failed' || row.status === 'returned') {
    return (
      <LinkButton to={withQuery(paths.adminPayoutBatchNew, { partner: row.partnerId })} size="sm">
        Request again{of}
      </LinkButton>
    );
  }
  return null;
}

function columnsOf(batchId: string): Array<Column<BatchPageRow>> {
  return [
    { key: 'partner', header: 'Partner', names: true, cell: (row) => <PartnerOf row={row} /> },
    { key: 'status', header: 'Status', cell: (row) => <StatusBadge of="payout" status={row.status} /> },
    {
      key: 'why',
      header: 'Why, and what next',
      cell: ({ place }) =>
        place.place === 'exception' && (
          <span className="block max-w-md text-pretty">
            {place.exception.reason}
            <span className="block text-xs text-muted">{place.exception.next}</span>
          </span>
        ),
    },
    {
      key: 'amount',
      header: 'Amount',
      align: 'end',
      cell: (row) => <MoneyText amount={row.amount} currency={row.currency} className="font-medium" />,
    },
    {
      key: 'actions',
      header: 'Actions',
      silent: true,
      align: 'end',
      cell: (row) => <NextStep batchId={batchId} row={row} />,
    },
  ];
}

/** What an approval named and could not approve, and what was stopped, refused or sent back since. */
export function Exceptions({ batchId, rows }: { batchId: string; rows: readonly BatchPageRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Card
      id="exceptions"
      title={`Exceptions (${rows.length.toLocaleString('en-US')})`}
      description="The rest of the batch does not wait for them."
      flush
    >
      <DataTable caption="Exceptions" columns={columnsOf(batchId)} rows={rows} rowKey={({ id }) => id} />
    </Card>
  );
}
