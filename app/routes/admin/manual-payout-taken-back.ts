import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { takeBackByHand } from '~/flows/pay-by-hand.server';
import { isStorable } from '~/kernel/text';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const MOST_CHARACTERS = 500;

/** POST /admin/payouts/:id/taken-back: a payment by hand the bank did not take, or a mistake; with a reason and the second factor. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request, { stepUp: true, returnTo: paths.adminManualPayouts });
  const said = (await request.formData()).get('reason');
  const reason = typeof said === 'string' ? said.trim() : '';
  if (reason === '' || reason.length > MOST_CHARACTERS || !isStorable(reason)) {
    throw new Response(`Write a reason of at most ${MOST_CHARACTERS} characters.`, { status: 422 });
  }
  const { outcome } = await takeBackByHand({ scope, payoutId: params.id ?? '', reason, at: now() });
  if (outcome === 'not_found') throw new Response('There is no such payout.', { status: 404 });
  return redirect(withQuery(paths.adminManualPayouts, { result: outcome }));
}
