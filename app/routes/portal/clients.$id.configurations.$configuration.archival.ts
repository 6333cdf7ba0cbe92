import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { archiveConfiguration } from '~/flows/edit-configuration.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readArchival } from './archival.server';
import { noConfiguration } from './clients.configuration.server';

/** POST /clients/:id/configurations/:configuration/archival: takes a configuration out of use, or back into it. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const which = { projectId: params.id ?? '', id: params.configuration ?? '' };
  if ((await archiveConfiguration(scope, which, await readArchival(request))) === 'not_found') {
    throw noConfiguration();
  }
  return redirect(paths.configuration(which.projectId, which.id));
}
