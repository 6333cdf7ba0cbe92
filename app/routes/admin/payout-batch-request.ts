import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { isBatchId, requestBatch } from '~/flows/request-batch.server';
import { isStorable } from '~/kernel/text';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/payouts/batches/requests: a payout for everybody eligible, or for the partners named. A second click finds the first one's. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const form = await request.formData();
  const batchId = form.get('batchId');
  if (typeof batchId !== 'string' || !isBatchId(batchId))
    throw new Response('The form is incomplete. Open the page again.', { status: 400 });
  const named = form.getAll('partner').filter((id) => typeof id === 'string' && isStorable(id)) as string[];
  const partnerIds = named.length === 0 ? undefined : named;
  const result = await requestBatch({ by: scope, batchId, partnerIds, at: now() });
  if (result.outcome === 'nobody')
    return redirect(withQuery(paths.adminPayoutBatchNew, { result: 'nobody' }));
  return redirect(withQuery(paths.adminPayoutBatch(result.batchId), { result: 'requested' }));
}
