import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import type { HandoffResult } from '~/components/agency/handoff-results';
import { resendHandoff } from '~/flows/resend-handoff.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const results = {
  sent: 'resent',
  not_open: 'not_open',
  not_active: 'not_active',
  too_many: 'too_many',
} as const satisfies Record<string, HandoffResult>;

/** POST /clients/:id/handoff/link: a new link to the offer that is out. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const done = await resendHandoff(scope, projectId);
  if (done.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return redirect(withQuery(paths.clientHandoff(projectId), { result: results[done.outcome] }));
}
