import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import type { HandoffResult } from '~/components/agency/handoff-results';
import { deliverHandoffAgain } from '~/flows/deliver-handoff.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const results = {
  queued: 'delivered',
  not_accepted: 'not_open',
  no_access: 'no_access',
  unchanged: 'unchanged',
  switched_off: 'switched_off',
} as const satisfies Record<string, HandoffResult>;

/** POST /clients/:id/handoff/delivery: the configurations go to the product anew. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const done = await deliverHandoffAgain(scope, projectId);
  if (done.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return redirect(withQuery(paths.clientHandoff(projectId), { result: results[done.outcome] }));
}
