import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { StaleAlert } from '~/components/agency/configuration-stale';
import { PageHeader } from '~/components/ui/page-header';
import { compareTexts } from '~/domain/agency/configuration-comparison';
import { readableText } from '~/domain/agency/configuration-text';
import { getTemplate, type TemplateVersionView } from '~/domain/agency/templates.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { changeTemplate, type TemplateFlaws } from '~/flows/edit-template.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { noteField } from './clients.fields';
import { readDocumentForm, readField, readVersion } from './configuration-form.server';
import { TemplateForm } from './templates.form';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `Edit ${loaded?.template.name ?? 'template'} · Tributary` },
];

const noSuch = () => new Response('There is no such template.', { status: 404 });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const template = await getTemplate(scope, params.id ?? '');
  if (!template) throw noSuch();
  const { id, name, current } = template;
  const typed = {
    schema: current.schema === null ? '' : readableText(current.schema),
    document: readableText(current.document),
    note: '',
  };
  return { template: { id, name }, basedOn: current.version, typed };
}

const noFlaws: Omit<TemplateFlaws, 'outcome'> = { schema: [], document: [] };

/** POST /templates/:id/edit: the next version, or what is wrong at which line, or what somebody else made meanwhile. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const id = params.id ?? '';
  const form = await readDocumentForm(request);
  const typed = { schema: form.text('schema'), document: form.text('document'), note: form.text('note') };
  const basedOn = readVersion(form.text('basedOn'));
  const note = readField(noteField, typed.note);
  const none = { typed, basedOn, note: undefined, flaws: noFlaws, stale: null };
  if ('problem' in note) return data({ ...none, note: note.problem }, { status: 422 });
  const changed = await changeTemplate(scope, { id, basedOn }, { ...typed, note: note.value || null });
  switch (changed.outcome) {
    case 'changed':
      return redirect(paths.templateUpdates(id));
    case 'unchanged':
      return redirect(withQuery(paths.template(id), { result: 'unchanged' }));
    case 'flawed': {
      const { schema, document } = changed;
      return data({ ...none, flaws: { schema, document } }, { status: 422 });
    }
    case 'stale': {
      const stale = await staleOf(scope, changed.current, typed.document);
      return data({ ...none, basedOn: changed.current.version, stale }, { status: 409 });
    }
    case 'not_found':
      throw noSuch();
  }
}

async function staleOf(scope: PartnerScope, current: TemplateVersionView, document: string) {
  const names = await namesInWorkspace(scope, [current.createdBy]);
  const { version, createdAt: at, note } = current;
  const by = names[current.createdBy ?? ''] ?? null;
  return { version, at, by, note, comparison: compareTexts(current.document, document) };
}

export default function EditTemplate() {
  const { template, ...loaded } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const back = paths.template(template.id);
  return (
    <>
      <PageHeader
        title={`Edit ${template.name}`}
        lead="Saving changes no client yet: you see first what would change for each."
        back={{ to: back, label: template.name }}
      />
      <div className="grid gap-5">
        {refused?.stale && <StaleAlert stale={refused.stale} />}
        <TemplateForm
          basedOn={refused?.basedOn ?? loaded.basedOn}
          typed={refused?.typed ?? loaded.typed}
          flaws={refused?.flaws ?? noFlaws}
          noteProblem={refused?.note}
          submit={refused?.stale ? 'Save mine as the newest version' : 'Save as a new version'}
          back={back}
        />
      </div>
    </>
  );
}
