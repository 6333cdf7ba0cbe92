import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Scale } from 'lucide-react';
import { DisputeState } from '~/components/agency/dispute-state';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { Time } from '~/components/ui/time';
import { listDisputes } from '~/domain/reporting/client-disputes.server';
import { ageInWords } from '~/domain/reporting/waiting';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths, withQuery } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Disputes · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const state = searchParams.get('show') === 'decided' ? 'decided' : 'waiting';
  const listed = await listDisputes(scope, state, readPage(searchParams));
  const at = now();
  const rows = listed.data.map((row) => ({ ...row, age: ageInWords(row.openedAt, at) }));
  return { rows, nextCursor: listed.nextCursor, state };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  {
    key: 'customer',
    header: 'Customer',
    names: true,
    cell: (row) => (
      <Link
        to={paths.adminDispute(row.id)}
        prefetch="intent"
        className="rounded-sm font-medium break-words hover:underline"
      >
        {row.customer.externalId}
      </Link>
    ),
  },
  { key: 'partner', header: 'Says it is its own', cell: (row) => row.partner.name },
  {
    key: 'credited',
    header: 'Credited to',
    cell: (row) => row.credited?.name ?? <span className="text-faint">Nobody</span>,
  },
  {
    key: 'age',
    header: 'Opened',
    cell: (row) => (
      <>
        <Time at={row.openedAt} />
        {row.decidedAt === null && <span className="block text-xs text-faint">waits for {row.age}</span>}
      </>
    ),
  },
  { key: 'state', header: 'State', cell: (row) => <DisputeState outcome={row.outcome} /> },
];

export default function AdminDisputes() {
  const { rows, nextCursor, state } = useLoaderData<typeof loader>();
  const waiting = state === 'waiting';
  return (
    <>
      <PageHeader
        title={waiting ? 'Disputes' : 'Decided disputes'}
        lead="Partners who say that a customer credited elsewhere is their own. The longest wait comes first."
        actions={
          <LinkButton
            to={waiting ? withQuery(paths.adminDisputes, { show: 'decided' }) : paths.adminDisputes}
          >
            {waiting ? 'Decided ones' : 'Those that wait'}
          </LinkButton>
        }
      />
      <Card flush>
        <DataTable
          caption="Disputes"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={
            <EmptyState icon={Scale} title={waiting ? 'No dispute waits' : 'None has been decided'}>
              Who lost a customer to another partner can say so on its page “Disputes”; it then waits here.
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="disputes" shown={rows.length} />
      </Card>
    </>
  );
}
