import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { renewInvitation } from '~/flows/change-invitation.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /clients/domain-check/reservations/:id/renewal: lasts thirty days longer, once. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const done = await renewInvitation(scope, params.id ?? '');
  if (done.outcome === 'not_found') throw new Response('There is no such reservation.', { status: 404 });
  return redirect(withQuery(paths.domainCheck, { result: done.outcome }));
}
