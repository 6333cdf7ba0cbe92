import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { z } from 'zod';
import { PageHeader } from '~/components/ui/page-header';
import { createProject } from '~/flows/edit-project.server';
import { readForm } from '~/routes/form.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { projectFields } from './clients.fields';
import { ProjectForm } from './clients.project-form';
import { projectRefusals } from './clients.refusals';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'New client · Tributary' }];

const schema = z.object({ ...projectFields, internal: z.literal('yes').optional() });

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAgency(request, 'manager');
  return null;
}

/** POST /clients/new: makes a client's project, or says at each field what is wrong with it. */
export async function action({ request }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 422 });
  const { internal, ...facts } = submission.value;
  const made = await createProject(scope, { ...facts, internal: internal === 'yes' });
  if (made.outcome === 'created') return redirect(paths.client(made.id));
  return data(submission.reply({ fieldErrors: { domain: [projectRefusals(facts.domain)[made.refusal]] } }), {
    status: 422,
  });
}

export default function NewClient() {
  const lastResult = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="New client"
        lead="A place to prepare what the client will inherit. Nobody outside your workspace sees it before you send it."
        back={{ to: paths.clients, label: 'Clients' }}
      />
      <ProjectForm
        lastResult={lastResult}
        values={{}}
        asksInternal
        submit="Make client"
        back={paths.clients}
      />
    </>
  );
}
