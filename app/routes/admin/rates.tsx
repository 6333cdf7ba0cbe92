import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { formatDay } from '~/components/ui/time';
import { programCurrency } from '~/domain/program/program.server';
import { formatRate } from '~/domain/program/rate';
import { type ExchangeRateView, listRates } from '~/domain/program/rates.server';
import { listWaitingPayments } from '~/domain/qualification/rate-waits.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { RateEntry } from './rate-entry';
import { postRate, readRatePreview } from './rate-entry.server';
import { RateWaits } from './rate-waits';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Exchange rates · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const own = await programCurrency();
  const [waiting, rates, entry] = await Promise.all([
    listWaitingPayments(scope),
    listRates(scope, {}, readPage(searchParams)),
    readRatePreview(scope, searchParams, own),
  ]);
  const names = await namesOfPeople(
    scope,
    rates.data.flatMap(({ createdBy }) => createdBy ?? []),
  );
  const { nextCursor } = rates;
  const done = Number(searchParams.get('converted') ?? Number.NaN);
  return { waiting, rates: rates.data, nextCursor, names, entry, own, at: now(), converted: done };
}

/** POST /admin/rates: enters the rate that was shown. */
export async function action({ request }: ActionFunctionArgs) {
  return postRate(request, await requireAdmin(request));
}

export default function Rates() {
  const { waiting, rates, nextCursor, names, entry, own, at, converted } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="Exchange rates"
        back={{ to: paths.adminTerms, label: 'Terms' }}
        lead={`Payments in other currencies count in ${own}: at the rate their provider settled at, else at their day’s rate.`}
      />
      <div className="grid gap-5">
        {refused && (
          <Alert tone="bad" live>
            {refused.refused}
          </Alert>
        )}
        {Number.isInteger(converted) && !refused && (
          <Alert tone="good" live>
            The rate is entered.{' '}
            {converted === 1 ? '1 payment was converted' : `${converted} payments were converted`} at it.
          </Alert>
        )}
        <RateWaits {...waiting} now={at} />
        <RateEntry entry={entry} own={own} />
        <Card
          id="rates"
          title="Rates entered"
          description="A rate is set once: what was earned by it would change otherwise."
          flush
        >
          <DataTable
            caption="Rates entered"
            rows={rates}
            rowKey={({ day, currency }) => `${day} ${currency}`}
            columns={columns(own, names)}
            empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">No rate has been entered yet.</p>}
          />
          <Pagination nextCursor={nextCursor} what="rates" shown={rates.length} />
        </Card>
      </div>
    </>
  );
}

function columns(own: string, names: Record<string, string>): Array<Column<ExchangeRateView>> {
  return [
    {
      key: 'day',
      header: 'Day (UTC)',
      names: true,
      cell: ({ day }) => <span className="whitespace-nowrap">{formatDay(Date.parse(day))}</span>,
    },
    {
      key: 'rate',
      header: 'Rate',
      cell: ({ currency, ratePerE9 }) => (
        <span className="figures">
          1 {currency} = {formatRate(ratePerE9, currency, own)} {own}
        </span>
      ),
    },
    {
      key: 'by',
      header: 'Entered by',
      cell: ({ createdBy }) => (createdBy && names[createdBy]) || '–',
    },
  ];
}
