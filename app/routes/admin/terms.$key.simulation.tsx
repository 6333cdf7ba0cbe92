import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { LiabilityBox } from '~/components/charts/liability-box';
import { MoneyText } from '~/components/money/money-text';
import { Alert } from '~/components/ui/alert';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { formatMonth, Time } from '~/components/ui/time';
import { getTermsDraft } from '~/domain/program/terms-draft.server';
import { simulateTerms } from '~/flows/simulate-terms.server';
import { parseInstantOrDay } from '~/kernel/iso';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { CapTable, MonthTable, PartnerTable } from './simulation-tables';
import { SimulationWishForm } from './simulation-wish';
import { readTermsKey } from './terms-key';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Simulation of ${data?.name ?? 'terms'} · Tributary admin` },
];

const MOST_CAPS = 100;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const key = readTermsKey(params);
  const { searchParams } = new URL(request.url);
  const typed = searchParams.get('from') ?? '';
  const from = typed === '' ? undefined : parseInstantOrDay(typed);
  const partnerId = searchParams.get('partner') || undefined;
  const draft = await getTermsDraft(scope, key);
  const wish = { key, document: draft?.terms, from, partnerId };
  const result = await simulateTerms(scope, wish);
  if (result.outcome === 'unknown_terms') throw new Response('There are no such terms.', { status: 404 });
  const shared = { key, drafted: draft !== null, typed, wrongFrom: typed !== '' && from === undefined };
  if (result.outcome === 'other_scope') {
    return { ...shared, name: draft?.terms.name ?? key, simulation: null, caps: [], moreCaps: 0 };
  }
  const { partners, ...simulation } = result.simulation;
  const caps = partners.flatMap((partner) =>
    partner.caps.map((cap) => ({ ...cap, partner: { id: partner.partnerId, name: partner.name } })),
  );
  return {
    ...shared,
    name: simulation.draft.name,
    partnerId: partnerId ?? null,
    simulation,
    partners: partners.map(({ months: _, caps: { length }, ...one }) => ({ ...one, caps: length })),
    caps: caps.slice(0, MOST_CAPS),
    moreCaps: Math.max(0, caps.length - MOST_CAPS),
  };
}

export default function SimulationPage() {
  const loaded = useLoaderData<typeof loader>();
  const { key, name, drafted, typed, wrongFrom, simulation } = loaded;
  return (
    <>
      <PageHeader
        title={`Simulation of ${name}`}
        lead={
          drafted
            ? 'What the draft would have paid on everything recorded. Nothing is changed by it.'
            : 'There is no draft: this is what the version in force would have paid on everything recorded.'
        }
        back={{ to: paths.adminTermsOf(key), label: name }}
        actions={
          <LinkButton to={paths.adminTermsDraft(key)}>{drafted ? 'Edit the draft' : 'Draft'}</LinkButton>
        }
      />
      <div className="grid gap-5">
        <SimulationWishForm
          from={typed}
          wrong={wrongFrom}
          partnerId={'partnerId' in loaded ? loaded.partnerId : null}
        />
        {simulation === null ? (
          <Alert tone="warn" title="This draft cannot be simulated">
            It credits purchases where the version in force credits customers, or the other way round. Other
            partners would be credited then, and who is credited is not replayed.
          </Alert>
        ) : (
          <Results {...loaded} simulation={simulation} />
        )}
      </div>
    </>
  );
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
type Done = Extract<Loaded, { partners: unknown }>;

function Results(loaded: Loaded & { simulation: Done['simulation'] }) {
  const { simulation, caps, moreCaps } = loaded;
  const partners = 'partners' in loaded ? loaded.partners : [];
  const { totals, months, currency, asOf, from } = simulation;
  const { changed, added, removed } = totals.commissions;
  const figures = [
    ['Earned as it is', totals.now],
    ['Earned under the draft', totals.draft],
  ] as const;
  return (
    <>
      <Card
        id="totals"
        title="In all"
        description={
          <>
            {totals.customers.toLocaleString('en-US')} customers and purchases, up to{' '}
            <Time at={asOf} precise />
            {from !== null && (
              <>
                ; those before <Time at={from} /> stay as they are
              </>
            )}
            .
          </>
        }
      >
        <dl className="grid gap-5 sm:grid-cols-3">
          {figures.map(([label, { earned, qualifying }]) => (
            <div key={label}>
              <dt className="text-sm text-muted">{label}</dt>
              <dd className="mt-0.5 text-xl font-semibold tracking-tight">
                <MoneyText amount={earned} currency={currency} />
              </dd>
              <dd className="mt-0.5 text-xs text-faint">
                and <MoneyText amount={qualifying} currency={currency} bare /> qualifying
              </dd>
            </div>
          ))}
          <div>
            <dt className="text-sm text-muted">Difference</dt>
            <dd className="mt-0.5 text-xl font-semibold tracking-tight">
              <MoneyText amount={totals.difference} currency={currency} signed />
            </dd>
            <dd className="mt-0.5 text-xs text-faint">
              {changed} commissions change, {added} are added, {removed} go
            </dd>
          </div>
        </dl>
      </Card>
      <Card id="partners" title="By partner" flush>
        <PartnerTable partners={partners} currency={currency} />
      </Card>
      {months.length > 0 && (
        <Card
          id="liability"
          title="Owed, month by month"
          description={`Newly owed less taken back, ${formatMonth(months[0]?.month ?? '')} to ${formatMonth(months.at(-1)?.month ?? '')}.`}
        >
          <LiabilityBox months={months} currency={currency} />
          <MonthTable months={months} currency={currency} />
        </Card>
      )}
      <Card
        id="caps"
        title="Caps that bite"
        description={moreCaps > 0 ? `The first ${caps.length}; ${moreCaps} more are in the API.` : undefined}
        flush
      >
        <CapTable caps={caps} currency={currency} />
      </Card>
    </>
  );
}
