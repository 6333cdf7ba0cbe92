import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { termsChanges } from '~/components/money/terms-changes';
import { TermsChangesTable } from '~/components/money/terms-changes-table';
import { TermsTable } from '~/components/money/terms-table';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Time } from '~/components/ui/time';
import { programCurrency } from '~/domain/program/program.server';
import { type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { getPublishers, getTermsUse } from '~/domain/reporting/terms-use.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readTermsKey } from './terms-key';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.name ?? 'Terms'} · Tributary admin` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const key = readTermsKey(params);
  const own = (await loadAllTerms()).filter((terms) => terms.key === key);
  const at = now();
  const current = termsInForce(own, key, at);
  if (!current) throw new Response('There are no such terms.', { status: 404 });
  const [publishers, use, currency] = await Promise.all([
    getPublishers(scope, key),
    getTermsUse(scope),
    programCurrency(),
  ]);
  const inOrder = [...own].sort((a, b) => a.effectiveAt - b.effectiveAt);
  const versions = inOrder.map((terms, n) => ({
    terms,
    by: publishers.get(terms.version) ?? null,
    referrals: use.get(`${key} ${terms.version}`)?.referrals ?? 0,
    state: terms.version === current.version ? 'current' : terms.effectiveAt > at ? 'upcoming' : 'past',
    changes: n === 0 ? null : termsChanges(inOrder[n - 1] as Terms, terms, currency),
  }));
  const published = new URL(request.url).searchParams.get('published');
  return { name: current.name, key, versions: versions.reverse(), currency, published };
}

const badges = { current: ['good', 'In force'], upcoming: ['info', 'Upcoming'] } as const;

export default function TermsHistory() {
  const { name, key, versions, currency, published } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title={name}
        lead="Every version there was. None is ever changed or taken away."
        back={{ to: paths.adminTerms, label: 'Terms' }}
        actions={
          <>
            <LinkButton to={paths.adminTermsSimulation(key)}>Simulate</LinkButton>
            <LinkButton variant="primary" to={paths.adminTermsDraft(key)}>
              Draft a new version
            </LinkButton>
          </>
        }
      />
      <div className="grid gap-5">
        {published && (
          <Alert tone="good" live>
            Version {published} is published. Referrals made before it begins keep theirs.
          </Alert>
        )}
        {versions.map(({ terms, by, referrals, state, changes }) => {
          const [tone, label] = badges[state as keyof typeof badges] ?? [];
          return (
            <Card
              key={terms.version}
              id={`version-${terms.version}`}
              title={
                <span className="inline-flex flex-wrap items-center gap-2">
                  Version {terms.version}
                  {tone && <Badge tone={tone}>{label}</Badge>}
                </span>
              }
              description={
                <>
                  {terms.effectiveAt === 0 ? (
                    'From the beginning'
                  ) : (
                    <>
                      From <Time at={terms.effectiveAt} precise />
                    </>
                  )}
                  {by && `, published by ${by}`}. {referrals.toLocaleString('en-US')}{' '}
                  {referrals === 1 ? 'referral keeps' : 'referrals keep'} it.
                </>
              }
              flush
            >
              {changes === null || state === 'current' ? (
                <TermsTable terms={[terms]} currency={currency} />
              ) : null}
              {changes !== null && (
                <TermsChangesTable changes={changes} caption={`What version ${terms.version} changed`} />
              )}
            </Card>
          );
        })}
      </div>
    </>
  );
}
