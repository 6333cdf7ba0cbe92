import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { CircleCheck } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { cx } from '~/components/ui/class-names';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { approvalsNeeded } from '~/domain/payout/approval';
import { listPayouts } from '~/domain/payout/payouts.server';
import { getPayoutContexts } from '~/domain/reporting/payout-queue.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths, withQuery } from '~/routes/paths';
import { PayoutFlags } from './payout-flags';
import { PartnerOf } from './payout-partner';
import { filterOf, readView, type ViewName, views } from './payout-views';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payouts · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const view = readView(searchParams);
  const partnerId = searchParams.get('partner') ?? undefined;
  const listed = await listPayouts(scope, { ...filterOf(view), partnerId }, readPage(searchParams));
  const ids = listed.data.map(({ id }) => id);
  const contexts = await getPayoutContexts(scope, ids, now());
  const rows = listed.data.map((payout) => ({
    ...payout,
    context: contexts.get(payout.id) ?? null,
    needed: approvalsNeeded(payout.amount, env.payoutSecondApprovalAbove),
  }));
  return { rows, nextCursor: listed.nextCursor, view };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  { key: 'partner', header: 'Partner', names: true, cell: (row) => <PartnerOf row={row} /> },
  { key: 'requested', header: 'Requested', cell: (row) => <Time at={row.requestedAt} precise /> },
  {
    key: 'status',
    header: 'Status',
    cell: (row) => (
      <>
        <span className="inline-flex flex-wrap justify-end gap-1 sm:justify-start">
          <StatusBadge of="payout" status={row.status} />
          {row.needsReview && <Badge tone="bad">Stopped</Badge>}
          {row.status === 'requested' && row.needed > 1 && (
            <Badge title="Above the limit, two different admins approve">
              {row.approvals.length} of {row.needed} approvals
            </Badge>
          )}
        </span>
        {row.reason && (
          <span className="mt-1 block max-w-xs text-xs text-pretty text-muted">{row.reason}</span>
        )}
      </>
    ),
  },
  {
    key: 'flags',
    header: 'To notice',
    cell: (row) => <PayoutFlags of={row.context?.flags ?? []} />,
    minor: true,
  },
  {
    key: 'items',
    header: 'Commissions',
    align: 'end',
    minor: true,
    cell: (row) => (row.context?.items ?? 0).toLocaleString('en-US'),
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
    cell: (row) =>
      row.status === 'requested' ? (
        <LinkButton to={paths.adminPayout(row.id)} size="sm">
          Review
        </LinkButton>
      ) : null,
  },
];

const empty: Record<ViewName, string> = {
  queue: 'No payout waits for an approval',
  review: 'No payout was stopped',
  moving: 'Nothing is being sent',
  done: 'Nothing has been paid yet',
  undone: 'None was rejected, failed, returned or canceled',
  all: 'No payouts yet',
};

export default function Payouts() {
  const { rows, nextCursor, view } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Payouts"
        lead="Each is approved by a person with a second factor, then sent once."
        actions={
          <>
            <LinkButton to={paths.adminManualPayouts}>By hand</LinkButton>
            <LinkButton to={paths.adminPayoutBatches}>Batches</LinkButton>
          </>
        }
      />
      <Card flush>
        <nav aria-label="Payouts by state" className="flex gap-1 overflow-x-auto border-b px-3 py-2 sm:px-4">
          {Object.entries(views).map(([name, { label }]) => (
            <Link
              key={name}
              to={withQuery(paths.adminPayouts, { show: name === 'queue' ? null : name })}
              prefetch="intent"
              aria-current={name === view ? 'page' : undefined}
              className={cx(
                'inline-flex min-h-9 items-center rounded px-2.5 text-sm whitespace-nowrap focus-visible:-outline-offset-2',
                name === view ? 'bg-sunken font-medium' : 'text-muted hover:text-ink',
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
        <DataTable
          caption="Payouts"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={CircleCheck} title={empty[view]} />}
        />
        <Pagination nextCursor={nextCursor} what="payouts" shown={rows.length} />
      </Card>
    </>
  );
}
