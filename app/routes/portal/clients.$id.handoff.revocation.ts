import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import type { HandoffResult } from '~/components/agency/handoff-results';
import { revokeHandoff } from '~/flows/revoke-handoff.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const results = { revoked: 'revoked', not_open: 'not_open' } as const satisfies Record<string, HandoffResult>;

/** POST /clients/:id/handoff/revocation: the offer is taken back. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const done = await revokeHandoff(scope, projectId);
  if (done.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return redirect(withQuery(paths.clientHandoff(projectId), { result: results[done.outcome] }));
}
