import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Arithmetic } from '~/components/money/arithmetic';
import { CommissionHistory } from '~/components/money/commission-history';
import { causeWords } from '~/components/money/commission-table';
import { MoneyText } from '~/components/money/money-text';
import { releaseWords, rewardWords } from '~/components/money/reward-words';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { getCommission } from '~/domain/commission/commissions.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import { listCustomers } from '~/domain/qualification/customers.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Commission · Tributary' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const commission = await getCommission(scope, params.id ?? '');
  if (!commission) throw new Response('There is no such commission.', { status: 404 });
  const { customerId: externalId, terms: under, reward: rewardKey } = commission;
  const [allTerms, customers] = await Promise.all([
    loadAllTerms(),
    externalId === null ? null : listCustomers(scope, { externalId }, { limit: 1 }),
  ]);
  const terms = allTerms.find(({ key, version }) => key === under.key && version === under.version);
  const reward = terms?.rewards.find(({ key }) => key === rewardKey);
  return { commission, terms: terms ?? null, reward: reward ?? null, customer: customers?.data[0] ?? null };
}

export default function Commission() {
  const { commission, terms, reward, customer } = useLoaderData<typeof loader>();
  const { currency } = commission;
  const words = reward && terms && rewardWords(reward, terms, currency);
  return (
    <>
      <PageHeader
        title={<MoneyText amount={commission.amount - commission.reversed} currency={currency} />}
        badge={<StatusBadge of="commission" status={commission.status} />}
        lead={`${reward?.name ?? commission.reward}, ${causeWords(commission).toLowerCase()}`}
        back={{ to: paths.commissions, label: 'Commissions' }}
      />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
        <div className="grid gap-5">
          <Card id="arithmetic" title="Arithmetic" description="From what was paid to what is yours.">
            <Arithmetic commission={commission} reward={reward} />
          </Card>
          <Card id="history" title="History">
            <CommissionHistory commission={commission} />
          </Card>
        </div>
        <Card id="rule" title="Rule">
          <dl className="grid gap-3 text-sm">
            <Line name="Terms">
              {terms?.name ?? commission.terms.key}, version {commission.terms.version}
            </Line>
            {words && (
              <>
                <Line name="Qualifies">{words.qualifies}</Line>
                <Line name="Pays">{words.pays}</Line>
                <Line name="Limits">{words.limits}</Line>
              </>
            )}
            {terms && <Line name="Available">{releaseWords(terms)}</Line>}
            {customer && (
              <Line name="Customer">
                <TextLink to={paths.referral(customer.id)}>{customer.externalId}</TextLink>
              </Line>
            )}
          </dl>
        </Card>
      </div>
    </>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
