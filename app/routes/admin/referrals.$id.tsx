import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReferralPage } from '~/components/referrals/referral-page';
import { PageHeader } from '~/components/ui/page-header';
import { TextLink } from '~/components/ui/text-link';
import { listStripeCustomers } from '~/domain/qualification/stripe-customers.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { loadReferralPage } from '~/routes/referral-page.server';
import { SelfReferral } from './self-referral';
import { StripeCustomers } from './stripe-customers';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.row.externalId ?? 'Referral'} · Tributary admin` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const page = await loadReferralPage(scope, params.id ?? '', new URL(request.url).searchParams);
  return { ...page, stripeCustomers: await listStripeCustomers(scope, page.row.externalId) };
}

export default function Referral() {
  const { stripeCustomers, ...page } = useLoaderData<typeof loader>();
  const { externalId, email, partner, channel } = page.row;
  return (
    <>
      <PageHeader
        title={externalId}
        lead={
          <>
            {email}
            {partner && (
              <>
                , credited to <TextLink to={paths.adminPartner(partner.id)}>{partner.name}</TextLink>
              </>
            )}
            {channel === 'impact' && ', credited to Impact.com'}
            {channel === null && ', credited to nobody'}
          </>
        }
        back={{ to: paths.adminReferrals, label: 'Referrals' }}
      />
      <StripeCustomers of={stripeCustomers} />
      {page.row.selfReferral === 'undecided' && <SelfReferral id={page.row.id} />}
      <ReferralPage {...page} commissionTo={paths.adminCommission} />
    </>
  );
}
