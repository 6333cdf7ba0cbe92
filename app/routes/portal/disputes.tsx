import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DisputeTable } from '~/components/agency/dispute-table';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { Pagination } from '~/components/ui/pagination';
import { listConflicts } from '~/domain/reporting/client-conflicts.server';
import { requirePartner } from '~/routes/guards.server';
import { readPage } from '~/routes/page-params';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Disputes · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  return listConflicts(scope, readPage(new URL(request.url).searchParams));
}

export default function Disputes() {
  const { data: rows, nextCursor } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Disputes"
        lead="Customers to whom you and another partner had a claim, and why one of them won."
      />
      <Card flush>
        <DisputeTable rows={rows} to={paths.dispute} />
        <Pagination nextCursor={nextCursor} what="customers" shown={rows.length} />
      </Card>
    </>
  );
}
