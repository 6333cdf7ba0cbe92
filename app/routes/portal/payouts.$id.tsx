import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { MoneyText } from '~/components/money/money-text';
import { StatementTable } from '~/components/money/statement-table';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { isManual } from '~/domain/partner/manual-details';
import { getPayout } from '~/domain/payout/payouts.server';
import { paymentReference } from '~/domain/payout/statement';
import { getStatement } from '~/domain/reporting/payout-statement.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { CancelPayout, originWords, StatementLinks } from './payout-history';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payout · Tributary' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const id = params.id ?? '';
  const [payout, statement] = await Promise.all([getPayout(scope, id), getStatement(scope, id)]);
  if (!payout || !statement) throw new Response('There is no such payout.', { status: 404 });
  return { payout, lines: statement.lines, mayCancel: scope.role !== 'viewer' };
}

const next: Partial<Record<string, string>> = {
  requested: 'An admin looks at it next. Until then you can take it back.',
  approved: 'It is approved and will be sent in a moment.',
  sending: 'It is on its way.',
};

export default function Payout() {
  const { payout, lines, mayCancel } = useLoaderData<typeof loader>();
  const { id, amount, currency, status, reason } = payout;
  const byHand = isManual(payout.destination);
  const undone = status === 'rejected' || status === 'failed' || status === 'returned';
  return (
    <>
      <PageHeader
        title={<MoneyText amount={amount} currency={currency} />}
        badge={<StatusBadge of="payout" status={status} />}
        lead={next[status]}
        back={{ to: paths.payouts, label: 'Payouts' }}
        actions={
          <>
            <StatementLinks id={id} />
            {mayCancel && status === 'requested' && (
              <CancelPayout id={id} amount={amount} currency={currency} />
            )}
          </>
        }
      />
      <div className="grid gap-5">
        {undone && (
          <Alert tone="warn" title="The money is available again">
            {reason ?? 'No reason was given.'}
          </Alert>
        )}
        <Card id="facts" title="Facts">
          <dl className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-4">
            <Fact name="Requested">
              <Time at={payout.requestedAt} precise />
              <span className="block text-xs text-faint">{originWords[payout.origin]}</span>
            </Fact>
            <Fact name="Approved">
              {payout.approvals.length === 0 ? (
                'Not yet'
              ) : (
                <Time at={payout.approvals.at(-1)?.at ?? 0} precise />
              )}
            </Fact>
            <Fact name="Paid">
              {payout.paidAt === null ? 'Not yet' : <Time at={payout.paidAt} precise />}
            </Fact>
            <Fact name="To">
              {byHand ? (
                'Your bank, by bank transfer'
              ) : (
                <span className="font-mono text-xs break-all">{payout.destination}</span>
              )}
              {payout.transferId && (
                <span className="block text-xs text-faint">
                  {byHand ? 'Reference' : 'Transfer'}{' '}
                  <span className="font-mono break-all">{paymentReference(payout.transferId)}</span>
                </span>
              )}
            </Fact>
          </dl>
        </Card>
        <Card
          id="statement"
          title="Statement"
          description="Each commission in this payout, as it was when it was requested."
          flush
        >
          <StatementTable lines={lines} currency={currency} total={amount} commissionTo={paths.commission} />
        </Card>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
