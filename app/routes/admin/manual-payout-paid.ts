import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { markPaidByHand } from '~/flows/pay-by-hand.server';
import { hasControl, isStorable } from '~/kernel/text';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const MOST_CHARACTERS = 80;

/** POST /admin/payouts/:id/paid-by-hand: with the bank's reference and the second factor. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request, { stepUp: true, returnTo: paths.adminManualPayouts });
  const said = (await request.formData()).get('reference');
  const reference = typeof said === 'string' ? said.trim() : '';
  const fits = reference !== '' && reference.length <= MOST_CHARACTERS;
  if (!fits || hasControl(reference) || !isStorable(reference))
    return redirect(withQuery(paths.adminManualPayouts, { result: 'bad_reference' }));
  const { outcome } = await markPaidByHand({ scope, payoutId: params.id ?? '', reference });
  if (outcome === 'not_found') throw new Response('There is no such payout.', { status: 404 });
  return redirect(withQuery(paths.adminManualPayouts, { result: outcome }));
}
