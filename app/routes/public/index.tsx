import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TermsTable } from '~/components/money/terms-table';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { loadProgram } from '~/domain/program/program.server';
import { type ShareReward, type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { now } from '~/platform/clock.server';
import { paths } from '~/routes/paths';
import { Calculator } from './calculator';
import { readCalculator } from './calculator-input';
import { ExampleCommission } from './example-commission';
import { Audiences, Proofs } from './home-sections';

export const meta: MetaFunction = () => [
  { title: 'Tributary: a partner program that shows its arithmetic' },
  {
    name: 'description',
    content:
      'Referral links for developers, recurring shares for agencies, and every commission explained to the cent.',
  },
];

const CALCULATED = 'tier-4';

export async function loader({ request }: LoaderFunctionArgs) {
  const [all, program] = await Promise.all([loadAllTerms(), loadProgram()]);
  const keys = [...new Set(all.map((terms) => terms.key))];
  const inForce = keys.flatMap((key) => termsInForce(all, key, now()) ?? []);
  return {
    terms: sorted(inForce),
    calculated: shareToCalculate(inForce),
    currency: program.currency,
    programName: program.name,
    initial: readCalculator(new URL(request.url).searchParams),
  };
}

const order = ['developer', 'agency', 'content', 'marketplace'];

/** The program's own terms in the order they are told; others after them. */
function sorted(terms: Terms[]): Terms[] {
  const place = ({ key }: Terms) => (order.includes(key) ? order.indexOf(key) : order.length);
  return terms.sort((a, b) => place(a) - place(b));
}

/** The agencies' share, or the first share there is. */
function shareToCalculate(terms: readonly Terms[]): ShareReward | null {
  const shares = terms.flatMap(({ rewards }) => rewards).filter((reward) => reward.kind === 'share');
  return shares.find(({ key }) => key === CALCULATED) ?? shares[0] ?? null;
}

export default function Home() {
  const { terms, calculated, currency, programName, initial } = useLoaderData<typeof loader>();
  const windows = terms.map(({ windowDays }) => windowDays);
  return (
    <div className="mx-auto max-w-page px-4 sm:px-6">
      <section className="grid items-center gap-x-14 gap-y-10 py-12 sm:py-20 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div>
          <p className="text-sm font-medium text-accent-ink">{programName} partner program</p>
          <h1 className="mt-3 text-4xl sm:text-5xl">
            Bring a customer. See every cent it earns you, and why.
          </h1>
          <p className="mt-5 max-w-xl text-lg text-pretty text-muted">
            Share a link or build for a client. When they sign up, become active, pay and stay, you earn: up
            to {Math.max(...windows)} days after the click, with each amount traced back to its cause.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            <LinkButton to={paths.joinAs('affiliate')} variant="primary">
              Join as a developer
            </LinkButton>
            <LinkButton to={paths.joinAs('agency')}>Join as an agency</LinkButton>
          </div>
        </div>
        {calculated && <ExampleCommission reward={calculated} currency={currency} />}
      </section>

      <Audiences />

      <section aria-labelledby="terms" className="py-12">
        <h2 id="terms" className="text-xl">
          What it pays
        </h2>
        <p className="mt-1 max-w-prose text-muted">
          The terms in force today. A referral keeps the version it was made under, whatever changes later.
          Rewards add up.
        </p>
        <Card flush className="mt-5">
          <TermsTable terms={terms} currency={currency} />
        </Card>
      </section>

      {calculated && (
        <section aria-labelledby="calculator" className="py-12">
          <h2 id="calculator" className="text-xl">
            What an agency earns
          </h2>
          <p className="mt-1 mb-5 max-w-prose text-muted">
            Revenue is what your clients pay. Commission is what you get of it. They are not the same, so both
            stand here.
          </p>
          <Calculator reward={calculated} currency={currency} initial={initial} />
        </section>
      )}

      <Proofs />
    </div>
  );
}
