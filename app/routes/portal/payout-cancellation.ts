import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { cancelPayout } from '~/flows/cancel-payout.server';
import { now } from '~/platform/clock.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** POST /payouts/:id/cancellation: the partner takes its request back while it is `requested`. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request, 'manager');
  const canceled = await cancelPayout({ scope, payoutId: params.id ?? '', at: now() });
  switch (canceled.outcome) {
    case 'canceled':
      return redirect(paths.payouts);
    case 'not_found':
      throw new Response('There is no such payout.', { status: 404 });
    case 'wrong_state':
      throw new Response(`It is ${canceled.status} already and cannot be canceled any more.`, {
        status: 409,
      });
  }
}
