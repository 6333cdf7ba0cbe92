import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ArchivalForm } from '~/components/agency/archival-form';
import { ProjectFactsCard } from '~/components/agency/project-facts';
import { ProjectStepper } from '~/components/agency/project-stepper';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Time } from '~/components/ui/time';
import { listConfigurations } from '~/domain/agency/configurations.server';
import { accessEndedAt, getProject } from '~/domain/agency/projects.server';
import { listTemplates } from '~/domain/agency/templates.server';
import { projectProgress } from '~/domain/reporting/project-progress.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { now } from '~/platform/clock.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { ConfigurationTable } from './clients.configuration-table';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.project.name ?? 'Client'} · Tributary` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const project = await getProject(scope, params.id ?? '');
  if (!project) throw new Response('There is no such client.', { status: 404 });
  const [configurations, templates, progress, accessEnded] = await Promise.all([
    listConfigurations(scope, project.id),
    listTemplates(scope),
    projectProgress(scope, project, now()),
    accessEndedAt(project.id),
  ]);
  const names = await namesInWorkspace(scope, [
    project.createdBy,
    ...configurations.map(({ current }) => current.createdBy),
  ]);
  return {
    project: { ...project, by: names[project.createdBy ?? ''] ?? null },
    progress,
    accessEnded,
    mayEdit: scope.role !== 'viewer',
    configurations: configurations.map(({ id, name, templateId, archivedAt, current }) => ({
      id,
      name,
      archivedAt,
      template: templates.find((one) => one.id === templateId) ?? null,
      version: current.version,
      templateVersion: current.templateVersion,
      at: current.createdAt,
      by: names[current.createdBy ?? ''] ?? null,
    })),
  };
}

export default function Client() {
  const { project, progress, accessEnded, mayEdit, configurations } = useLoaderData<typeof loader>();
  const { id, name, internal, archivedAt } = project;
  const { stage, handoff, signedUpAt, paidAt } = progress;
  const canAdd = mayEdit && accessEnded === null && archivedAt === null;
  return (
    <>
      <PageHeader
        title={name}
        badge={
          <>
            {internal && <Badge title="Free, and never earns">Internal use</Badge>}
            {archivedAt !== null && <Badge>Archived</Badge>}
          </>
        }
        back={{ to: paths.clients, label: 'Clients' }}
        actions={
          <>
            {mayEdit && <LinkButton to={paths.clientEdit(id)}>Edit</LinkButton>}
            {!internal && (
              <LinkButton to={paths.clientHandoff(id)} variant={stage === 'draft' ? 'primary' : 'secondary'}>
                Handoff
              </LinkButton>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        {accessEnded !== null && (
          <Alert tone="info" title="Your access to this client’s configurations has ended">
            It ended on <Time at={accessEnded} />. What you earn from this client does not change.
          </Alert>
        )}
        {!internal && (
          <Card title="How far it is">
            <ProjectStepper
              stage={stage}
              at={{
                draft: project.createdAt,
                sent: handoff?.sentAt ?? null,
                accepted: handoff?.acceptedAt ?? null,
                live: signedUpAt,
                paying: paidAt,
              }}
            />
          </Card>
        )}
        <ConfigurationTable
          projectId={id}
          rows={configurations}
          canAdd={canAdd}
          accessEnded={accessEnded !== null}
        />
        <ProjectFactsCard project={project} />
        {mayEdit && (
          <div>
            <ArchivalForm
              what={name}
              isArchived={archivedAt !== null}
              meaning="It leaves your lists, and changes of templates pass it by. What it earns does not change."
              action={paths.clientArchival(id)}
            />
          </div>
        )}
      </div>
    </>
  );
}
