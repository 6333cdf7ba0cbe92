import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { leaveInvitationRefused } from '~/flows/decide-invitation.server';
import { readForm } from '~/routes/form.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const schema = z.object({ reason: z.string().trim().min(1).max(500) });

/** POST /admin/invitations/:id/refusal: it stays refused, and the agency is told why. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success')
    throw new Response('Write a reason of at most 500 characters: the agency reads it.', { status: 422 });
  const decided = await leaveInvitationRefused(scope, params.id ?? '', submission.value.reason);
  if (decided.outcome === 'not_found') throw new Response('There is no such reservation.', { status: 404 });
  const result = decided.outcome === 'decided' ? 'left' : decided.outcome;
  return redirect(withQuery(paths.adminInvitations, { result }));
}
