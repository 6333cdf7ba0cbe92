import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { closeLink } from '~/flows/edit-links.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** POST /links/:id/archival: takes a link out of use. Its code stays taken and leads home. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request, 'manager');
  const closed = await closeLink(scope, params.id ?? '');
  switch (closed.outcome) {
    case 'archived':
      return redirect(paths.links);
    case 'is_default':
      throw new Response('The main link stays: your handle counts there.', { status: 409 });
    case 'not_found':
      throw new Response('There is no such link.', { status: 404 });
  }
}
