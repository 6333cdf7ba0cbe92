import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DisputeClaims } from '~/components/agency/dispute-claims';
import { DisputeDecisionForm } from '~/components/agency/dispute-decision';
import { DisputeEvidence } from '~/components/agency/dispute-evidence';
import { DisputeState } from '~/components/agency/dispute-state';
import { Alert } from '~/components/ui/alert';
import { LinkButton } from '~/components/ui/button';
import { PageHeader } from '~/components/ui/page-header';
import { loadDispute } from '~/domain/reporting/client-dispute.server';
import { canBeUpheld } from '~/flows/decide-dispute.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.file.customer.externalId ?? 'A dispute'} · Tributary admin` },
];

const resultWords: Record<string, { tone: 'good' | 'bad'; words: string }> = {
  decided: { tone: 'good', words: 'It is decided. Both partners get a mail with your reason.' },
  decided_before: { tone: 'bad', words: 'It was decided before: the first word stands.' },
  another_upheld: {
    tone: 'bad',
    words: 'Another partner’s claim to this customer was upheld before. This one can be rejected.',
  },
  nothing_to_uphold: {
    tone: 'bad',
    words:
      'This partner has no accepted handoff or invitation of the domain from before the sign-up, and no click that counted: there is nothing to uphold. It can be rejected.',
  },
};

/** GET /admin/disputes/:id; with `decide` the second factor is asked for first, so that no typed word is lost. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const id = params.id ?? '';
  const decides = searchParams.get('decide') === 'yes';
  const returnTo = withQuery(paths.adminDispute(id), { decide: 'yes' });
  const scope = await requireAdmin(request, decides ? { stepUp: true, returnTo } : {});
  const file = await loadDispute(scope, id);
  if (!file) throw new Response('There is no such dispute.', { status: 404, statusText: 'Not Found' });
  const { customerId, partnerId, decidedAt } = file.dispute;
  const waits = decidedAt === null;
  const upholdable = waits && (await canBeUpheld({ customerId, partnerId, at: now() }));
  return { file, decides: decides && waits, upholdable, result: searchParams.get('result') };
}

export default function AdminDispute() {
  const { file, decides, upholdable, result } = useLoaderData<typeof loader>();
  const { dispute, customer } = file;
  const told = result === null ? undefined : resultWords[result];
  return (
    <>
      <PageHeader
        title={customer.externalId}
        badge={<DisputeState outcome={dispute.outcome} />}
        lead="Whose customer is it? Both claims, what the portal knows, and your word."
        back={{ to: paths.adminDisputes, label: 'Disputes' }}
        actions={
          dispute.outcome === null &&
          !decides && (
            <LinkButton variant="primary" to="?decide=yes" prefetch="none">
              Decide
            </LinkButton>
          )
        }
      />
      <div className="grid gap-5">
        {told && (
          <Alert tone={told.tone} live>
            {told.words}
          </Alert>
        )}
        {decides && (
          <DisputeDecisionForm
            action={paths.adminDisputeDecision(dispute.id)}
            partner={file.names[dispute.partnerId] ?? dispute.partnerId}
            upholdable={upholdable}
            cancelTo={paths.adminDispute(dispute.id)}
          />
        )}
        <DisputeClaims file={file} to={{ customer: paths.adminReferral, partner: paths.adminPartner }} />
        <DisputeEvidence file={file} />
      </div>
    </>
  );
}
