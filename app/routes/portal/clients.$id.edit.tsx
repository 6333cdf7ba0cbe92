import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { PageHeader } from '~/components/ui/page-header';
import { getProject } from '~/domain/agency/projects.server';
import { changeProject } from '~/flows/edit-project.server';
import { readForm } from '~/routes/form.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { projectFields } from './clients.fields';
import { ProjectForm } from './clients.project-form';
import { projectRefusals } from './clients.refusals';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `Edit ${loaded?.project.name ?? 'client'} · Tributary` },
];

const noSuch = () => new Response('There is no such client.', { status: 404 });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const project = await getProject(scope, params.id ?? '');
  if (!project) throw noSuch();
  return { project };
}

/** POST /clients/:id/edit: other facts about a client, or what is wrong with them. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const id = params.id ?? '';
  const submission = await readForm(request, z.object(projectFields));
  if (submission.status !== 'success') {
    if (!(await getProject(scope, id))) throw noSuch();
    return data(submission.reply(), { status: 422 });
  }
  const changed = await changeProject(scope, id, submission.value);
  switch (changed.outcome) {
    case 'changed':
      return redirect(paths.client(id));
    case 'not_found':
      throw noSuch();
    case 'refused': {
      const sentence = projectRefusals(changed.domain)[changed.refusal];
      return data(submission.reply({ fieldErrors: { domain: [sentence] } }), { status: 422 });
    }
  }
}

export default function EditClient() {
  const { project } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const back = paths.client(project.id);
  return (
    <>
      <PageHeader
        title={`Edit ${project.name}`}
        {...(project.internal && {
          lead: 'This is internal use. Another domain becomes your own as well, and the one before stays so.',
        })}
        back={{ to: back, label: project.name }}
      />
      <ProjectForm lastResult={lastResult} values={project} submit="Save" back={back} />
    </>
  );
}
