import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { UpdateProgress } from '~/components/agency/configuration-progress';
import { useRefreshWhile } from '~/components/reconciliation/refresh';
import { Badge } from '~/components/ui/badge';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { formatMoment } from '~/components/ui/time';
import { getUpdate, listUpdateItems } from '~/domain/agency/configuration-updates.server';
import { getTemplate } from '~/domain/agency/templates.server';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readPageNumber } from './numbered-page';
import { NumberedPages } from './numbered-pages';
import { ItemTable } from './templates.item-table';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.template.name ?? 'Template'}: changes taken over · Tributary` },
];

const ON_PAGE = 50;

const results: ResultWords = {
  still_running: { tone: 'info', title: 'Not yet', text: 'It is still under way. Undo it when it is done.' },
  already_undone: { tone: 'info', title: 'Undone already', text: 'Somebody has undone this change before.' },
  nothing_to_do: { tone: 'info', title: 'Nothing to undo', text: 'This change made no new version.' },
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const { searchParams } = new URL(request.url);
  const template = await getTemplate(scope, params.id ?? '');
  const run = template && (await getUpdate(scope, { id: params.run ?? '', templateId: template.id }));
  if (!template || !run) throw new Response('There is no such change.', { status: 404 });
  const page = readPageNumber(searchParams);
  const [items, names] = await Promise.all([
    listUpdateItems(scope, run.id, { skip: (page - 1) * ON_PAGE, take: ON_PAGE }),
    namesInWorkspace(scope, [run.createdBy]),
  ]);
  return {
    template: { id: template.id, name: template.name },
    run: { ...run, by: names[run.createdBy ?? ''] ?? null },
    items,
    page,
    result: searchParams.get('result'),
    mayUndo:
      scope.role !== 'viewer' && run.state === 'done' && run.counts.updated > 0 && run.undoneBy === null,
  };
}

export default function TemplateUpdate() {
  const { template, run, items, page, result, mayUndo } = useLoaderData<typeof loader>();
  useRefreshWhile(run.state === 'running');
  const isUndo = run.undoes !== null;
  return (
    <>
      <PageHeader
        title={isUndo ? `Version ${run.version} undone` : `Version ${run.version} taken over`}
        badge={
          <Badge tone={run.state === 'done' ? 'good' : 'info'}>
            {run.state === 'done' ? 'Done' : 'Under way'}
          </Badge>
        }
        lead={`${run.by ?? 'Somebody'} asked for it on ${formatMoment(run.createdAt)}.`}
        back={{ to: paths.template(template.id), label: template.name }}
        actions={
          mayUndo && (
            <ConfirmForm
              label="Undo"
              title={isUndo ? 'Take the undoing back?' : 'Undo this change?'}
              description={`Each of the ${run.counts.updated.toLocaleString('en-US')} configurations gets the document back that it had before, unless it was changed since.`}
              confirm="Undo"
              action={paths.templateUpdateUndo(template.id, run.id)}
            />
          )
        }
      />
      <div className="grid gap-5">
        <ResultAlert words={results} result={result} />
        <UpdateProgress
          run={run}
          undoneBy={run.undoneBy && paths.templateUpdate(template.id, run.undoneBy)}
          undoes={run.undoes && paths.templateUpdate(template.id, run.undoes)}
        />
        <ItemTable rows={items} />
        <NumberedPages page={page} onPage={ON_PAGE} total={run.total} what="configurations" />
      </div>
    </>
  );
}
