import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { decideDispute } from '~/flows/decide-dispute.server';
import { isStorable } from '~/kernel/text';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const schema = z.strictObject({
  outcome: z.enum(['upheld', 'rejected']),
  reason: z.string().trim().min(1).max(2000).refine(isStorable),
  evidence: z.string().trim().max(4000).refine(isStorable),
});

/** POST /admin/disputes/:id/decision, with the second factor shown in the last minutes. Once, and for good. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const disputeId = params.id ?? '';
  const page = paths.adminDispute(disputeId);
  const returnTo = withQuery(page, { decide: 'yes' });
  const scope = await requireAdmin(request, { stepUp: true, returnTo });
  const word = schema.safeParse(Object.fromEntries(await request.formData()));
  if (!word.success) {
    throw new Response(
      'Choose upheld or rejected, and give a reason of at most 2,000 characters; evidence has at most 4,000.',
      { status: 422 },
    );
  }
  const { outcome, reason, evidence } = word.data;
  const decided = await decideDispute(scope, { disputeId, outcome, reason, evidence: evidence || null });
  if (decided.outcome === 'not_found') throw new Response('There is no such dispute.', { status: 404 });
  return redirect(withQuery(page, { result: decided.outcome }));
}
