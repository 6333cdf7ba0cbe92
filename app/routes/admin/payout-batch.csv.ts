import type { LoaderFunctionArgs } from '@remix-run/node';
import { batchCsv } from '~/domain/payout/batch-csv.server';
import { getBatch } from '~/domain/payout/batches.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { download } from '~/platform/http.server';
import { readBatchRows } from '~/routes/batch-rows.server';
import { requireAdmin } from '~/routes/guards.server';

/** GET /admin/payouts/batches/:id/payouts.csv: every payout of it as it stands now. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const batch = await getBatch(scope, params.id ?? '');
  if (!batch) throw new Response('There is no such batch.', { status: 404 });
  const rows = await readBatchRows(scope, batch.id);
  const names = await namesOfPeople(
    scope,
    rows.flatMap(({ approvals }) => approvals.map(({ by }) => by)),
  );
  return download(batchCsv(batch.id, rows, names), {
    type: 'text/csv; charset=utf-8',
    name: `payouts-${batch.month ?? batch.id}.csv`,
  });
}
