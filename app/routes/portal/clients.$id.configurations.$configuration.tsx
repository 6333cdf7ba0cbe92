import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ArchivalForm } from '~/components/agency/archival-form';
import { ConfigurationCode } from '~/components/agency/configuration-code';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { CopyButton } from '~/components/ui/copy-button';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { readableText } from '~/domain/agency/configuration-text';
import { listVersions } from '~/domain/agency/configurations.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { sha256Hex } from '~/platform/crypto.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { openConfiguration } from './clients.configuration.server';
import { VersionTable } from './clients.version-table';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.configuration.name ?? 'Configuration'} · Tributary` },
];

const results: ResultWords = {
  saved: { tone: 'good', title: 'Saved', text: 'The newest version is what the client inherits.' },
  unchanged: {
    tone: 'info',
    title: 'Nothing to save',
    text: 'It says the same as before, so there is no new version.',
  },
  stale: {
    tone: 'warn',
    title: 'Somebody was quicker',
    text: 'A newer version was made meanwhile, so nothing was written. Look at it below and decide again.',
  },
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const { project, configuration, template } = await openConfiguration(scope, params);
  const versions = await listVersions(scope, configuration.id);
  const names = await namesInWorkspace(
    scope,
    versions.map(({ createdBy }) => createdBy),
  );
  const { current, ...rest } = configuration;
  return {
    project,
    template,
    mayEdit: scope.role !== 'viewer',
    configuration: { ...rest, version: current.version, templateVersion: current.templateVersion },
    text: readableText(current.document),
    overrides: template && current.overrides !== '{}' ? readableText(current.overrides) : null,
    sha256: sha256Hex(current.document),
    versions: versions.map((one) => ({ ...one, by: names[one.createdBy ?? ''] ?? null })),
    result: new URL(request.url).searchParams.get('result'),
  };
}

export default function Configuration() {
  const { project, configuration, template, mayEdit, text, overrides, sha256, versions, result } =
    useLoaderData<typeof loader>();
  const { id, name, version, templateVersion, archivedAt } = configuration;
  return (
    <>
      <PageHeader
        title={name}
        badge={archivedAt === null ? <Badge>Version {version}</Badge> : <Badge>Archived</Badge>}
        lead={
          template
            ? `Made from version ${templateVersion} of the template ${template.name}.`
            : 'It follows no template.'
        }
        back={{ to: paths.client(project.id), label: project.name }}
        actions={
          <>
            <LinkButton to={paths.configurationFile(project.id, id, version)} reloadDocument download>
              Export
            </LinkButton>
            {mayEdit && (
              <LinkButton to={paths.configurationEdit(project.id, id)} variant="primary">
                Edit
              </LinkButton>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        <ResultAlert words={results} result={result} />
        <Card
          title="Document"
          description={
            <>
              SHA-256 of its canonical form: <code className="font-mono text-xs break-all">{sha256}</code>
            </>
          }
          actions={<CopyButton text={text} what="the document" size="sm" />}
        >
          <ConfigurationCode text={text} label={`The document ${name}`} />
        </Card>
        {template && (
          <Card
            title="What differs from the template"
            description="Kept when the template changes. A name with null is left out for this client (JSON merge patch)."
          >
            {overrides ? (
              <ConfigurationCode text={overrides} label="What differs from the template" />
            ) : (
              <p className="text-sm text-muted">Nothing: it is the template’s document.</p>
            )}
          </Card>
        )}
        <VersionTable
          rows={versions}
          current={version}
          to={(one) => paths.configurationVersion(project.id, id, one)}
        />
        {mayEdit && (
          <div>
            <ArchivalForm
              what={name}
              isArchived={archivedAt !== null}
              meaning="The client does not inherit it any more. Its versions stay."
              action={paths.configurationArchival(project.id, id)}
            />
          </div>
        )}
      </div>
    </>
  );
}
