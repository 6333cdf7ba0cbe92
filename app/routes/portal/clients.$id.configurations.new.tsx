import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { ConfigurationEditor } from '~/components/agency/configuration-editor';
import { FileInput } from '~/components/agency/configuration-file-input';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { FormActions } from '~/components/ui/form-actions';
import { Input, Select } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import type { Flaw } from '~/domain/agency/configuration-json';
import { accessEndedAt, getProject } from '~/domain/agency/projects.server';
import { listTemplates } from '~/domain/agency/templates.server';
import { addConfiguration } from '~/flows/edit-configuration.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { documentName, noteField } from './clients.fields';
import { type DocumentForm, readDocumentForm, readField } from './configuration-form.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'New configuration · Tributary' }];

const noSuch = () => new Response('There is no such client.', { status: 404 });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const project = await getProject(scope, params.id ?? '');
  if (!project || (await accessEndedAt(project.id)) !== null) throw noSuch();
  const templates = (await listTemplates(scope)).filter(({ archivedAt }) => archivedAt === null);
  const wanted = new URL(request.url).searchParams.get('template');
  return {
    project: { id: project.id, name: project.name },
    templates: templates.map(({ id, name, version }) => ({ id, name, version })),
    template: templates.find(({ id }) => id === wanted)?.id ?? '',
  };
}

interface Problems {
  name?: string;
  file?: string;
  template?: string;
  flaws: Flaw[];
}

/** POST /clients/:id/configurations/new: makes a configuration, or says at each field and line what is wrong. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const form = await readDocumentForm(request);
  const name = readField(documentName, form.text('name'));
  const note = readField(noteField, form.text('note'));
  const refuse = (problems: Partial<Problems>) =>
    data(refusal(form, { flaws: [], ...problems }), { status: 422 });
  if (form.file?.outcome === 'refused') return refuse({ file: form.file.reason });
  if ('problem' in name) return refuse({ name: name.problem });
  const text = form.file?.text ?? (form.text('document').trim() === '' ? null : form.text('document'));
  const made = await addConfiguration(scope, {
    projectId,
    name: name.value,
    templateId: form.text('template') || null,
    text,
    note: ('value' in note && note.value) || null,
  });
  switch (made.outcome) {
    case 'created':
      return redirect(paths.configuration(projectId, made.id));
    case 'flawed':
      return refuse({ flaws: made.flaws });
    case 'name_taken':
      return refuse({ name: 'This client has a configuration of that name. Choose another.' });
    case 'unknown_template':
      return refuse({ template: 'This template is not in use any more. Choose another.' });
    case 'not_found':
      throw noSuch();
  }
}

/** What was typed or sent comes back, so that nothing is lost. */
const refusal = (form: DocumentForm, problems: Problems) => ({
  ...problems,
  typed: {
    name: form.text('name'),
    template: form.text('template'),
    note: form.text('note'),
    document: form.file?.outcome === 'ok' ? form.file.text : form.text('document'),
  },
});

const each = (problem: string | undefined) => (problem ? [problem] : undefined);

export default function NewConfiguration() {
  const { project, templates, template } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const back = paths.client(project.id);
  return (
    <>
      <PageHeader
        title="New configuration"
        lead={`What ${project.name} inherits, as a JSON document.`}
        back={{ to: back, label: project.name }}
      />
      <Card>
        <Form method="post" encType="multipart/form-data" className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" errors={each(refused?.name)} hint="The product gets it with the document.">
            <Input
              name="name"
              required
              maxLength={200}
              defaultValue={refused?.typed.name}
              placeholder="Production"
            />
          </Field>
          <Field
            label="Template"
            optional
            errors={each(refused?.template)}
            hint="Its document is where this one begins; changes of it can be taken over later."
          >
            <Select name="template" defaultValue={refused?.typed.template ?? template}>
              <option value="">None</option>
              {templates.map(({ id, name, version }) => (
                <option key={id} value={id}>
                  {name} (version {version})
                </option>
              ))}
            </Select>
          </Field>
          <div className="sm:col-span-2">
            <ConfigurationEditor
              name="document"
              label="Document (optional)"
              hint="Leave it empty to begin with the template’s document, or with none."
              text={refused?.typed.document ?? ''}
              flaws={refused?.flaws ?? []}
              rows={14}
            />
          </div>
          <FileInput problem={refused?.file} />
          <Field label="Note" optional hint="Shown with this version.">
            <Input name="note" maxLength={500} defaultValue={refused?.typed.note} />
          </Field>
          <FormActions submit="Make configuration" busy={busy} back={back} className="sm:col-span-2" />
        </Form>
      </Card>
    </>
  );
}
