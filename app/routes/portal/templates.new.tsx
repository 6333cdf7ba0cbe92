import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { PageHeader } from '~/components/ui/page-header';
import { addTemplate, type TemplateFlaws } from '~/flows/edit-template.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { documentName, noteField } from './clients.fields';
import { readDocumentForm, readField } from './configuration-form.server';
import { TemplateForm } from './templates.form';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'New template · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAgency(request, 'manager');
  return null;
}

const noFlaws: Omit<TemplateFlaws, 'outcome'> = { schema: [], document: [] };

/** POST /templates/new: makes a template, or says at each field and line what is wrong. */
export async function action({ request }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const form = await readDocumentForm(request);
  const typed = {
    name: form.text('name'),
    schema: form.text('schema'),
    document: form.text('document'),
    note: form.text('note'),
  };
  const name = readField(documentName, typed.name);
  const note = readField(noteField, typed.note);
  const none = { typed, name: undefined, note: undefined, flaws: noFlaws };
  if ('problem' in name) return data({ ...none, name: name.problem }, { status: 422 });
  if ('problem' in note) return data({ ...none, note: note.problem }, { status: 422 });
  const made = await addTemplate(scope, { ...typed, name: name.value, note: note.value || null });
  switch (made.outcome) {
    case 'created':
      return redirect(paths.template(made.id));
    case 'name_taken':
      return data({ ...none, name: 'You have a template of that name. Choose another.' }, { status: 422 });
    case 'flawed': {
      const { schema, document } = made;
      return data({ ...none, flaws: { schema, document } }, { status: 422 });
    }
  }
}

const blank = { schema: '', document: '{\n  \n}\n', note: '' };

export default function NewTemplate() {
  const refused = useActionData<typeof action>();
  return (
    <>
      <PageHeader title="New template" back={{ to: paths.templates, label: 'Templates' }} />
      <TemplateForm
        name={{ value: refused?.typed.name ?? '', problem: refused?.name }}
        typed={refused?.typed ?? blank}
        flaws={refused?.flaws ?? noFlaws}
        noteProblem={refused?.note}
        submit="Make template"
        back={paths.templates}
      />
    </>
  );
}
