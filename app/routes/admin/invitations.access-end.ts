import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { endAccessByAdmin } from '~/flows/end-handoff-access.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/handoffs/:id/access-end: on a client's word that came another way. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const ended = await endAccessByAdmin(scope, params.id ?? '');
  if (ended.outcome === 'not_found') throw new Response('There is no such handoff.', { status: 404 });
  return redirect(withQuery(paths.adminInvitations, { result: ended.outcome }));
}
