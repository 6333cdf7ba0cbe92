import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { approvePayout } from '~/flows/approve-payout.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const HASH = /^[0-9a-f]{64}$/;

/** POST /admin/payouts/:id/approval, with the second factor shown in the last minutes. It binds what the admin saw. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const payoutId = params.id ?? '';
  const page = paths.adminPayout(payoutId);
  const scope = await requireAdmin(request, { stepUp: true, returnTo: page });
  const manifestHash = (await request.formData()).get('manifestHash');
  if (typeof manifestHash !== 'string' || !HASH.test(manifestHash)) {
    throw new Response('The form is incomplete. Open the payout again and approve what you see.', {
      status: 400,
    });
  }
  const { outcome } = await approvePayout({
    payoutId,
    adminUserId: scope.userId,
    keyId: null,
    manifestHash,
    at: now(),
  });
  if (outcome === 'not_found') throw new Response('There is no such payout.', { status: 404 });
  return redirect(withQuery(page, { result: outcome }));
}
