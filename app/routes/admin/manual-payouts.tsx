import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { Download } from 'lucide-react';
import { Button, buttonClass } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { maskedDetails } from '~/domain/partner/manual-destination.server';
import { listManualPayouts } from '~/domain/reporting/manual-payouts.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { ManualResult } from './manual-payout-result';
import { ManualPayoutTable } from './manual-payout-table';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'By hand · Payouts · Tributary admin' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const listed = await listManualPayouts(scope);
  const ids = [...listed.open, ...listed.ended].map(({ detailsId }) => detailsId);
  return {
    ...listed,
    details: await maskedDetails([...new Set(ids)]),
    result: searchParams.get('result'),
    count: Number(searchParams.get('count') ?? 0) || 0,
    held: Number(searchParams.get('held') ?? 0) || 0,
  };
}

export default function ManualPayouts() {
  const { open, ended, details, result, count, held } = useLoaderData<typeof loader>();
  const { state, formAction } = useNavigation();
  const ready = open.filter((row) => row.status === 'approved' && !row.needsReview).length;
  const handed = open.filter((row) => row.status === 'sending');
  return (
    <>
      <PageHeader
        title="By hand"
        lead="For partners in countries Stripe does not reach: you pay at the bank, and write down its reference."
        back={{ to: paths.adminPayouts, label: 'Payouts' }}
        actions={
          <>
            {handed.length > 0 && (
              <a href={paths.adminManualCsv} className={buttonClass()} download>
                <Download aria-hidden size={15} /> CSV for the bank
              </a>
            )}
            {ready > 0 && (
              <Form method="post" action={paths.adminManualHandOver}>
                <Button variant="primary" busy={state !== 'idle' && formAction === paths.adminManualHandOver}>
                  Take over {ready} approved
                </Button>
              </Form>
            )}
          </>
        }
      />
      <div className="grid gap-5">
        <ManualResult result={result} count={count} held={held} />
        <Card
          id="open"
          title="To pay"
          description="Approve each like any other. Take the approved ones over, pay what the CSV lists, then mark each as paid."
          flush
        >
          <ManualPayoutTable caption="To pay by hand" rows={open} details={details} />
        </Card>
        {ended.length > 0 && (
          <Card id="ended" title="Paid and taken back" flush>
            <ManualPayoutTable caption="Paid by hand" rows={ended} details={details} />
          </Card>
        )}
      </div>
    </>
  );
}
