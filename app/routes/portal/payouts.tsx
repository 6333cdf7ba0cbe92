import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { AccountNews } from '~/components/money/account-news';
import { MoneyText } from '~/components/money/money-text';
import { MonthList, YearLinks } from '~/components/money/month-list';
import { RequestPayout } from '~/components/money/request-payout';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { getBalance } from '~/domain/ledger/balances.server';
import { getAccountView } from '~/domain/partner/account-view.server';
import { countryOptions } from '~/domain/partner/payout-country';
import { listPayouts } from '~/domain/payout/payouts.server';
import { listMonths } from '~/domain/reporting/month-statements.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requirePartner } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { AccountCard } from './payout-account-card';
import { AccountResult } from './payout-account-result';
import { payoutFacts } from './payout-facts.server';
import { PayoutForm } from './payout-form';
import { PayoutHistory } from './payout-history';
import { postPayout } from './payout-request.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payouts · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const { searchParams } = new URL(request.url);
  const { platformCountry } = env.payouts;
  const [balance, payouts, view, months] = await Promise.all([
    getBalance(scope),
    listPayouts(scope, {}, readPage(searchParams)),
    getAccountView(scope, scope.partnerId, { platformCountry, at: now() }),
    listMonths(scope, scope.partnerId, now()),
  ]);
  if (!view) throw new Response('There is no such partner.', { status: 404 });
  return {
    balance,
    payouts: payouts.data,
    nextCursor: payouts.nextCursor,
    facts: await payoutFacts(scope, balance),
    ...{ view, months, platformCountry },
    // a long list, for who needs it
    countries: view.country === null || searchParams.has('country') ? countryOptions() : [],
    automatic: scope.partner.automaticPayout,
    role: scope.role,
    /** what became of a visit to Stripe's pages */
    account: searchParams.get('account'),
  };
}

/** POST /payouts: asks for a payout of everything available, or of an amount. */
export function action({ request }: ActionFunctionArgs) {
  return postPayout(request);
}

export default function Payouts() {
  const { balance, payouts, nextCursor, facts, automatic, role, account, view, months, ...rest } =
    useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const { available, inTransit, paid, currency } = balance;
  const mayAsk = role !== 'viewer';
  return (
    <>
      <PageHeader
        title="Payouts"
        lead={`What is available goes to your ${view.method === 'manual' ? 'bank account' : 'account at Stripe'} once an admin has approved it.`}
      />
      <div className="grid gap-5">
        <AccountResult account={account} />
        <AccountNews {...view} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_21rem] lg:items-start">
          <Card id="balance" title="Balance">
            <dl className="mb-5 grid grid-cols-1 gap-4 sm:grid-cols-3">
              <Figure name="Available" amount={available} currency={currency} strong />
              <Figure name="On its way" amount={inTransit} currency={currency} />
              <Figure name="Paid so far" amount={paid} currency={currency} />
            </dl>
            <div className="border-t pt-5">
              <RequestPayout
                available={available}
                minimum={facts.minimum}
                currency={currency}
                blocker={facts.blocker}
              />
              {facts.blocker === null && (
                <PayoutForm
                  lastResult={lastResult}
                  available={available}
                  minimum={facts.minimum}
                  currency={currency}
                />
              )}
            </div>
          </Card>
          <AccountCard
            {...view}
            {...rest}
            nextAutomatic={facts.nextAutomatic}
            automatic={automatic}
            isOwner={role === 'owner'}
          />
        </div>
        <Card id="history" title="History" flush>
          <PayoutHistory rows={payouts} mayCancel={mayAsk} />
          <Pagination nextCursor={nextCursor} what="payouts" shown={payouts.length} />
        </Card>
        <Card
          id="statements"
          title="Statements"
          description="A month of your account, to keep or to book. A closed month never changes."
          flush
        >
          <MonthList months={months} currency={currency} fileTo={paths.monthFile} />
          <YearLinks months={months} fileTo={paths.monthFile} />
        </Card>
      </div>
    </>
  );
}

interface FigureProps {
  name: string;
  amount: bigint;
  currency: string;
  strong?: boolean;
}

function Figure({ name, amount, currency, strong }: FigureProps) {
  const look = amount < 0n ? 'text-bad-ink' : strong ? 'text-accent-ink' : '';
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className={`mt-0.5 text-xl font-semibold tracking-tight ${look}`}>
        <MoneyText amount={amount} currency={currency} />
      </dd>
    </div>
  );
}
