import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { MoneyText } from '~/components/money/money-text';
import { StatementTable } from '~/components/money/statement-table';
import { Alert } from '~/components/ui/alert';
import { Card } from '~/components/ui/card';
import { PageHeader } from '~/components/ui/page-header';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import { isManual } from '~/domain/partner/manual-details';
import { approvalsNeeded } from '~/domain/payout/approval';
import { getPayout } from '~/domain/payout/payouts.server';
import { paymentReference } from '~/domain/payout/statement';
import { getPayoutContexts } from '~/domain/reporting/payout-queue.server';
import { getStatement } from '~/domain/reporting/payout-statement.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { ApprovalResult } from './approval-result';
import { Decision } from './payout-decision';
import { PayoutFlags } from './payout-flags';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Payout · Tributary admin' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requireAdmin(request);
  const id = params.id ?? '';
  const [payout, statement] = await Promise.all([getPayout(scope, id), getStatement(scope, id)]);
  if (!payout || !statement) throw new Response('There is no such payout.', { status: 404 });
  const [contexts, names] = await Promise.all([
    getPayoutContexts(scope, [id], now()),
    namesOfPeople(
      scope,
      payout.approvals.map(({ by }) => by),
    ),
  ]);
  return {
    ...{ payout, names },
    lines: statement.lines,
    context: contexts.get(id) ?? null,
    needed: approvalsNeeded(payout.amount, env.payoutSecondApprovalAbove),
    own: payout.approvals.some(({ by }) => by === scope.userId),
    /** what became of the last decision */
    result: new URL(request.url).searchParams.get('result'),
  };
}

export default function Payout() {
  const { payout, names, lines, context, needed, own, result } = useLoaderData<typeof loader>();
  const { id, amount, currency, status, needsReview, approvals } = payout;
  const reference = paymentReference(payout.transferId);
  return (
    <>
      <PageHeader
        title={<MoneyText amount={amount} currency={currency} />}
        badge={<StatusBadge of="payout" status={status} />}
        lead={
          <>
            To <TextLink to={paths.adminPartner(payout.partnerId)}>{payout.partner.name}</TextLink>
          </>
        }
        back={{ to: paths.adminPayouts, label: 'Payouts' }}
        actions={
          <Decision
            {...{ id, amount, currency, status, needsReview, own }}
            manifestHash={payout.manifestHash}
          />
        }
      />
      <div className="grid gap-5">
        <ApprovalResult result={result} />
        {needsReview && (
          <Alert tone="bad" title="Stopped: a person must look at it">
            {payout.reason ?? 'No reason was kept.'}
          </Alert>
        )}
        {!needsReview && payout.reason && <Alert tone="warn">{payout.reason}</Alert>}
        <Card id="facts" title="Facts">
          <dl className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-4">
            <Fact name="Requested">
              <Time at={payout.requestedAt} precise />
            </Fact>
            <Fact name={`Approvals (${approvals.length} of ${needed})`}>
              {approvals.length === 0 && 'None yet'}
              {status === 'requested' && approvals.length >= needed && (
                <span className="block max-w-xs text-pretty text-muted">
                  They made the terms or the rate it was earned by: somebody who did not must approve it, too.
                </span>
              )}
              {approvals.map(({ by, at }) => (
                <span key={by} className="block">
                  {names[by] ?? 'An admin'}, <Time at={at} precise />
                </span>
              ))}
            </Fact>
            <Fact name="Paid">
              {payout.paidAt === null ? 'Not yet' : <Time at={payout.paidAt} precise />}
            </Fact>
            <Fact name="To notice">
              <PayoutFlags of={context?.flags ?? []} />
            </Fact>
            <Fact name="Account">
              {isManual(payout.destination) ? (
                <TextLink to={paths.adminManualPayouts}>Bank details, paid by hand</TextLink>
              ) : (
                <Code>{payout.destination}</Code>
              )}
            </Fact>
            <Fact name="Requested together">
              {payout.batchId ? (
                <TextLink to={paths.adminPayoutBatch(payout.batchId)}>Its batch</TextLink>
              ) : (
                'Alone'
              )}
            </Fact>
            <Fact name={isManual(payout.destination) ? 'Reference' : 'Transfer'}>
              {reference === null ? 'None yet' : <Code>{reference}</Code>}
            </Fact>
            <Fact name="What an approval binds">
              <Code>{payout.manifestHash}</Code>
            </Fact>
          </dl>
        </Card>
        <Card
          id="statement"
          title="Commissions"
          description="What this payout carries, as it was when it was requested."
          flush
        >
          <StatementTable lines={lines} currency={currency} total={amount} />
        </Card>
      </div>
    </>
  );
}

function Code({ children }: { children: string }) {
  return <span className="font-mono text-xs break-all">{children}</span>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
