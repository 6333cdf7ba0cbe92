import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { rejectPayout } from '~/flows/reject-payout.server';
import { isStorable } from '~/kernel/text';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const MOST_CHARACTERS = 500;

/** POST /admin/payouts/:id/rejection: with a reason, which the partner reads. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const payoutId = params.id ?? '';
  const said = (await request.formData()).get('reason');
  const reason = typeof said === 'string' ? said.trim() : '';
  if (reason === '' || reason.length > MOST_CHARACTERS || !isStorable(reason)) {
    throw new Response(`Write a reason of at most ${MOST_CHARACTERS} characters.`, { status: 422 });
  }
  const { outcome } = await rejectPayout({ scope, payoutId, reason, at: now() });
  if (outcome === 'not_found') throw new Response('There is no such payout.', { status: 404 });
  return redirect(withQuery(paths.adminPayout(payoutId), { result: outcome }));
}
