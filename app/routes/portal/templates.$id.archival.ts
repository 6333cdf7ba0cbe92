import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { archiveTemplate } from '~/flows/edit-template.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readArchival } from './archival.server';

/** POST /templates/:id/archival: takes a template out of the choices, or back into them. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const id = params.id ?? '';
  if ((await archiveTemplate(scope, id, await readArchival(request))) === 'not_found') {
    throw new Response('There is no such template.', { status: 404 });
  }
  return redirect(paths.template(id));
}
