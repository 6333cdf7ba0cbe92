import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { decideSelfReferral } from '~/flows/decide-self-referral.server';
import { isStorable } from '~/kernel/text';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const schema = z.strictObject({
  outcome: z.enum(['allowed', 'denied']),
  note: z.string().trim().max(500).refine(isStorable),
});

/** POST /admin/referrals/:id/decision: whether somebody may earn by the own sign-up. Once, and for good. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const customerId = params.id ?? '';
  const word = schema.safeParse(Object.fromEntries(await request.formData()));
  if (!word.success)
    throw new Response('Say allowed or denied, and a note of at most 500 characters.', { status: 422 });
  const { outcome, note } = word.data;
  const decided = await decideSelfReferral(scope, { customerId, outcome, note: note || null });
  switch (decided.outcome) {
    case 'decided':
      return redirect(paths.adminReferral(customerId));
    case 'decided_before':
      throw new Response('It was decided before; the first word stands.', { status: 409 });
    case 'not_found':
      throw new Response('There is no self-referral to decide here.', { status: 404 });
  }
}
