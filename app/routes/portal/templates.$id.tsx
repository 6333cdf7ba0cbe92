import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ArchivalForm } from '~/components/agency/archival-form';
import { ConfigurationCode } from '~/components/agency/configuration-code';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { readableText } from '~/domain/agency/configuration-text';
import { listUpdates } from '~/domain/agency/configuration-updates.server';
import { templateFollowers } from '~/domain/agency/template-followers.server';
import { getTemplate, listTemplateVersions } from '~/domain/agency/templates.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { VersionTable } from './clients.version-table';
import { RunTable } from './templates.run-table';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.template.name ?? 'Template'} · Tributary` },
];

const results: ResultWords = {
  unchanged: {
    tone: 'info',
    title: 'Nothing to save',
    text: 'It says the same as before, so there is no new version.',
  },
  nothing: {
    tone: 'info',
    title: 'Nothing to do',
    text: 'No configuration was chosen, or none is left that could follow.',
  },
  stale: {
    tone: 'warn',
    title: 'The template has changed',
    text: 'Look at what its newest version would change, and decide again.',
  },
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const template = await getTemplate(scope, params.id ?? '');
  if (!template) throw new Response('There is no such template.', { status: 404 });
  const { id, name, archivedAt, current } = template;
  const [versions, runs, followers] = await Promise.all([
    listTemplateVersions(scope, id),
    listUpdates(scope, id),
    templateFollowers(scope, { templateId: id, version: current.version }),
  ]);
  const names = await namesInWorkspace(
    scope,
    [...versions, ...runs].map(({ createdBy }) => createdBy),
  );
  const named = <T extends { createdBy: string | null }>(row: T) => ({
    ...row,
    by: names[row.createdBy ?? ''] ?? null,
  });
  return {
    template: { id, name, archivedAt, version: current.version },
    document: readableText(current.document),
    schema: current.schema === null ? null : readableText(current.schema),
    versions: versions.map(named),
    runs: runs.map(named),
    behind: followers.length,
    mayEdit: scope.role !== 'viewer',
    result: new URL(request.url).searchParams.get('result'),
  };
}

export default function Template() {
  const { template, document, schema, versions, runs, behind, mayEdit, result } =
    useLoaderData<typeof loader>();
  const { id, name, archivedAt, version } = template;
  return (
    <>
      <PageHeader
        title={name}
        badge={archivedAt === null ? <Badge>Version {version}</Badge> : <Badge>Archived</Badge>}
        back={{ to: paths.templates, label: 'Templates' }}
        actions={
          mayEdit && (
            <LinkButton to={paths.templateEdit(id)} variant={behind > 0 ? 'secondary' : 'primary'}>
              Edit
            </LinkButton>
          )
        }
      />
      <div className="grid gap-5">
        <ResultAlert words={results} result={result} />
        {behind > 0 && (
          <Alert
            tone="info"
            title={
              behind === 1
                ? 'One configuration does not follow this version'
                : `${behind.toLocaleString('en-US')} configurations do not follow this version`
            }
            actions={
              <LinkButton
                to={paths.templateUpdates(id)}
                size="sm"
                variant={mayEdit ? 'primary' : 'secondary'}
              >
                See what would change
              </LinkButton>
            }
          >
            They stay as they are until you take it over, for one or for all.
          </Alert>
        )}
        <Card title="Document">
          <ConfigurationCode text={document} label={`The document of ${name}`} />
        </Card>
        <Card title="Schema">
          {schema === null ? (
            <p className="text-sm text-muted">None: any JSON object can be made from it.</p>
          ) : (
            <ConfigurationCode text={schema} label={`The schema of ${name}`} />
          )}
        </Card>
        <RunTable templateId={id} rows={runs} />
        <VersionTable rows={versions} current={version} to={(one) => paths.templateVersion(id, one)} />
        {mayEdit && (
          <div>
            <ArchivalForm
              what={name}
              isArchived={archivedAt !== null}
              meaning="Nothing new is made from it. What was made from it stays."
              action={paths.templateArchival(id)}
            />
          </div>
        )}
      </div>
    </>
  );
}
