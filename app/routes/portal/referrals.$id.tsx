import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReferralPage } from '~/components/referrals/referral-page';
import { PageHeader } from '~/components/ui/page-header';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { loadReferralPage } from '~/routes/referral-page.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.row.externalId ?? 'Referral'} · Tributary` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  return loadReferralPage(await requirePartner(request), params.id ?? '', new URL(request.url).searchParams);
}

export default function Referral() {
  const page = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title={page.row.externalId}
        lead={page.row.email}
        back={{ to: paths.referrals, label: 'Referrals' }}
      />
      <ReferralPage {...page} commissionTo={paths.commission} />
    </>
  );
}
