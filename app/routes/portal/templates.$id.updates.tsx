import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { PreviewForm } from '~/components/agency/template-preview';
import { Alert } from '~/components/ui/alert';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { previewTemplate } from '~/flows/preview-template.server';
import { requestUpdate, type WantedUpdate } from '~/flows/request-configuration-update.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { readDocumentForm, readVersion } from './configuration-form.server';
import { readPageNumber } from './numbered-page';
import { NumberedPages } from './numbered-pages';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `What ${data?.template.name ?? 'a template'} would change · Tributary` },
];

const ON_PAGE = 25;
const noSuch = () => new Response('There is no such template.', { status: 404 });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const page = readPageNumber(new URL(request.url).searchParams);
  const preview = await previewTemplate(scope, params.id ?? '', {
    skip: (page - 1) * ON_PAGE,
    take: ON_PAGE,
  });
  if (!preview) throw noSuch();
  return { ...preview, page, mayEdit: scope.role !== 'viewer' };
}

/** POST /templates/:id/updates: takes the newest version over, for those chosen or for all; the worker does it. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const templateId = params.id ?? '';
  const form = await readDocumentForm(request);
  const chosen = form.text('which') === 'all' ? null : chosenOf(form.all('chosen'));
  const version = readVersion(form.text('version'));
  const requested = await requestUpdate(scope, { templateId, version, chosen });
  switch (requested.outcome) {
    case 'requested':
      return redirect(paths.templateUpdate(templateId, requested.id));
    case 'nothing_to_do':
      return redirect(withQuery(paths.template(templateId), { result: 'nothing' }));
    case 'stale':
      return redirect(withQuery(paths.template(templateId), { result: 'stale' }));
    case 'not_found':
      throw noSuch();
  }
}

/** A box that is ticked says which configuration, and the version that was shown: "cfg_1:3". */
function chosenOf(values: readonly string[]): NonNullable<WantedUpdate['chosen']> {
  return values.flatMap((value) => {
    const [configurationId = '', version] = value.split(':');
    const fromVersion = readVersion(version);
    return fromVersion === 0 ? [] : [{ configurationId, fromVersion }];
  });
}

export default function TemplateUpdates() {
  const { template, rows, total, outOfReach, page, mayEdit } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title={`What version ${template.version} would change`}
        lead="Each client’s own differences stay. Nothing is changed before you take it over."
        back={{ to: paths.template(template.id), label: template.name }}
      />
      <div className="grid gap-5">
        {outOfReach > 0 && (
          <Alert tone="info">
            {outOfReach === 1 ? 'One more configuration was' : `${outOfReach} more configurations were`} made
            from this template and {outOfReach === 1 ? 'belongs' : 'belong'} to clients who ended your access.{' '}
            {outOfReach === 1 ? 'It is' : 'They are'} not changed any more.
          </Alert>
        )}
        {total === 0 ? (
          <Card>
            <EmptyState
              title="Every configuration follows this version"
              actions={<LinkButton to={paths.template(template.id)}>Back to the template</LinkButton>}
            >
              Nothing is left to take over.
            </EmptyState>
          </Card>
        ) : (
          <PreviewForm
            key={page}
            version={template.version}
            rows={rows}
            total={total}
            mayEdit={mayEdit}
            linkOf={({ projectId, id }) => paths.configuration(projectId, id)}
          />
        )}
        <NumberedPages page={page} onPage={ON_PAGE} total={total} what="configurations" />
      </div>
    </>
  );
}
