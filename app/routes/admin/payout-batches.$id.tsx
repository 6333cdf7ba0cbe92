import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Download } from 'lucide-react';
import { useRefreshWhile } from '~/components/reconciliation/refresh';
import { buttonClass } from '~/components/ui/button';
import { PageHeader } from '~/components/ui/page-header';
import { formatMoment } from '~/components/ui/time';
import { currentUser, requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { Approvals } from './payout-batch-approvals';
import { readChoice } from './payout-batch-choice';
import { Exceptions } from './payout-batch-exceptions';
import { BatchFooter } from './payout-batch-footer';
import { BatchGroups } from './payout-batch-groups';
import { readBatchPage } from './payout-batch-page.server';
import { Decided, isMoving, Progress } from './payout-batch-progress';
import { BatchResult } from './payout-batch-result';
import { batchOrigins, batchTitle } from './payout-batch-words';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payout batch · Tributary admin' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const page = await readBatchPage(scope, params.id ?? '', readChoice(searchParams));
  if (!page) throw new Response('There is no such batch.', { status: 404 });
  const approval = searchParams.get('approval');
  return {
    ...page,
    steppedUp: (await currentUser(request))?.steppedUp ?? false,
    /** what became of the last decision */
    result: searchParams.get('result'),
    approval: page.approvals.find(({ id }) => id === approval) ?? null,
  };
}

export default function Batch() {
  const { batch, rows, approvals, names, choosable, result, approval, ...approving } =
    useLoaderData<typeof loader>();
  useRefreshWhile(isMoving(rows));
  const at = (place: string) => rows.filter((row) => row.place.place === place);
  const deciding = at('decide');
  const by = batch.createdBy === null ? batchOrigins[batch.origin] : (names[batch.createdBy] ?? 'An admin');
  return (
    <>
      <PageHeader
        title={batchTitle(batch)}
        lead={`${by} asked for ${batch.payouts.toLocaleString('en-US')} payouts at ${formatMoment(batch.createdAt)}.`}
        back={{ to: paths.adminPayoutBatches, label: 'Payout batches' }}
        actions={
          <a href={paths.adminPayoutBatchCsv(batch.id)} download className={buttonClass()}>
            <Download aria-hidden size={16} />
            Export CSV
          </a>
        }
      />
      <div className="grid gap-6">
        <BatchResult result={result} approval={approval} />
        <Progress rows={rows} currency={batch.currency} />
        <Exceptions batchId={batch.id} rows={at('exception')} />
        {deciding.length > 0 && <BatchGroups batchId={batch.id} rows={deciding} />}
        {choosable && (
          <BatchFooter batch={batch} chosen={rows.filter(({ chosen }) => chosen)} {...approving} />
        )}
        <Decided rows={at('progress')} names={names} />
        <Approvals approvals={approvals} names={names} />
      </div>
    </>
  );
}
