import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useNavigation } from '@remix-run/react';
import { Scale } from 'lucide-react';
import { useRefreshWhile } from '~/components/reconciliation/refresh';
import { originWords, stateWords } from '~/components/reconciliation/words';
import { Badge } from '~/components/ui/badge';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { formatMoment, Time } from '~/components/ui/time';
import { listReconciliations } from '~/domain/reconciliation/reconciliations.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Reconciliation · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const listed = await listReconciliations(scope, readPage(new URL(request.url).searchParams));
  return { rows: listed.data, nextCursor: listed.nextCursor };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const count = (n: number) => n.toLocaleString('en-US');

const columns: Array<Column<Row>> = [
  {
    key: 'started',
    header: 'Run',
    names: true,
    cell: ({ id, startedAt, origin, repair }) => (
      <>
        <Link
          to={paths.adminReconciliation(id)}
          prefetch="intent"
          className="rounded-sm font-medium hover:underline"
        >
          {formatMoment(startedAt)}
        </Link>
        <span className="block text-xs text-faint">
          {originWords[origin]}
          {repair ? '' : ', changing nothing'}
        </span>
      </>
    ),
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, reason }) => (
      <>
        <Badge tone={stateWords[state].tone}>{stateWords[state].word}</Badge>
        {reason && <span className="mt-1 block max-w-sm text-xs text-pretty text-muted">{reason}</span>}
      </>
    ),
  },
  {
    key: 'finished',
    header: 'Ended',
    minor: true,
    cell: ({ finishedAt }) => (finishedAt === null ? '\u2013' : <Time at={finishedAt} precise />),
  },
  {
    key: 'errors',
    header: 'Errors',
    align: 'end',
    cell: ({ counts }) => count(counts.bySeverity.error),
  },
  {
    key: 'differences',
    header: 'Differences',
    align: 'end',
    cell: ({ counts }) => count(counts.bySeverity.warning),
  },
  {
    key: 'repaired',
    header: 'Repaired',
    align: 'end',
    cell: ({ counts }) => count(counts.byOutcome.repaired),
  },
  {
    key: 'person',
    header: 'Need a person',
    align: 'end',
    cell: ({ counts }) =>
      counts.byOutcome.needs_person === 0 ? '0' : <strong>{count(counts.byOutcome.needs_person)}</strong>,
  },
];

function ReconcileNow() {
  const navigation = useNavigation();
  return (
    <Form method="post" action={paths.adminReconciliationRequest}>
      <Button variant="primary" busy={navigation.formAction === paths.adminReconciliationRequest}>
        Reconcile now
      </Button>
    </Form>
  );
}

export default function Reconciliations() {
  const { rows, nextCursor } = useLoaderData<typeof loader>();
  useRefreshWhile(rows.some(({ state }) => state === 'running'));
  return (
    <>
      <PageHeader
        title="Reconciliation"
        lead="The books against Stripe and against themselves: on the 2nd of each month, and whenever you ask."
        actions={rows.length > 0 && <ReconcileNow />}
      />
      <Card flush>
        <DataTable
          caption="Reconciliations"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={Scale} title="No reconciliation yet" actions={<ReconcileNow />}>
              A run reads every paid invoice, refund, dispute, subscription and transfer at Stripe. What never
              arrived here is fetched and recorded as if it had; then every partner is computed again from the
              recorded events and must come out to the cent. Nothing that stands in the books is changed.
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="reconciliations" shown={rows.length} />
      </Card>
    </>
  );
}
