import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { HandoffHistory } from '~/components/agency/handoff-history';
import { handoffResults, sentResult } from '~/components/agency/handoff-results';
import { ProjectStepper } from '~/components/agency/project-stepper';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert } from '~/components/ui/result-alert';
import { ACCESS } from '~/domain/agency/manifest';
import { sendHandoff } from '~/flows/send-handoff.server';
import { viewHandoff } from '~/flows/view-handoff.server';
import { readForm } from '~/routes/form.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { HandoffAgreement } from './clients.$id.handoff.agreement';
import { HandoffOpen } from './clients.$id.handoff.open';
import { HandoffSend } from './clients.$id.handoff.send';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Handoff · Tributary' }];

const schema = z.object({ access: z.enum(ACCESS), seen: z.string().regex(/^[0-9a-f]{64}$/) });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const page = await viewHandoff(scope, params.id ?? '');
  if (!page) throw new Response('There is no such client.', { status: 404 });
  const result = new URL(request.url).searchParams.get('result');
  return data({
    ...page,
    result,
    mayChange: scope.role !== 'viewer',
    isActive: scope.partner.status === 'active',
  });
}

/** POST /clients/:id/handoff: a new offer, in place of one that has no answer. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const submission = await readForm(request, schema);
  if (submission.status !== 'success')
    throw new Response('Choose the access you keep, on the page of the handoff.', { status: 422 });
  const sent = await sendHandoff(scope, { projectId, ...submission.value });
  if (sent.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return redirect(withQuery(paths.clientHandoff(projectId), { result: sentResult(sent) }));
}

export default function ClientHandoff() {
  const page = useLoaderData<typeof loader>();
  const { project, progress, offer, result, history } = page;
  const isOpen = offer?.state === 'open' || offer?.state === 'expired';
  return (
    <>
      <PageHeader
        title="Handoff"
        lead={`What ${project.name} takes over, what you keep, and what you earn: both of you see the same.`}
        back={{ to: paths.client(project.id), label: project.name }}
      />
      <div className="grid gap-5">
        <ResultAlert words={handoffResults} result={result} />
        <Card>
          <ProjectStepper
            stage={progress.stage}
            at={{
              draft: project.createdAt,
              sent: offer?.sentAt ?? null,
              accepted: offer?.accepted?.at ?? null,
              live: progress.signedUpAt,
              paying: progress.paidAt,
            }}
          />
        </Card>
        {offer?.accepted ? (
          <HandoffAgreement page={page} offer={offer} accepted={offer.accepted} />
        ) : (
          <>
            {offer && isOpen && <HandoffOpen page={page} offer={offer} />}
            <HandoffSend page={page} />
          </>
        )}
        <HandoffHistory moments={history} />
      </div>
    </>
  );
}
