import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { causeWords } from '~/components/money/commission-table';
import { ExplainedCommission, Line } from '~/components/money/explained-commission';
import { MoneyText } from '~/components/money/money-text';
import { CopyButton } from '~/components/ui/copy-button';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { getPartner } from '~/domain/partner/partner.server';
import { loadExplanationPage } from '~/routes/explanation-page.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Commission · Tributary admin' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const id = params.id ?? '';
  const page = await loadExplanationPage(scope, id, paths.adminCommission(id));
  const partner = await getPartner(scope, page.commission.partnerId);
  return { ...page, partner: partner && { id: partner.id, name: partner.name, handle: partner.handle } };
}

export default function Commission() {
  const page = useLoaderData<typeof loader>();
  const { commission, customer, partner, rule, left, address } = page;
  return (
    <>
      <PageHeader
        title={<MoneyText amount={left} currency={commission.currency} />}
        badge={page.withdrawn ? undefined : <StatusBadge of="commission" status={commission.status} />}
        lead={
          <>
            {rule?.rewardName ?? commission.reward}, {causeWords(commission).toLowerCase()}
            {partner && (
              <>
                , of <TextLink to={paths.adminPartner(partner.id)}>{partner.name}</TextLink>
              </>
            )}
          </>
        }
        back={{ to: paths.adminCommissions, label: 'Commissions' }}
        actions={<CopyButton text={address} what="link to this page" label="Copy link" />}
      />
      <ExplainedCommission
        {...page}
        whose="The partner’s"
        people={
          <>
            {partner && (
              <Line name="Partner">
                {partner.name} ({partner.handle}, {partner.id})
              </Line>
            )}
            {customer && (
              <Line name="Customer">
                <TextLink to={paths.adminReferral(customer.id)}>{customer.externalId}</TextLink> (
                {customer.email}, {customer.id})
              </Line>
            )}
            <Line name="Commission">{commission.id}</Line>
          </>
        }
      />
    </>
  );
}
