import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { CommissionTable } from '~/components/money/commission-table';
import { rewardNames } from '~/components/money/reward-names';
import { SkipTable } from '~/components/money/skip-table';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { listCommissions } from '~/domain/commission/commissions.server';
import { listSkips } from '~/domain/commission/skips.server';
import type { AdminScope } from '~/domain/identity/scope';
import { getPartner, listPartners } from '~/domain/partner/partner.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { namesOfPartners } from '~/domain/reporting/partner-names.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { filterOf } from '~/routes/portal/commission-filter';
import { CommissionFilters } from './commission-filters';
import { readAdminQuery, skipsAskedFor } from './commission-query';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Commissions · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const query = readAdminQuery(searchParams);
  const partnerId = query.partner === null ? null : await partnerNamed(scope, query.partner);
  const filter = { ...filterOf(query), ...(partnerId !== null && { partnerId }) };
  const page = readPage(searchParams);
  const asked = skipsAskedFor(query.flag);
  const flag = query.flag === 'needs_rate' || query.flag === 'nothing' ? null : query.flag;
  const [listed, skips, terms] = await Promise.all([
    asked ? null : listCommissions(scope, { ...filter, ...(flag && { flag }) }, page),
    asked ? listSkips(scope, { ...filter, ...asked }, page) : null,
    loadAllTerms(),
  ]);
  const ids = [...(listed?.data ?? []), ...(skips?.data ?? [])].map((row) => row.partnerId);
  return {
    query,
    rows: listed?.data ?? [],
    skips: skips?.data ?? null,
    nextCursor: listed?.nextCursor ?? skips?.nextCursor ?? null,
    rewards: rewardNames(terms),
    partners: await namesOfPartners(scope, ids),
  };
}

/** A partner by id or handle; one that is not there has no commissions. */
async function partnerNamed(scope: AdminScope, name: string): Promise<string> {
  const known = await getPartner(scope, name);
  if (known) return known.id;
  const found = await listPartners(scope, { search: name }, { limit: 50 });
  return found.data.find(({ handle }) => handle.toLowerCase() === name.toLowerCase())?.id ?? name;
}

export default function Commissions() {
  const { rows, skips, nextCursor, query, rewards, partners } = useLoaderData<typeof loader>();
  const { status, reward, month, partner, flag } = query;
  return (
    <>
      <PageHeader
        title="Commissions"
        lead="Every amount of the program with its cause. Open one to see how it came about."
      />
      <Card flush>
        <CommissionFilters query={query} rewards={rewards} />
        {skips ? (
          <SkipTable
            rows={skips}
            rewards={rewards}
            partners={partners}
            to={{ customer: paths.adminReferral, partner: paths.adminPartner }}
          />
        ) : (
          <CommissionTable
            rows={rows}
            rewards={rewards}
            partners={{ names: partners, to: paths.adminPartner }}
            to={paths.adminCommission}
            filtered={Boolean(status ?? reward ?? month ?? partner ?? flag)}
          />
        )}
        <Pagination
          nextCursor={nextCursor}
          what={skips ? 'causes' : 'commissions'}
          shown={skips?.length ?? rows.length}
        />
      </Card>
    </>
  );
}
