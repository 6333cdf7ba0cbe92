import { MoneyText } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { StatusBadge } from '~/components/ui/status-badge';
import type { ChainReport, RewardTotal, StatusTotal } from '~/domain/chain/verify/report';

type Status = 'accrued' | 'vested' | 'released' | 'paid' | 'reversed';

/** The balance and the commissions as they were recomputed from the events. */
export function ChainFigures({ report }: { report: ChainReport }) {
  const { balance, currency, rewards, statuses } = report;
  if (!balance || currency === null) return null;
  const money = (amount: string) => <MoneyText amount={BigInt(amount)} currency={currency} bare />;
  const { pending, available, inTransit, paid } = balance;
  const figures = { Pending: pending, Available: available, 'On its way': inTransit, Paid: paid };
  return (
    <Card title={`The books, recomputed, in ${currency}`} id="figures" flush>
      <dl className="grid grid-cols-2 gap-4 border-t px-4 py-4 sm:grid-cols-4 sm:px-5">
        {Object.entries(figures).map(([name, amount]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="mt-0.5 text-lg font-semibold">{money(amount)}</dd>
          </div>
        ))}
      </dl>
      {statuses.length > 0 && (
        <div className="border-t">
          <DataTable
            caption="Commissions by status"
            columns={statusColumns(money)}
            rows={statuses}
            rowKey={(row) => row.status}
          />
        </div>
      )}
      {rewards.length > 0 && (
        <div className="border-t">
          <DataTable
            caption="Commissions by reward"
            columns={rewardColumns(money)}
            rows={rewards}
            rowKey={(row) => row.reward}
          />
        </div>
      )}
    </Card>
  );
}

type Money = (amount: string) => JSX.Element;

const statusColumns = (money: Money): Column<StatusTotal>[] => [
  {
    key: 'status',
    header: 'Commissions',
    names: true,
    cell: ({ status }) => <StatusBadge of="commission" status={status as Status} />,
  },
  { key: 'count', header: 'Count', align: 'end', cell: ({ count }) => count.toLocaleString('en-US') },
  { key: 'amount', header: 'Amount less reversed', align: 'end', cell: ({ amount }) => money(amount) },
];

const rewardColumns = (money: Money): Column<RewardTotal>[] => [
  { key: 'reward', header: 'Reward', names: true, cell: ({ reward }) => reward },
  { key: 'count', header: 'Count', align: 'end', cell: ({ count }) => count.toLocaleString('en-US') },
  { key: 'reversed', header: 'Reversed', align: 'end', cell: ({ reversed }) => money(reversed) },
  { key: 'amount', header: 'Amount', align: 'end', cell: ({ amount }) => money(amount) },
];
