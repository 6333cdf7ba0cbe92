import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Globe } from 'lucide-react';
import { z } from 'zod';
import { reservationResults } from '~/components/agency/handoff-reservation-words';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { ResultAlert } from '~/components/ui/result-alert';
import { readDomain } from '~/domain/agency/preflight';
import { checkInvitationDomain } from '~/flows/check-invitation-domain.server';
import { listInvitations } from '~/flows/list-invitations.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { inWords } from '~/routes/public/wait';
import { DomainForm } from './domain-check.form';
import { ReservationTable } from './domain-check.table';
import { DomainVerdictCard } from './domain-check.verdict';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const headers = formHeaders;
export const meta: MetaFunction = () => [{ title: 'Domains · Tributary' }];

const schema = z.object({ domain: z.string('Enter a domain.').max(2_000, 'This is too long.') });

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const { searchParams } = new URL(request.url);
  return {
    reservations: await listInvitations(scope),
    result: searchParams.get('result'),
    mayChange: scope.role !== 'viewer',
    isActive: scope.partner.status === 'active',
  };
}

const advice = {
  empty: 'Enter a domain, such as acme.dev.',
  not_a_domain: 'This is no domain. Enter one such as acme.dev, a web address or a mail address.',
  an_address: 'This is a network address. Enter the domain of the client’s mail, such as acme.dev.',
};

/** POST /clients/domain-check: what a domain is to this agency. A look changes nothing but the count of looks. */
export async function action({ request }: ActionFunctionArgs) {
  const scope = await requireAgency(request, 'manager');
  const submission = await readForm(request, schema);
  const typed = submission.status === 'success' ? submission.value.domain : '';
  const read = readDomain(typed);
  if (read.outcome === 'invalid')
    return data({ typed, error: advice[read.problem], checked: null }, { status: 422 });
  const { domain } = read;
  const answer = await checkInvitationDomain(scope, domain);
  if (answer.outcome === 'checked')
    return data({ typed, error: null, checked: { domain, verdict: answer.verdict } });
  const { retryAfterSeconds } = answer;
  return data(
    { typed, error: `You have looked at many domains. Wait ${inWords(retryAfterSeconds)}.`, checked: null },
    { status: 429, headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}

export default function DomainCheck() {
  const { reservations, result, mayChange, isActive } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="Domains"
        lead="See whether a client’s domain is free before you work for it, and reserve it for thirty days."
        back={{ to: paths.clients, label: 'Clients' }}
      />
      <div className="grid gap-5">
        {!answer && <ResultAlert words={reservationResults} result={result} />}
        {mayChange && (
          <Card title="Check a domain">
            <DomainForm typed={answer?.typed ?? ''} error={answer?.error ?? null} />
            {answer?.checked && <DomainVerdictCard {...answer.checked} mayReserve={isActive} />}
          </Card>
        )}
        <Card
          id="reservations"
          title="Your reservations"
          description="Who signs up with an address of the domain while one is in force is credited to you, the earliest reservation first. Each can be renewed once."
          flush
        >
          {reservations.length === 0 ? (
            <EmptyState icon={Globe} title="No reservations yet">
              Check a domain and reserve it, or send a handoff: that reserves its domain, too.
            </EmptyState>
          ) : (
            <ReservationTable rows={reservations} mayChange={mayChange} />
          )}
        </Card>
      </div>
    </>
  );
}
