import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { getPayout } from '~/domain/payout/payouts.server';
import { rejectPayout } from '~/flows/reject-payout.server';
import { isStorable } from '~/kernel/text';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const MOST_CHARACTERS = 500;

/** POST /admin/payouts/batches/:id/exclusion: one payout of it is rejected with a reason, which the partner reads; its money is available again. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const batchId = params.id ?? '';
  const form = await request.formData();
  const [payoutId, said] = [form.get('payout'), form.get('reason')];
  const reason = typeof said === 'string' ? said.trim() : '';
  if (reason === '' || reason.length > MOST_CHARACTERS || !isStorable(reason))
    throw new Response(`Write a reason of at most ${MOST_CHARACTERS} characters.`, { status: 422 });
  const known =
    typeof payoutId === 'string' && isStorable(payoutId) ? await getPayout(scope, payoutId) : undefined;
  if (known?.batchId !== batchId)
    throw new Response('There is no such payout in this batch.', { status: 404 });
  const { outcome } = await rejectPayout({ scope, payoutId: known.id, reason, at: now() });
  const result = outcome === 'rejected' ? 'excluded' : 'exclusion_too_late';
  return redirect(withQuery(paths.adminPayoutBatch(batchId), { result }));
}
