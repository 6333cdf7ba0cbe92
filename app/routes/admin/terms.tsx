import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TermsTable } from '~/components/money/terms-table';
import { Badge } from '~/components/ui/badge';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Time } from '~/components/ui/time';
import { programCurrency } from '~/domain/program/program.server';
import { type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { listTermsDrafts } from '~/domain/program/terms-draft.server';
import { groupBy } from '~/kernel/group';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Terms · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const [all, drafts, currency] = await Promise.all([
    loadAllTerms(),
    listTermsDrafts(scope),
    programCurrency(),
  ]);
  const at = now();
  const terms = [...groupBy(all, ({ key }) => key)].flatMap(([key, versions]) => {
    const current = termsInForce(versions, key, at);
    const upcoming = versions.filter(({ effectiveAt }) => effectiveAt > at);
    return current ? [{ current, upcoming, drafted: drafts.has(key) }] : [];
  });
  return { terms, currency };
}

export default function AllTerms() {
  const { terms, currency } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Terms"
        lead="What partners earn by. A new version holds for sign-ups from its date on; a referral keeps the version it was made under."
        actions={<LinkButton to={paths.adminRates}>Exchange rates</LinkButton>}
      />
      <div className="grid gap-5">
        {terms.map((one) => (
          <TermsCard key={one.current.key} {...one} currency={currency} />
        ))}
      </div>
    </>
  );
}

interface TermsCardProps {
  current: Terms;
  upcoming: readonly Terms[];
  drafted: boolean;
  currency: string;
}

function TermsCard({ current, upcoming, drafted, currency }: TermsCardProps) {
  const { key, name, version, effectiveAt } = current;
  return (
    <Card
      id={key}
      title={
        <span className="inline-flex flex-wrap items-center gap-2">
          {name}
          {drafted && <Badge tone="warn">Draft</Badge>}
        </span>
      }
      description={
        <>
          {key}, version {version}
          {effectiveAt > 0 && (
            <>
              {' '}
              since <Time at={effectiveAt} />
            </>
          )}
          {upcoming.map((next) => (
            <span key={next.version} className="block">
              Version {next.version} begins <Time at={next.effectiveAt} precise />
            </span>
          ))}
        </>
      }
      actions={
        <>
          <LinkButton size="sm" to={paths.adminTermsOf(key)}>
            History<span className="sr-only"> of {name}</span>
          </LinkButton>
          <LinkButton size="sm" to={paths.adminTermsDraft(key)}>
            {drafted ? 'Go on drafting' : 'Draft a new version'}
            <span className="sr-only"> of {name}</span>
          </LinkButton>
        </>
      }
      flush
    >
      <TermsTable terms={[current]} currency={currency} />
    </Card>
  );
}
