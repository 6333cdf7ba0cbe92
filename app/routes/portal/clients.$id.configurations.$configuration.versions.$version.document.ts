import type { LoaderFunctionArgs } from '@remix-run/node';
import { getVersion } from '~/domain/agency/configurations.server';
import { requireAgency } from '~/routes/guards.server';
import { noConfiguration, openConfiguration } from './clients.configuration.server';
import { jsonFile } from './configuration-file.server';
import { readVersion } from './configuration-form.server';

/** GET …/versions/:version/document.json: the very bytes whose SHA-256 the page shows (RFC 8785). */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request);
  const { configuration } = await openConfiguration(scope, params);
  const version = await getVersion(scope, configuration.id, readVersion(params.version));
  if (!version) throw noConfiguration();
  return jsonFile(version.document, `${configuration.name}-v${version.version}`);
}
