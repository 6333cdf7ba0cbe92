import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useNavigation } from '@remix-run/react';
import { CircleSlash, Wallet } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Alert } from '~/components/ui/alert';
import { Badge } from '~/components/ui/badge';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { type PreviewLine, previewBatch } from '~/domain/reporting/payout-preview.server';
import { newId } from '~/kernel/ids';
import { formatMoney, sum } from '~/kernel/money';
import { isStorable } from '~/kernel/text';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { cycleColumns } from './payout-cycle';
import { PayoutFlags } from './payout-flags';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Request for everybody · Tributary admin' }];

/** The dry run; `?partner=` narrows it to one. */
export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const named = searchParams.getAll('partner').filter(isStorable);
  const preview = await previewBatch(scope, {
    now: now(),
    partnerIds: named.length === 0 ? undefined : named,
  });
  const lines = preview.lines.map((line) => ({ ...line, currency: preview.currency }));
  return {
    ...{ currency: preview.currency, minimum: preview.minimum, named },
    eligible: lines.filter(({ ineligible }) => ineligible === null),
    others: lines.filter(({ ineligible }) => ineligible !== null),
    // a second click finds what the first one requested
    batchId: newId('pb', now()),
    nobody: searchParams.get('result') === 'nobody',
  };
}

type Line = PreviewLine & { currency: string };

const partner: Column<Line> = {
  key: 'partner',
  header: 'Partner',
  names: true,
  cell: ({ partnerId, handle, name, automaticOff }) => (
    <>
      <Link
        to={paths.adminPartner(partnerId)}
        prefetch="intent"
        className="rounded-sm font-medium hover:underline"
      >
        {name}
      </Link>
      <span className="flex flex-wrap items-center gap-1 text-xs text-faint">
        {handle}
        {automaticOff && <Badge title="This partner asks by itself, not on the 1st">Asks by itself</Badge>}
      </span>
    </>
  ),
};

const columns: Array<Column<Line>> = [
  partner,
  ...cycleColumns<Line>(({ currency }) => currency),
  { key: 'flags', header: 'To notice', cell: ({ flags }) => <PayoutFlags of={flags} /> },
];

const otherColumns: Array<Column<Line>> = [
  { ...partner, className: 'text-muted' },
  {
    key: 'available',
    header: 'Available',
    align: 'end',
    className: 'text-muted',
    cell: ({ amount, currency }) => <MoneyText amount={amount} currency={currency} bare />,
  },
  {
    key: 'why',
    header: 'Why not',
    className: 'text-muted',
    cell: ({ ineligible }) => <span className="text-pretty">{ineligible?.reason}</span>,
  },
];

export default function NewBatch() {
  const { eligible, others, currency, minimum, nobody } = useLoaderData<typeof loader>();
  const total = sum(eligible.map(({ amount }) => amount));
  return (
    <>
      <PageHeader
        title="Request for everybody"
        lead="A dry run: what would be requested now, beside the last cycle. Nothing is sent before you approve it."
        back={{ to: paths.adminPayoutBatches, label: 'Payout batches' }}
      />
      <div className="grid gap-5">
        {nobody && (
          <Alert tone="info" title="Nobody was left to ask for" live>
            In the meantime there was nobody with {formatMoney(minimum, currency)} available.
          </Alert>
        )}
        <Card
          id="eligible"
          title={
            eligible.length === 0
              ? 'Would be requested'
              : `${eligible.length.toLocaleString('en-US')} would be requested, ${formatMoney(total, currency)} in all`
          }
          actions={eligible.length > 0 && <RequestForm />}
          flush
        >
          <DataTable
            caption="Would be requested"
            columns={columns}
            rows={eligible}
            rowKey={({ partnerId }) => partnerId}
            empty={
              <EmptyState
                icon={Wallet}
                title="Nobody can be paid now"
                actions={<LinkButton to={paths.adminPayoutBatches}>Batches</LinkButton>}
              >
                A payout takes an active partner, an account that can be paid, and at least{' '}
                {formatMoney(minimum, currency)} available.
              </EmptyState>
            }
          />
        </Card>
        <Card
          id="others"
          title="Would be left out"
          description="With the reason; what they earn stays theirs."
          flush
        >
          <DataTable
            caption="Would be left out"
            columns={otherColumns}
            rows={others}
            rowKey={({ partnerId }) => partnerId}
            empty={<EmptyState icon={CircleSlash} title="Nobody with money is left out" />}
          />
        </Card>
      </div>
    </>
  );
}

function RequestForm() {
  const { batchId, named, eligible } = useLoaderData<typeof loader>();
  const { formAction } = useNavigation();
  const count = eligible.length;
  return (
    <Form method="post" action={paths.adminPayoutBatchRequest}>
      <input type="hidden" name="batchId" value={batchId} />
      {named.map((id) => (
        <input key={id} type="hidden" name="partner" value={id} />
      ))}
      <Button variant="primary" busy={formAction === paths.adminPayoutBatchRequest}>
        Request {count === 1 ? 'this payout' : `these ${count.toLocaleString('en-US')} payouts`}
      </Button>
    </Form>
  );
}
