import { Link } from '@remix-run/react';
import { Banknote } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import type { PayoutStatus } from '~/domain/payout/payout';
import { formatMoney, type MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

/** A payout as its partner sees it. */
export interface PayoutRow {
  id: string;
  amount: MinorUnits;
  currency: string;
  status: PayoutStatus;
  origin: 'partner' | 'schedule' | 'admin' | 'api';
  requestedAt: Instant;
  paidAt: Instant | null;
  reason: string | null;
}

export const originWords = {
  partner: 'By you',
  schedule: 'By itself, on the 1st',
  admin: 'By an admin',
  api: 'Through the API',
};

/** Payouts, the latest first, each with what became of it, its statement, and the way back while there is one. */
export function PayoutHistory({ rows, mayCancel }: { rows: readonly PayoutRow[]; mayCancel: boolean }) {
  const columns: Array<Column<PayoutRow>> = [
    {
      key: 'requested',
      header: 'Requested',
      names: true,
      cell: (row) => (
        <>
          <Link
            to={paths.payout(row.id)}
            prefetch="intent"
            className="rounded-sm font-medium hover:underline"
          >
            <Time at={row.requestedAt} />
          </Link>
          <span className="block text-xs text-faint">{originWords[row.origin]}</span>
        </>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      cell: (row) => (
        <>
          <StatusBadge of="payout" status={row.status} />
          {row.reason && (
            <span className="mt-1 block max-w-xs text-xs text-pretty text-muted">{row.reason}</span>
          )}
        </>
      ),
    },
    {
      key: 'paid',
      header: 'Paid',
      cell: (row) => (row.paidAt === null ? 'Not yet' : <Time at={row.paidAt} />),
    },
    {
      key: 'amount',
      header: 'Amount',
      align: 'end',
      cell: (row) => <MoneyText amount={row.amount} currency={row.currency} className="font-medium" />,
    },
    {
      key: 'actions',
      header: 'Statement and actions',
      silent: true,
      align: 'end',
      cell: (row) => (
        <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
          <StatementLinks id={row.id} />
          {mayCancel && row.status === 'requested' && <CancelPayout {...row} />}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption="Payouts"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={
        <EmptyState icon={Banknote} title="No payouts yet">
          Request one as soon as enough is available. An admin approves it, then it is sent to your account at
          Stripe.
        </EmptyState>
      }
    />
  );
}

/** The list of everything in a payout, to keep or to book. */
export function StatementLinks({ id }: { id: string }) {
  const look = 'rounded-sm text-sm font-medium text-accent-ink hover:underline';
  return (
    <span className="inline-flex gap-3 whitespace-nowrap">
      <a href={paths.payoutStatement(id, 'pdf')} className={look} download>
        PDF<span className="sr-only"> statement</span>
      </a>
      <a href={paths.payoutStatement(id, 'csv')} className={look} download>
        CSV<span className="sr-only"> statement</span>
      </a>
    </span>
  );
}

/** While nobody has approved it, its owner may take it back. */
export function CancelPayout({ id, amount, currency }: Pick<PayoutRow, 'id' | 'amount' | 'currency'>) {
  return (
    <ConfirmForm
      label="Cancel"
      look={{ size: 'sm' }}
      title={`Cancel this payout of ${formatMoney(amount, currency)}?`}
      description="The money is available again at once, and you can request it whenever you like."
      confirm="Cancel payout"
      action={paths.payoutCancellation(id)}
    />
  );
}
