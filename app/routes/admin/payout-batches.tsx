import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Layers } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { StatusBadge } from '~/components/ui/status-badge';
import { formatMoment } from '~/components/ui/time';
import { listBatches } from '~/domain/payout/batches.server';
import type { PayoutStatus } from '~/domain/payout/payout';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { batchOrigins, batchTitle } from './payout-batch-words';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payout batches · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const listed = await listBatches(scope, readPage(new URL(request.url).searchParams));
  return { rows: listed.data, nextCursor: listed.nextCursor };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  {
    key: 'batch',
    header: 'Batch',
    names: true,
    cell: (row) => (
      <>
        <Link
          to={paths.adminPayoutBatch(row.id)}
          prefetch="intent"
          className="rounded-sm font-medium hover:underline"
        >
          {batchTitle(row)}
        </Link>
        <span className="block text-xs text-faint">
          {batchOrigins[row.origin]}, {formatMoment(row.createdAt)}
        </span>
      </>
    ),
  },
  {
    key: 'state',
    header: 'Payouts by state',
    cell: (row) => (
      <span className="inline-flex flex-wrap justify-end gap-x-3 gap-y-1 sm:justify-start">
        {Object.entries(row.byStatus).map(([status, total]) => (
          <span key={status} className="inline-flex items-center gap-1 text-xs">
            <span className="figures">{total.payouts.toLocaleString('en-US')}</span>
            <StatusBadge of="payout" status={status as PayoutStatus} />
          </span>
        ))}
        {row.held > 0 && <Badge tone="bad">{row.held} stopped</Badge>}
      </span>
    ),
  },
  {
    key: 'payouts',
    header: 'Payouts',
    align: 'end',
    minor: true,
    cell: (row) => row.payouts.toLocaleString('en-US'),
  },
  {
    key: 'amount',
    header: 'Amount',
    align: 'end',
    cell: (row) => <MoneyText amount={row.amount} currency={row.currency} className="font-medium" />,
  },
];

function RequestForAll({ primary }: { primary?: boolean }) {
  return (
    <LinkButton to={paths.adminPayoutBatchNew} variant={primary ? 'primary' : 'secondary'}>
      Request for everybody
    </LinkButton>
  );
}

export default function Batches() {
  const { rows, nextCursor } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Payout batches"
        lead="Payouts that were requested together: each month’s on the 1st, and whenever you ask for everybody."
        back={{ to: paths.adminPayouts, label: 'Payouts' }}
        actions={rows.length > 0 && <RequestForAll primary />}
      />
      <Card flush>
        <DataTable
          caption="Payout batches"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={Layers} title="No batch yet" actions={<RequestForAll />}>
              On the 1st of each month a payout is requested for every partner with at least the minimum.
              Until then you can look at who would be paid, and request it now.
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="batches" shown={rows.length} />
      </Card>
    </>
  );
}
