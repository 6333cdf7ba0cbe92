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
import { StaleAlert } from '~/components/agency/configuration-stale';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { FormActions } from '~/components/ui/form-actions';
import { Input } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { compareTexts } from '~/domain/agency/configuration-comparison';
import type { Flaw } from '~/domain/agency/configuration-json';
import { readableText } from '~/domain/agency/configuration-text';
import type { VersionView } from '~/domain/agency/configurations.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { namesInWorkspace } from '~/domain/reporting/workspace-people.server';
import { changeConfiguration } from '~/flows/edit-configuration.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { noConfiguration, openConfiguration } from './clients.configuration.server';
import { noteField } from './clients.fields';
import { readDocumentForm, readField, readVersion } from './configuration-form.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `Edit ${loaded?.configuration.name ?? 'configuration'} · Tributary` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const { project, configuration, template } = await openConfiguration(scope, params);
  const { id, name, current } = configuration;
  return {
    project,
    template,
    configuration: { id, name, version: current.version, templateVersion: current.templateVersion },
    text: readableText(current.document),
  };
}

/** POST …/edit: the next version, or what is wrong at which line, or what somebody else made meanwhile. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const form = await readDocumentForm(request);
  const which = {
    projectId: params.id ?? '',
    id: params.configuration ?? '',
    basedOn: readVersion(form.text('basedOn')),
  };
  const note = readField(noteField, form.text('note'));
  const typed = {
    text: form.file?.outcome === 'ok' ? form.file.text : form.text('document'),
    note: form.text('note'),
    basedOn: which.basedOn,
  };
  const none = { file: null, note: null, flaws: [] as Flaw[], stale: null };
  if (form.file?.outcome === 'refused')
    return data({ ...none, typed, file: form.file.reason }, { status: 422 });
  if ('problem' in note) return data({ ...none, typed, note: note.problem }, { status: 422 });
  const changed = await changeConfiguration(scope, which, { text: typed.text, note: note.value || null });
  const page = paths.configuration(which.projectId, which.id);
  switch (changed.outcome) {
    case 'changed':
      return redirect(withQuery(page, { result: 'saved' }));
    case 'unchanged':
      return redirect(withQuery(page, { result: 'unchanged' }));
    case 'flawed':
      return data({ ...none, typed, flaws: changed.flaws }, { status: 422 });
    case 'stale': {
      const { current } = changed;
      const stale = await staleOf(scope, current, typed.text);
      return data({ ...none, typed: { ...typed, basedOn: current.version }, stale }, { status: 409 });
    }
    case 'not_found':
      throw noConfiguration();
  }
}

async function staleOf(scope: PartnerScope, current: VersionView, text: string) {
  const names = await namesInWorkspace(scope, [current.createdBy]);
  return {
    version: current.version,
    at: current.createdAt,
    by: names[current.createdBy ?? ''] ?? null,
    note: current.note,
    comparison: compareTexts(current.document, text),
  };
}

export default function EditConfiguration() {
  const { project, template, configuration, text } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  const back = paths.configuration(project.id, configuration.id);
  return (
    <>
      <PageHeader
        title={`Edit ${configuration.name}`}
        lead={
          template
            ? `What you write differently from the template ${template.name} (version ${configuration.templateVersion}) stays different when the template changes.`
            : 'Saving makes a new version; the ones before stay.'
        }
        back={{ to: back, label: configuration.name }}
      />
      <div className="grid gap-5">
        {refused?.stale && <StaleAlert stale={refused.stale} />}
        <Card>
          <Form method="post" encType="multipart/form-data" className="grid gap-4 sm:grid-cols-2">
            <input type="hidden" name="basedOn" value={refused?.typed.basedOn ?? configuration.version} />
            <div className="sm:col-span-2">
              <ConfigurationEditor
                key={refused?.typed.text}
                name="document"
                label="Document"
                text={refused?.typed.text ?? text}
                flaws={refused?.flaws ?? []}
              />
            </div>
            <Field
              label="Why"
              optional
              hint="Shown in the list of versions."
              errors={refused?.note ? [refused.note] : undefined}
            >
              <Input name="note" maxLength={500} defaultValue={refused?.typed.note} />
            </Field>
            <FileInput problem={refused?.file ?? undefined} />
            <FormActions
              submit={refused?.stale ? 'Save mine as the newest version' : 'Save'}
              busy={busy}
              back={back}
              className="sm:col-span-2"
            />
          </Form>
        </Card>
      </div>
    </>
  );
}
