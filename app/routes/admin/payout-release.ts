import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { giveUpPayout, sendAgain } from '~/flows/release-payout.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/payouts/:id/release: a person decides about a payout that was stopped, with the second factor. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const payoutId = params.id ?? '';
  const page = paths.adminPayout(payoutId);
  const scope = await requireAdmin(request, { stepUp: true, returnTo: page });
  const wish = (await request.formData()).get('wish');
  if (wish !== 'send-again' && wish !== 'give-up')
    throw new Response('Say what to do with it.', { status: 400 });
  const decide = wish === 'send-again' ? sendAgain : giveUpPayout;
  const { outcome } = await decide({ scope, payoutId, at: now() });
  if (outcome === 'not_found') throw new Response('There is no such payout.', { status: 404 });
  return redirect(withQuery(page, { result: outcome }));
}
