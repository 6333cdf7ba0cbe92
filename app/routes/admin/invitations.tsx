import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Globe } from 'lucide-react';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert, type ResultWords } from '~/components/ui/result-alert';
import { listAdminHandoffs } from '~/flows/list-admin-handoffs.server';
import { requireAdmin } from '~/routes/guards.server';
import { AcceptedHandoffs, AskedReservations } from './invitations.tables';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Domains · Tributary admin' }];

const words: ResultWords = {
  approved: {
    tone: 'good',
    title: 'Approved',
    text: 'The reservation is in force, and the agency was told.',
  },
  left: { tone: 'good', title: 'Left refused', text: 'The agency was told why.' },
  not_waiting: {
    tone: 'warn',
    title: 'It does not wait any more',
    text: 'It was decided, taken back or has expired meanwhile.',
  },
  ended: {
    tone: 'good',
    title: 'Access ended',
    text: 'Client and agency were told. What the agency earns stays.',
  },
  no_access: {
    tone: 'info',
    title: 'There was no access to end',
    text: 'It has ended already, or was never given.',
  },
};

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const result = new URL(request.url).searchParams.get('result');
  return { ...(await listAdminHandoffs(scope)), result };
}

export default function AdminInvitations() {
  const { asked, accepted, result } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Domains"
        lead="What agencies ask for although it has customers, and the clients they have handed over."
      />
      <div className="grid gap-5">
        <ResultAlert words={words} result={result} />
        <Card
          id="asked"
          title="Waiting for you"
          description="Approved, a reservation credits the agency with whoever signs up from when it asked. Who signed up before stays as it was."
          flush
        >
          {asked.length === 0 ? (
            <EmptyState icon={Globe} title="Nothing waits">
              An agency that invites a domain which has customers stands here, for you to decide.
            </EmptyState>
          ) : (
            <AskedReservations rows={asked} />
          )}
        </Card>
        <Card
          id="accepted"
          title="Accepted handoffs"
          description="End an agency’s access on its client’s word. What the agency earns does not change by it."
          flush
        >
          {accepted.length === 0 ? (
            <EmptyState title="None yet">A handoff that a client accepts stands here.</EmptyState>
          ) : (
            <AcceptedHandoffs rows={accepted} />
          )}
        </Card>
      </div>
    </>
  );
}
