import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { archiveProject } from '~/flows/edit-project.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readArchival } from './archival.server';

/** POST /clients/:id/archival: takes a client out of the lists, or back into them. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const id = params.id ?? '';
  if ((await archiveProject(scope, id, await readArchival(request))) === 'not_found') {
    throw new Response('There is no such client.', { status: 404 });
  }
  return redirect(paths.client(id));
}
