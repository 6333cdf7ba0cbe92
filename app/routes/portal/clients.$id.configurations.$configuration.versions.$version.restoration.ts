import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { restoreConfiguration } from '~/flows/edit-configuration.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { noConfiguration } from './clients.configuration.server';
import { readDocumentForm, readVersion } from './configuration-form.server';

/** POST …/versions/:version/restoration: the older version again, as a new one. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const form = await readDocumentForm(request);
  const which = {
    projectId: params.id ?? '',
    id: params.configuration ?? '',
    basedOn: readVersion(form.text('basedOn')),
  };
  const changed = await restoreConfiguration(scope, which, readVersion(params.version));
  const page = paths.configuration(which.projectId, which.id);
  switch (changed.outcome) {
    case 'changed':
      return redirect(withQuery(page, { result: 'saved' }));
    case 'unchanged':
    case 'stale':
      return redirect(withQuery(page, { result: changed.outcome }));
    case 'flawed':
    case 'not_found':
      throw noConfiguration();
  }
}
