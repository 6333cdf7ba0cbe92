import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { handOverManualPayouts } from '~/flows/pay-by-hand.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/payouts/manual/hand-over: approved payouts go to whoever pays them, with the second factor. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request, { stepUp: true, returnTo: paths.adminManualPayouts });
  const { handedOver, held } = await handOverManualPayouts(scope, now());
  const said = { result: 'handed_over', count: String(handedOver), held: String(held) };
  return redirect(withQuery(paths.adminManualPayouts, said));
}
