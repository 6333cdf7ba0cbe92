import { Link } from '@remix-run/react';
import { Coins } from 'lucide-react';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { StatusBadge } from '~/components/ui/status-badge';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { MoneyText } from './money-text';

/** A commission as a list shows it. */
export interface CommissionRow {
  id: string;
  partnerId: string;
  customerId: string | null;
  reward: string;
  cause: { type: 'payment'; id: string; slice: number } | { type: 'customer'; id: string };
  amount: MinorUnits;
  reversed: MinorUnits;
  uncapped: MinorUnits;
  currency: string;
  status: 'accrued' | 'vested' | 'released' | 'paid' | 'reversed';
  accruedAt: Instant;
  releaseDueAt: Instant | null;
  releasedAt: Instant | null;
  paidAt: Instant | null;
  reversedAt: Instant | null;
  frozen: boolean;
}

export interface CommissionTableProps {
  rows: readonly CommissionRow[];
  /** names of rewards by key */
  rewards: Record<string, string>;
  /** where one of them is looked at; null: nowhere */
  to: ((id: string) => string) | null;
  /** something was filtered away */
  filtered?: boolean;
  caption?: string;
  /** whose each is, for admins: names by id, and where one is looked at */
  partners?: { names: Record<string, string>; to: (id: string) => string };
  /** all of them are of one customer */
  ofOneCustomer?: boolean;
}

const customerColumn: Column<CommissionRow> = {
  key: 'customer',
  header: 'Customer',
  cell: (row) => row.customerId ?? 'None',
  minor: true,
};

function partnerColumn({ names, to }: NonNullable<CommissionTableProps['partners']>): Column<CommissionRow> {
  return {
    key: 'partner',
    header: 'Partner',
    cell: ({ partnerId }) => (
      <TextLink to={to(partnerId)} className="no-underline hover:underline">
        {names[partnerId] ?? partnerId}
      </TextLink>
    ),
  };
}

/** Commissions, each leading to its arithmetic. */
export function CommissionTable(props: CommissionTableProps) {
  const { rows, rewards, to, filtered, partners, caption = 'Commissions', ofOneCustomer } = props;
  const columns: Array<Column<CommissionRow>> = [
    {
      key: 'reward',
      header: 'Commission',
      names: true,
      cell: (row) => {
        const name = rewards[row.reward] ?? row.reward;
        return (
          <>
            {to ? (
              <Link to={to(row.id)} prefetch="intent" className="rounded-sm font-medium hover:underline">
                {name}
              </Link>
            ) : (
              <span className="font-medium">{name}</span>
            )}
            <span className="block text-xs text-faint">{causeWords(row)}</span>
          </>
        );
      },
    },
    ...(partners ? [partnerColumn(partners)] : []),
    ...(ofOneCustomer ? [] : [customerColumn]),
    { key: 'earned', header: 'Earned', cell: (row) => <Time at={row.accruedAt} /> },
    { key: 'status', header: 'Status', cell: (row) => <StatusBadge of="commission" status={row.status} /> },
    { key: 'next', header: 'Next', cell: (row) => <NextDate row={row} />, minor: true },
    { key: 'amount', header: 'Amount', align: 'end', cell: (row) => <Worth row={row} /> },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={<NoCommissions filtered={filtered ?? false} ofAll={partners !== undefined} />}
    />
  );
}

/** "payment inv-7" or "customer acme": what the commission is for. */
export function causeWords({ cause }: Pick<CommissionRow, 'cause'>): string {
  if (cause.type === 'customer') return `Customer ${cause.id}`;
  return cause.slice === 0 ? `Payment ${cause.id}` : `Payment ${cause.id}, month ${cause.slice + 1}`;
}

/** The next thing that will happen to it, or the last that did. */
function NextDate({ row }: { row: CommissionRow }) {
  if (row.frozen) return <>Held: disputed or under review</>;
  switch (row.status) {
    case 'accrued':
      return <>After the first payment</>;
    case 'vested':
      if (row.releaseDueAt === null) return <>Once the customer is sustained</>;
      return (
        <>
          Available <Time at={row.releaseDueAt} />
        </>
      );
    case 'released':
      return <>Can be paid out</>;
    case 'paid':
      return row.paidAt === null ? null : <On at={row.paidAt} />;
    case 'reversed':
      return row.reversedAt === null ? null : <On at={row.reversedAt} />;
  }
}

function On({ at }: { at: Instant }) {
  return (
    <>
      On <Time at={at} />
    </>
  );
}

function Worth({ row }: { row: CommissionRow }) {
  const left = row.amount - row.reversed;
  return (
    <>
      <MoneyText amount={left} currency={row.currency} className="font-medium" />
      {row.reversed > 0n && (
        <span className="block text-xs text-faint">
          of <MoneyText amount={row.amount} currency={row.currency} bare />
        </span>
      )}
      {row.amount < row.uncapped && row.reversed === 0n && (
        <span className="block text-xs text-faint">capped</span>
      )}
    </>
  );
}

function NoCommissions({ filtered, ofAll }: { filtered: boolean; ofAll: boolean }) {
  if (filtered)
    return <EmptyState title="No commission fits this filter">Widen it, or look at all of them.</EmptyState>;
  if (ofAll)
    return (
      <EmptyState icon={Coins} title="No commissions yet">
        The first one appears as soon as a referred customer qualifies for a reward.
      </EmptyState>
    );
  return (
    <EmptyState icon={Coins} title="No commissions yet">
      The first one appears as soon as a customer you referred qualifies for a reward. It is pending until its
      hold is over, then available.
    </EmptyState>
  );
}
