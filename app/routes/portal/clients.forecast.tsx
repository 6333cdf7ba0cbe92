import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChartLine } from 'lucide-react';
import { ForecastClients, type ForecastRow } from '~/components/agency/forecast-clients';
import { ForecastTotals } from '~/components/agency/forecast-totals';
import { moneyWords } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { TextLink } from '~/components/ui/text-link';
import { loadAllTerms } from '~/domain/program/terms.server';
import { loadBook } from '~/domain/reporting/book-of-business.server';
import { forecastClients } from '~/flows/forecast-clients.server';
import { byKeys } from '~/kernel/order';
import { now } from '~/platform/clock.server';
import { requireAgency } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Forecast · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAgency(request);
  const at = now();
  const [{ currency, ...forecast }, book] = await Promise.all([
    forecastClients(scope, at),
    loadBook(scope, { terms: await loadAllTerms(), now: at }),
  ]);
  const known = new Map(book.rows.flatMap((row) => (row.externalId === null ? [] : [[row.externalId, row]])));
  const rows = forecast.clients
    .map((client): ForecastRow => {
      const row = known.get(client.customerId);
      const to = row?.projectId ? paths.client(row.projectId) : paths.referral(row?.customerId ?? '');
      return { ...client, name: row?.name ?? client.customerId, to, left: row?.months ?? null };
    })
    .sort(
      byKeys(
        (row) => -row.total.capped,
        (row) => row.name,
      ),
    );
  return { forecast: { ...forecast, clients: [] }, rows, currency };
}

export default function ClientsForecast() {
  const { forecast, rows, currency } = useLoaderData<typeof loader>();
  const { capped, uncapped } = forecast.total;
  return (
    <>
      <PageHeader
        title="Forecast"
        lead="What your clients earn you in twelve months if each pays on as it does now."
        back={{ to: paths.clients, label: 'Clients' }}
      />
      {rows.length === 0 ? (
        <Card>
          <EmptyState icon={ChartLine} title="Nothing to foresee yet">
            When a client has paid for the first time, its next twelve months stand here.{' '}
            <TextLink to={paths.clients}>Your clients</TextLink> show how far each is.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid gap-5">
          <Card
            flush
            title={`${moneyWords(capped, currency)} ${currency} in twelve months`}
            description={
              uncapped === capped
                ? 'The monthly cap takes nothing of it.'
                : `${moneyWords(uncapped, currency)} before the monthly cap, which takes ${moneyWords(uncapped - capped, currency)}.`
            }
          >
            <ForecastTotals forecast={forecast} currency={currency} />
          </Card>
          <Card flush title="By client" description="The largest first. Open one to see its months.">
            <ForecastClients rows={rows} months={forecast.months} currency={currency} />
          </Card>
          <p className="max-w-prose text-sm text-pretty text-muted">
            Each client is expected to pay what its subscriptions are worth, at the times it has paid so far,
            until its months are over. The cap counts as it does when commissions are made. This month
            includes what is earned already.
          </p>
        </div>
      )}
    </>
  );
}
