import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { approveInvitation } from '~/flows/decide-invitation.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/invitations/:id/approval: a domain is reserved although it has customers. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  // it decides who earns: the second factor, as for a payout
  const scope = await requireAdmin(request, { stepUp: true, returnTo: paths.adminInvitations });
  const decided = await approveInvitation(scope, params.id ?? '');
  if (decided.outcome === 'not_found') throw new Response('There is no such reservation.', { status: 404 });
  const result = decided.outcome === 'decided' ? 'approved' : decided.outcome;
  return redirect(withQuery(paths.adminInvitations, { result }));
}
