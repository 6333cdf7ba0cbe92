import { CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { SkipReason } from '~/domain/commission/share';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { MoneyText } from './money-text';

/** Why nothing was earned, in short; a customer's page says it with its figures, and what would have changed it. */
export const skipWords: Record<SkipReason, string> = {
  partner_not_active: 'The partner was not active',
  needs_rate: 'No exchange rate yet',
  monthly_value_too_low: 'Monthly value not above the least',
  months_used_up: 'The reward’s months are over',
  churned_when_due: 'The customer had left',
  refunded_before_due: 'Given back before it fell due',
};

export interface SkipRow {
  id: string;
  at: Instant;
  reason: SkipReason;
  rewardKey: string;
  partnerId: string | null;
  customer: { id: string; externalId: string } | null;
  payment: (Money & { id: string; slice: number }) | null;
}

export interface SkipTableProps {
  rows: readonly SkipRow[];
  rewards: Record<string, string>;
  partners: Record<string, string>;
  to: { customer: (id: string) => string; partner: (id: string) => string };
}

/** What was evaluated and earned nothing. */
export function SkipTable({ rows, rewards, partners, to }: SkipTableProps) {
  const columns: Array<Column<SkipRow>> = [
    {
      key: 'cause',
      header: 'What',
      names: true,
      cell: ({ payment, rewardKey }) => (
        <>
          <span className="font-medium">{rewards[rewardKey] ?? rewardKey}</span>
          <span className="block text-xs text-faint">
            {payment
              ? `Payment ${payment.id}${payment.slice > 0 ? `, month ${payment.slice + 1}` : ''}`
              : 'Once per customer'}
          </span>
        </>
      ),
    },
    {
      key: 'partner',
      header: 'Partner',
      minor: true,
      cell: ({ partnerId }): ReactNode =>
        partnerId === null ? (
          'None'
        ) : (
          <TextLink to={to.partner(partnerId)} className="no-underline hover:underline">
            {partners[partnerId] ?? partnerId}
          </TextLink>
        ),
    },
    {
      key: 'customer',
      header: 'Customer',
      cell: ({ customer }): ReactNode =>
        customer ? <TextLink to={to.customer(customer.id)}>{customer.externalId}</TextLink> : 'None',
    },
    { key: 'reason', header: 'Why', cell: ({ reason }) => skipWords[reason] },
    { key: 'at', header: 'On', cell: ({ at }) => <Time at={at} /> },
    {
      key: 'paid',
      header: 'Paid',
      align: 'end',
      cell: ({ payment }) => payment && <MoneyText amount={payment.amount} currency={payment.currency} />,
    },
  ];
  return (
    <DataTable
      caption="What earned nothing"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={
        <EmptyState icon={CircleSlash} title="Nothing of the kind">
          Whatever is evaluated and earns nothing stands here, with its reason.
        </EmptyState>
      }
    />
  );
}
