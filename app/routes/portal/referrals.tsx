import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReferralTable } from '~/components/referrals/referral-table';
import { readStage, StageFilter } from '~/components/referrals/stage-filter';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { listCustomers } from '~/domain/qualification/customers.server';
import { requirePartner } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';
import { referralRows } from '~/routes/referral-rows.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Referrals · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const { searchParams } = new URL(request.url);
  const stage = readStage(searchParams);
  const listed = await listCustomers(scope, stage ? { stage } : {}, readPage(searchParams));
  return { rows: await referralRows(scope, listed.data), nextCursor: listed.nextCursor, stage };
}

export default function Referrals() {
  const { rows, nextCursor, stage } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Referrals"
        lead="Every customer credited to you, how far it has come, and what it has brought."
        actions={<LinkButton to={paths.disputes}>Disputes</LinkButton>}
      />
      <Card flush>
        <StageFilter stage={stage} />
        <ReferralTable rows={rows} to={paths.referral} filtered={stage !== null} />
        <Pagination nextCursor={nextCursor} what="referrals" shown={rows.length} />
      </Card>
    </>
  );
}
