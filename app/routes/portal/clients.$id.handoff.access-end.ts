import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import type { HandoffResult } from '~/components/agency/handoff-results';
import { endAccessByAgency } from '~/flows/end-handoff-access.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const results = { ended: 'access_ended', no_access: 'no_access' } as const satisfies Record<
  string,
  HandoffResult
>;

/** POST /clients/:id/handoff/access-end: the agency gives its access up. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const done = await endAccessByAgency(scope, projectId);
  if (done.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return redirect(withQuery(paths.clientHandoff(projectId), { result: results[done.outcome] }));
}
