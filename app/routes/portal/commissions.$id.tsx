import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { causeWords } from '~/components/money/commission-table';
import { ExplainedCommission, Line } from '~/components/money/explained-commission';
import { MoneyText } from '~/components/money/money-text';
import { CopyButton } from '~/components/ui/copy-button';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { loadExplanationPage } from '~/routes/explanation-page.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Commission · Tributary' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const id = params.id ?? '';
  return loadExplanationPage(await requirePartner(request), id, paths.commission(id));
}

export default function Commission() {
  const page = useLoaderData<typeof loader>();
  const { commission, customer, rule, left, address } = page;
  return (
    <>
      <PageHeader
        title={<MoneyText amount={left} currency={commission.currency} />}
        badge={page.withdrawn ? undefined : <StatusBadge of="commission" status={commission.status} />}
        lead={`${rule?.rewardName ?? commission.reward}, ${causeWords(commission).toLowerCase()}`}
        back={{ to: paths.commissions, label: 'Commissions' }}
        actions={<CopyButton text={address} what="link to this page" label="Copy link" />}
      />
      <ExplainedCommission
        {...page}
        whose="Yours"
        people={
          customer && (
            <Line name="Customer">
              <TextLink to={paths.referral(customer.id)}>{customer.externalId}</TextLink>
            </Line>
          )
        }
      />
    </>
  );
}
