import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ConfigurationDiff } from '~/components/agency/configuration-diff';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { formatMoment } from '~/components/ui/time';
import { compareDocuments, EMPTY_DOCUMENT } from '~/domain/agency/configuration-comparison';
import { getTemplate, getTemplateVersion } from '~/domain/agency/templates.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readVersion } from './configuration-form.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.template.name}, version ${data.version} · Tributary` : 'Version · Tributary' },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const template = await getTemplate(scope, params.id ?? '');
  const version = readVersion(params.version);
  const shown = template && (await getTemplateVersion(scope, { id: template.id, version }));
  if (!template || !shown) throw new Response('There is no such version.', { status: 404 });
  const before = await getTemplateVersion(scope, { id: template.id, version: version - 1 });
  const names = await namesInWorkspace(scope, [shown.createdBy]);
  return {
    template: { id: template.id, name: template.name, version: template.current.version },
    version,
    hasBefore: before !== null,
    at: shown.createdAt,
    by: names[shown.createdBy ?? ''] ?? null,
    note: shown.note,
    document: compareDocuments(before?.document ?? EMPTY_DOCUMENT, shown.document),
    schema: compareDocuments(before?.schema ?? EMPTY_DOCUMENT, shown.schema ?? EMPTY_DOCUMENT),
  };
}

export default function TemplateVersion() {
  const { template, version, hasBefore, at, by, note, document, schema } = useLoaderData<typeof loader>();
  const since = hasBefore ? ` since version ${version - 1}` : '';
  const label = `Version ${version - 1} and version ${version}`;
  return (
    <>
      <PageHeader
        title={`${template.name}, version ${version}`}
        badge={version === template.version ? <Badge tone="good">In use</Badge> : null}
        lead={`${formatMoment(at)}${by ? ` by ${by}` : ''}${note ? `: ${note}` : ''}`}
        back={{ to: paths.template(template.id), label: template.name }}
        actions={
          <>
            {hasBefore && (
              <LinkButton to={paths.templateVersion(template.id, version - 1)}>
                Version {version - 1}
              </LinkButton>
            )}
            {version < template.version && (
              <LinkButton to={paths.templateVersion(template.id, version + 1)}>
                Version {version + 1}
              </LinkButton>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        <Card title={`The document${since}`}>
          <ConfigurationDiff comparison={document} label={label} />
        </Card>
        <Card title={`The schema${since}`}>
          <ConfigurationDiff comparison={schema} label={`Schemas of ${label.toLowerCase()}`} />
        </Card>
      </div>
    </>
  );
}
