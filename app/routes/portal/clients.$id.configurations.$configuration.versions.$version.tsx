import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { ConfigurationCode } from '~/components/agency/configuration-code';
import { ConfigurationDiff } from '~/components/agency/configuration-diff';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { formatMoment } from '~/components/ui/time';
import { compareDocuments, EMPTY_DOCUMENT } from '~/domain/agency/configuration-comparison';
import { readableText } from '~/domain/agency/configuration-text';
import { getVersion } from '~/domain/agency/configurations.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { noConfiguration, openConfiguration } from './clients.configuration.server';
import { readVersion } from './configuration-form.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.name}, version ${data.version} · Tributary` : 'Version · Tributary' },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const { project, configuration } = await openConfiguration(scope, params);
  const { id, name, current } = configuration;
  const shown = await getVersion(scope, id, readVersion(params.version));
  if (!shown) throw noConfiguration();
  const before = await getVersion(scope, id, shown.version - 1);
  const names = await namesInWorkspace(scope, [shown.createdBy]);
  return {
    project,
    id,
    name,
    version: shown.version,
    current: current.version,
    hasBefore: before !== null,
    at: shown.createdAt,
    by: names[shown.createdBy ?? ''] ?? null,
    note: shown.note,
    comparison: compareDocuments(before?.document ?? EMPTY_DOCUMENT, shown.document),
    text: readableText(shown.document),
    mayRestore: scope.role !== 'viewer' && shown.version !== current.version,
  };
}

export default function Version() {
  const { project, id, name, version, current, hasBefore, at, by, note, comparison, text, mayRestore } =
    useLoaderData<typeof loader>();
  const to = (one: number) => paths.configurationVersion(project.id, id, one);
  return (
    <>
      <PageHeader
        title={`${name}, version ${version}`}
        badge={version === current ? <Badge tone="good">In use</Badge> : null}
        lead={`${formatMoment(at)}${by ? ` by ${by}` : ''}${note ? `: ${note}` : ''}`}
        back={{ to: paths.configuration(project.id, id), label: name }}
        actions={
          <>
            {hasBefore && <LinkButton to={to(version - 1)}>Version {version - 1}</LinkButton>}
            {version < current && <LinkButton to={to(version + 1)}>Version {version + 1}</LinkButton>}
            {mayRestore && (
              <Form method="post" action={paths.configurationRestoration(project.id, id, version)}>
                <input type="hidden" name="basedOn" value={current} />
                <Button variant="primary">Use this version again</Button>
              </Form>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        <Card title={hasBefore ? `What changed since version ${version - 1}` : 'What it began with'}>
          <ConfigurationDiff
            comparison={comparison}
            label={`Version ${version - 1} and version ${version}`}
          />
        </Card>
        <Card title="Document">
          <ConfigurationCode text={text} label={`The document of version ${version}`} />
        </Card>
      </div>
    </>
  );
}
