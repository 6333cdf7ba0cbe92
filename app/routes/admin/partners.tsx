import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Handshake } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { FilterForm } from '~/components/ui/filter-form';
import { Input, Select } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { StatusBadge, statusWord } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { listPartners } from '~/domain/partner/partner.server';
import { standingMoves } from '~/domain/partner/standing-moves';
import { partnerTotals } from '~/domain/reporting/partner-totals.server';
import { isStorable } from '~/kernel/text';
import { utcMonth } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { StandingForms } from './standing-forms';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Partners · Tributary admin' }];

const statuses = Object.keys(standingMoves) as Array<keyof typeof standingMoves>;

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const status = statuses.find((one) => one === searchParams.get('status')) ?? null;
  const text = (searchParams.get('q') ?? '').trim().slice(0, 100);
  const search = isStorable(text) ? text : '';
  const filter = { ...(status && { status }), ...(search && { search }) };
  const listed = await listPartners(scope, filter, readPage(searchParams));
  const totals = await partnerTotals(listed.data.map(({ id }) => id));
  const rows = listed.data.map(({ id, handle, name, kind, email, termsKey, createdAt, ...partner }) => ({
    ...{ id, handle, name, kind, email, termsKey },
    status: partner.status,
    createdAt: createdAt.getTime(),
    totals: totals.get(id) ?? null,
  }));
  return { rows, nextCursor: listed.nextCursor, status, search, year: utcMonth(now()).slice(0, 4) };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const columns: Array<Column<Row>> = [
  {
    key: 'partner',
    header: 'Partner',
    names: true,
    cell: (row) => (
      <>
        <span className="flex flex-wrap items-center gap-2">
          <Link
            to={paths.adminPartner(row.id)}
            prefetch="intent"
            className="rounded-sm font-medium hover:underline"
          >
            {row.name}
          </Link>
          {row.kind === 'agency' && <Badge>Agency</Badge>}
        </span>
        <span className="block text-xs break-all text-faint">
          {row.handle}, {row.email}
        </span>
      </>
    ),
  },
  { key: 'status', header: 'Status', cell: (row) => <StatusBadge of="partner" status={row.status} /> },
  { key: 'joined', header: 'Joined', cell: (row) => <Time at={row.createdAt} />, minor: true },
  {
    key: 'customers',
    header: 'Customers',
    align: 'end',
    cell: (row) => (row.totals?.customers ?? 0).toLocaleString('en-US'),
  },
  {
    key: 'revenue',
    header: 'Revenue',
    align: 'end',
    minor: true,
    cell: (row) => row.totals && <MoneyText amount={row.totals.revenue} currency={row.totals.currency} />,
  },
  {
    key: 'commission',
    header: 'Commission',
    align: 'end',
    cell: (row) => row.totals && <MoneyText amount={row.totals.commission} currency={row.totals.currency} />,
  },
  {
    key: 'actions',
    header: 'Actions',
    silent: true,
    align: 'end',
    cell: (row) => (row.status === 'pending' ? <StandingForms {...row} /> : null),
  },
];

export default function Partners() {
  const { rows, nextCursor, status, search, year } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Partners"
        lead="Everybody who takes part, and the agencies that would like to."
        actions={<YearFiles years={[Number(year) - 1, Number(year)]} />}
      />
      <Card flush>
        <FilterForm names={['status', 'q']}>
          <Field label="Status" id="filter-status">
            <Select name="status" key={status} defaultValue={status ?? ''}>
              <option value="">All</option>
              {statuses.map((one) => (
                <option key={one} value={one}>
                  {statusWord('partner', one)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Search" id="filter-q">
            <Input type="search" name="q" defaultValue={search} placeholder="Name, handle or e-mail" />
          </Field>
        </FilterForm>
        <DataTable
          caption="Partners"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          empty={
            <EmptyState
              icon={Handshake}
              title={status || search ? 'No partner fits this filter' : 'No partners yet'}
            >
              {status || search
                ? 'Widen it, or look at all of them.'
                : 'They join by themselves, or through the API.'}
            </EmptyState>
          }
        />
        <Pagination nextCursor={nextCursor} what="partners" shown={rows.length} />
      </Card>
    </>
  );
}

/** What everybody was paid in a year, for the taxes. */
function YearFiles({ years }: { years: readonly number[] }) {
  return (
    <>
      {years.map((one) => (
        <a
          key={one}
          href={paths.adminYearFile(`${one}.csv`)}
          className={buttonClass({ size: 'sm' })}
          download
        >
          Paid in {one}
          <span className="sr-only">, as CSV</span>
        </a>
      ))}
    </>
  );
}
