import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { CircleCheck } from 'lucide-react';
import { ChartBox } from '~/components/charts/chart-box';
import { earningsColumns, FiguresTable, trafficColumns } from '~/components/charts/figures-table';
import { FunnelBars } from '~/components/charts/funnel-bars';
import { RangePicker } from '~/components/charts/range-picker';
import { MoneyText } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { getBalance } from '~/domain/ledger/balances.server';
import { getAdminOverview } from '~/domain/reporting/admin-overview.server';
import { getFunnel } from '~/domain/reporting/funnel.server';
import { readRange } from '~/domain/reporting/range';
import { DAY_MS } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { needsOf } from './needs';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Overview · Tributary admin' }];

const LONGEST_DAYS = 3 * 365;

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const at = now();
  const range = readRange(new URL(request.url).searchParams, { now: at, since: at - LONGEST_DAYS * DAY_MS });
  const [overview, balance, funnel] = await Promise.all([
    getAdminOverview(scope),
    getBalance(scope),
    getFunnel(scope, range),
  ]);
  return { overview, balance, funnel, range, at };
}

export default function Overview() {
  const { overview, balance, funnel, range, at } = useLoaderData<typeof loader>();
  const { currency } = balance;
  const needs = needsOf(overview, currency, at);
  const period = { day: 'Day', week: 'Week from', month: 'Month from' }[range.interval];
  const owed = [
    ['Pending', balance.pending, 'Earned, not yet released'],
    ['Available', balance.available, 'Partners may request it'],
    ['On its way', balance.inTransit, 'Requested or being sent'],
    ['Paid', balance.paid, 'So far, in all'],
  ] as const;
  return (
    <>
      <PageHeader title="Overview" />
      <div className="grid gap-5">
        <Card id="needs" title="Needs you" flush>
          {needs.length === 0 ? (
            <EmptyState icon={CircleCheck} title="Nothing waits for you">
              New agencies, requested payouts and deliveries that cannot be read appear here.
            </EmptyState>
          ) : (
            <ul>
              {needs.map(({ key, to, what, detail, count }) => (
                <li key={key} className="border-t">
                  <Link
                    to={to}
                    prefetch="intent"
                    className="flex items-center gap-4 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5"
                  >
                    <span className="figures grid h-7 min-w-7 place-items-center rounded-full bg-warn-soft px-2 text-sm font-semibold text-warn-ink">
                      {count}
                    </span>
                    <span className="text-sm">
                      <span className="block font-medium">{what}</span>
                      <span className="block text-muted">{detail}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card id="owed" title="What is owed" description="The sums of all partners’ balances.">
          <dl className="grid gap-5 sm:grid-cols-4">
            {owed.map(([name, amount, means]) => (
              <div key={name}>
                <dt className="text-sm text-muted">{name}</dt>
                <dd className="mt-0.5 text-xl font-semibold tracking-tight">
                  <MoneyText amount={amount} currency={currency} />
                </dd>
                <dd className="mt-0.5 text-xs text-faint">{means}</dd>
              </div>
            ))}
          </dl>
        </Card>
        <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-lg">The program</h2>
          <RangePicker {...range} />
        </div>
        <Card
          id="funnel"
          title="Funnel"
          description="Whoever was linked in this period, and how far they have come by now."
        >
          <FunnelBars
            counts={funnel.totals}
            beside={funnel.totals}
            revenue={funnel.totals.revenue}
            commission={funnel.totals.commission}
            currency={currency}
          />
        </Card>
        <div className="grid gap-5 lg:grid-cols-2">
          <Card id="traffic" title="Clicks and sign-ups">
            <ChartBox kind="traffic" points={funnel.series} currency={currency} />
            <FiguresTable
              caption="Clicks, sign-ups and first payments"
              points={funnel.series}
              columns={trafficColumns}
              period={period}
            />
          </Card>
          <Card id="earnings" title="Commission">
            <ChartBox kind="earnings" points={funnel.series} currency={currency} />
            <FiguresTable
              caption="Revenue and commission"
              points={funnel.series}
              columns={earningsColumns(currency)}
              period={period}
            />
          </Card>
        </div>
      </div>
    </>
  );
}
