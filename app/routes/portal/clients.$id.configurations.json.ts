import type { LoaderFunctionArgs } from '@remix-run/node';
import { listConfigurations } from '~/domain/agency/configurations.server';
import { accessEndedAt, getProject } from '~/domain/agency/projects.server';
import { sha256Hex } from '~/platform/crypto.server';
import { requireAgency } from '~/routes/guards.server';
import { noConfiguration } from './clients.configuration.server';
import { jsonFile } from './configuration-file.server';

/** GET /clients/:id/configurations.json: what the client inherits, in one file. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request);
  const project = await getProject(scope, params.id ?? '');
  if (!project || (await accessEndedAt(project.id)) !== null) throw noConfiguration();
  const used = (await listConfigurations(scope, project.id)).filter(({ archivedAt }) => archivedAt === null);
  const configurations = used.map(({ name, current: { version, document } }) => ({
    name,
    version,
    sha256: sha256Hex(document),
    document: JSON.parse(document),
  }));
  return jsonFile(
    `${JSON.stringify({ client: project.name, domain: project.domain, configurations }, null, 2)}\n`,
    project.name,
  );
}
