import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { MoneyText } from '~/components/money/money-text';
import { MonthList, YearLinks } from '~/components/money/month-list';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import { getBalance } from '~/domain/ledger/balances.server';
import { getAccountView } from '~/domain/partner/account-view.server';
import { getPartner } from '~/domain/partner/partner.server';
import { countryName } from '~/domain/partner/payout-country';
import { listStandings } from '~/domain/partner/standing-history.server';
import { rateText } from '~/domain/payout/statement';
import { listMonths } from '~/domain/reporting/month-statements.server';
import { partnerTotals } from '~/domain/reporting/partner-totals.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { PartnerAccountCard } from './partner-account-card';
import { StandingForms } from './standing-forms';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.partner.name ?? 'Partner'} · Tributary admin` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const row = await getPartner(scope, params.id ?? '');
  if (!row) throw new Response('There is no such partner.', { status: 404 });
  const at = now();
  const { platformCountry } = env.payouts;
  const [balance, totals, standings, account, months] = await Promise.all([
    getBalance(scope, row.id),
    partnerTotals([row.id]),
    listStandings(scope, row.id),
    getAccountView(scope, row.id, { platformCountry, at }),
    listMonths(scope, row.id, at),
  ]);
  const names = await namesOfPeople(
    scope,
    standings.flatMap(({ byUserId }) => byUserId ?? []),
  );
  const { id, handle, name, kind, email, status, termsKey, rateBps, country } = row;
  return {
    partner: { id, handle, name, kind, email, status, termsKey, rateBps, country },
    ...{ account: account ?? null, months },
    createdAt: row.createdAt.getTime(),
    ...{ balance, standings, names },
    totals: totals.get(id) ?? null,
  };
}

export default function Partner() {
  const { partner, createdAt, balance, totals, standings, names, account, months } =
    useLoaderData<typeof loader>();
  const { currency } = balance;
  return (
    <>
      <PageHeader
        title={partner.name}
        badge={
          <>
            <StatusBadge of="partner" status={partner.status} />
            {partner.kind === 'agency' && <Badge>Agency</Badge>}
          </>
        }
        back={{ to: paths.adminPartners, label: 'Partners' }}
        actions={<StandingForms id={partner.id} name={partner.name} status={partner.status} />}
      />
      <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
        <Card id="facts" title="Facts">
          <dl className="grid gap-3 text-sm">
            <Line name="Handle">{partner.handle}</Line>
            <Line name="E-mail">{partner.email}</Line>
            <Line name="Joined">
              <Time at={createdAt} precise />
            </Line>
            <Line name="Terms">
              {partner.termsKey}
              {partner.rateBps !== null && `, own rate ${rateText(partner.rateBps)}`}
            </Line>
            <Line name="Country">{partner.country === null ? 'Not said' : countryName(partner.country)}</Line>
          </dl>
        </Card>
        <Card id="money" title="Money">
          <dl className="grid gap-3 text-sm">
            <Line name="Customers">
              <TextLink to={withQuery(paths.adminReferrals, { partner: partner.id })}>
                {(totals?.customers ?? 0).toLocaleString('en-US')}
              </TextLink>
            </Line>
            <Line name="Revenue brought">
              <MoneyText amount={totals?.revenue ?? 0n} currency={currency} />
            </Line>
            <Line name="Pending">
              <MoneyText amount={balance.pending} currency={currency} />
            </Line>
            <Line name="Available">
              <MoneyText amount={balance.available} currency={currency} />
            </Line>
            <Line name="On its way">
              <MoneyText amount={balance.inTransit} currency={currency} />
            </Line>
            <Line name="Paid">
              <TextLink to={withQuery(paths.adminPayouts, { show: 'all', partner: partner.id })}>
                <MoneyText amount={balance.paid} currency={currency} />
              </TextLink>
            </Line>
          </dl>
        </Card>
        {account && <PartnerAccountCard {...account} />}
        <Card
          id="standing"
          title="Standing"
          description="What was in force from when on. What happened before keeps what held then."
          className="lg:col-span-2"
        >
          <ol className="grid gap-3 text-sm">
            {standings.map((standing) => (
              <li
                key={`${standing.at}-${standing.status}-${standing.termsKey}`}
                className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t pt-3 first:border-0 first:pt-0"
              >
                <StatusBadge of="partner" status={standing.status} />
                <span className="text-muted">{standing.termsKey} terms</span>
                {standing.reason && <span>{standing.reason}</span>}
                <span className="text-xs text-faint sm:ml-auto">
                  {standing.byUserId && `${names[standing.byUserId] ?? 'An admin'}, `}
                  <Time at={standing.at} precise />
                </span>
              </li>
            ))}
          </ol>
        </Card>
        <Card id="statements" title="Statements" className="lg:col-span-2" flush>
          <MonthList
            months={months}
            currency={currency}
            fileTo={(file) => paths.adminMonthFile(partner.id, file)}
          />
          <YearLinks months={months} fileTo={(file) => paths.adminMonthFile(partner.id, file)} />
        </Card>
      </div>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </div>
  );
}
