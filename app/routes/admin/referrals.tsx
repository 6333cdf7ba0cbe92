import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReferralTable } from '~/components/referrals/referral-table';
import { readStage, StageFilter } from '~/components/referrals/stage-filter';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { getPartner } from '~/domain/partner/partner.server';
import { listCustomers } from '~/domain/qualification/customers.server';
import { requireAdmin } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { referralRows } from '~/routes/referral-rows.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Referrals · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const stage = readStage(searchParams);
  const partnerId = searchParams.get('partner');
  const partner = partnerId ? await getPartner(scope, partnerId) : null;
  const selfReferral = searchParams.get('self') === 'yes';
  const filter = {
    ...(selfReferral && { selfReferral: true as const }),
    ...(stage && { stage }),
    ...(partner && { partnerId: partner.id }),
  };
  const listed = await listCustomers(scope, filter, readPage(searchParams));
  return {
    rows: await referralRows(scope, listed.data),
    nextCursor: listed.nextCursor,
    stage,
    selfReferral,
    partner: partner && { id: partner.id, name: partner.name },
  };
}

export default function Referrals() {
  const { rows, nextCursor, stage, selfReferral, partner } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title={selfReferral ? 'Self-referrals' : partner ? `Referrals of ${partner.name}` : 'Referrals'}
        lead="Every customer the product has told of, and who is credited."
        actions={
          (partner || selfReferral) && <LinkButton to={paths.adminReferrals}>All referrals</LinkButton>
        }
      />
      <Card flush>
        <StageFilter stage={stage} partner={partner?.id ?? null} />
        <ReferralTable
          rows={rows}
          withPartner
          to={paths.adminReferral}
          filtered={stage !== null || selfReferral}
        />
        <Pagination nextCursor={nextCursor} what="customers" shown={rows.length} />
      </Card>
    </>
  );
}
