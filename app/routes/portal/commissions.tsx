import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Download } from 'lucide-react';
import { CommissionTable } from '~/components/money/commission-table';
import { rewardNames } from '~/components/money/reward-names';
import { buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Input, Select } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { statusWord } from '~/components/ui/status-badge';
import { listCommissions } from '~/domain/commission/commissions.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { requirePartner } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths, withQuery } from '~/routes/paths';
import { commissionStatuses, filterOf, readCommissionQuery } from './commission-filter';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Commissions · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const { searchParams } = new URL(request.url);
  const query = readCommissionQuery(searchParams);
  const [listed, terms] = await Promise.all([
    listCommissions(scope, filterOf(query), readPage(searchParams)),
    loadAllTerms(),
  ]);
  return { rows: listed.data, nextCursor: listed.nextCursor, query, rewards: rewardNames(terms) };
}

export default function Commissions() {
  const { rows, nextCursor, query, rewards } = useLoaderData<typeof loader>();
  const { status, reward, month } = query;
  return (
    <>
      <PageHeader
        title="Commissions"
        lead="Each amount with its cause. Open one to see its arithmetic."
        actions={
          <a
            href={withQuery(paths.commissionsCsv, { status, reward, month })}
            className={buttonClass()}
            download
          >
            <Download aria-hidden size={15} /> CSV
          </a>
        }
      />
      <Card flush>
        <FilterForm names={['status', 'reward', 'month']}>
          <Field label="Status" id="filter-status">
            <Select name="status" key={`status-${status}`} defaultValue={status ?? ''}>
              <option value="">All</option>
              {commissionStatuses.map((one) => (
                <option key={one} value={one}>
                  {statusWord('commission', one)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Reward" id="filter-reward">
            <Select name="reward" key={`reward-${reward}`} defaultValue={reward ?? ''}>
              <option value="">All</option>
              {Object.entries(rewards).map(([key, name]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Earned in" id="filter-month">
            <Input
              type="month"
              name="month"
              key={`month-${month}`}
              defaultValue={month ?? ''}
              placeholder="2026-01"
            />
          </Field>
        </FilterForm>
        <CommissionTable
          rows={rows}
          rewards={rewards}
          to={paths.commission}
          filtered={Boolean(status ?? reward ?? month)}
        />
        <Pagination nextCursor={nextCursor} what="commissions" shown={rows.length} />
      </Card>
    </>
  );
}
