import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChartBox } from '~/components/charts/chart-box';
import { earningsColumns, FiguresTable, trafficColumns } from '~/components/charts/figures-table';
import { FunnelBars } from '~/components/charts/funnel-bars';
import { RangePicker } from '~/components/charts/range-picker';
import { CommissionTable } from '~/components/money/commission-table';
import { MoneyStrip } from '~/components/money/money-strip';
import { RequestPayout } from '~/components/money/request-payout';
import { rewardNames } from '~/components/money/reward-names';
import { Alert } from '~/components/ui/alert';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { listCommissions } from '~/domain/commission/commissions.server';
import { getBalance } from '~/domain/ledger/balances.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { getFirstSteps } from '~/domain/reporting/dashboard.server';
import { getFunnel } from '~/domain/reporting/funnel.server';
import { getMoneyOutlook } from '~/domain/reporting/money-outlook.server';
import { readRange } from '~/domain/reporting/range';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requirePartner } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { FirstStepsCard, YourLink } from './dashboard-link';
import { payoutFacts } from './payout-facts.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Dashboard · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const since = scope.partner.createdAt.getTime();
  const range = readRange(new URL(request.url).searchParams, { now: now(), since });
  const [balance, outlook, funnel, recent, steps, terms] = await Promise.all([
    getBalance(scope),
    getMoneyOutlook(scope),
    getFunnel(scope, range),
    listCommissions(scope, {}, { limit: 5 }),
    getFirstSteps(scope),
    loadAllTerms(),
  ]);
  const { defaultLink } = steps;
  return {
    ...{ balance, outlook, funnel, range, steps },
    payout: await payoutFacts(scope, balance),
    recent: recent.data,
    rewards: rewardNames(terms),
    link: defaultLink && { ...defaultLink, url: `${env.origin}/r/${defaultLink.code}` },
  };
}

const periods = { day: 'Day', week: 'Week from', month: 'Month from' };

export default function Dashboard() {
  const { balance, outlook, funnel, range, steps, payout, recent, rewards, link } =
    useLoaderData<typeof loader>();
  const { currency } = balance;
  const period = periods[range.interval];
  return (
    <>
      <PageHeader title="Dashboard" />
      <div className="grid gap-5">
        {payout.countryMissing && (
          <Alert
            tone="warn"
            title="Which country are you in?"
            actions={
              <LinkButton to={`${paths.payouts}#account`} size="sm">
                Say it now
              </LinkButton>
            }
          >
            It decides how you can be paid. Say it before you earn more.
          </Alert>
        )}
        {link && !steps.clicked && !steps.referred && <FirstStepsCard url={link.url} />}
        <section aria-label="Money" className="grid gap-3">
          <MoneyStrip
            balance={balance}
            outlook={outlook}
            nextAutomatic={payout.nextAutomatic}
            to={{ commissions: (status) => withQuery(paths.commissions, { status }), payouts: paths.payouts }}
          />
          <div className="rounded-md border bg-surface px-4 py-4 shadow-card sm:px-5">
            <RequestPayout
              available={balance.available}
              minimum={payout.minimum}
              currency={currency}
              blocker={payout.blocker}
            />
          </div>
        </section>

        <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-lg">Results</h2>
          <RangePicker {...range} />
        </div>
        <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
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
              commissionLabel="Your commission"
            />
          </Card>
          {link && <YourLink {...link} />}
        </div>
        <div className="grid gap-5 lg:grid-cols-2">
          <Card
            id="traffic"
            title="Clicks and sign-ups"
            description="Counted on the day they happened, in UTC."
          >
            <ChartBox kind="traffic" points={funnel.series} currency={currency} />
            <FiguresTable
              caption="Clicks, sign-ups and first payments"
              points={funnel.series}
              columns={trafficColumns}
              period={period}
            />
          </Card>
          <Card
            id="earnings"
            title="Earnings"
            description="By the day they were earned, without what was given back."
          >
            <ChartBox kind="earnings" points={funnel.series} currency={currency} />
            <FiguresTable
              caption="Revenue and commission"
              points={funnel.series}
              columns={earningsColumns(currency)}
              period={period}
            />
          </Card>
        </div>
        <Card
          id="recent"
          title="Recent commissions"
          flush
          actions={
            recent.length > 0 && (
              <LinkButton to={paths.commissions} size="sm" variant="quiet">
                All commissions
              </LinkButton>
            )
          }
        >
          <CommissionTable rows={recent} rewards={rewards} to={paths.commission} />
        </Card>
      </div>
    </>
  );
}
