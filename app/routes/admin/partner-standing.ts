import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { changePartner } from '~/flows/change-partner.server';
import { isStorable } from '~/kernel/text';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const REASON = z.string().trim().max(500).refine(isStorable);
const schema = z.union([
  z.strictObject({ status: z.literal('active'), reason: REASON }),
  // what takes something away says why
  z.strictObject({ status: z.enum(['rejected', 'paused', 'suspended', 'closed']), reason: REASON.min(1) }),
]);

/** POST /admin/partners/:id/standing: another status from now on, with its reason. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const id = params.id ?? '';
  const wish = schema.safeParse(Object.fromEntries(await request.formData()));
  if (!wish.success) {
    throw new Response('Choose a status, and write a reason of at most 500 characters.', { status: 422 });
  }
  const { status, reason } = wish.data;
  const changed = await changePartner(scope, id, { status, reason: reason || null });
  switch (changed.outcome) {
    case 'changed':
      return redirect(paths.adminPartner(id));
    case 'not_found':
      throw new Response('There is no such partner.', { status: 404 });
    case 'illegal':
      throw new Response(`From ${changed.from} it cannot become ${status}.`, { status: 409 });
    case 'unknown_terms':
      throw new Response('There are no such terms.', { status: 422 });
  }
}
