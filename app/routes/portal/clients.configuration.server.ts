import type { Params } from '@remix-run/react';
import { type ConfigurationView, getConfiguration } from '~/domain/agency/configurations.server';
import { getProject, type ProjectView } from '~/domain/agency/projects.server';
import { getTemplate } from '~/domain/agency/templates.server';
import type { PartnerScope } from '~/domain/identity/scope';

/** The sentence of every page whose configuration is not there, not the asker's, or not the asker's any more. */
export const noConfiguration = (): Response =>
  new Response('There is no such configuration, or your access to it has ended.', { status: 404 });

/** The configuration an address names, with its client and its template. @throws {Response} 404 when it is not the asker's */
export async function openConfiguration(
  scope: PartnerScope,
  params: Params,
): Promise<{
  project: Pick<ProjectView, 'id' | 'name'>;
  configuration: ConfigurationView;
  template: { id: string; name: string; version: number } | null;
}> {
  const project = await getProject(scope, params.id ?? '');
  const configuration =
    project && (await getConfiguration(scope, { projectId: project.id, id: params.configuration ?? '' }));
  if (!project || !configuration) throw noConfiguration();
  const template = configuration.templateId && (await getTemplate(scope, configuration.templateId));
  return {
    project: { id: project.id, name: project.name },
    configuration,
    template: template ? { id: template.id, name: template.name, version: template.current.version } : null,
  };
}
