import { CircleCheck } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { TextLink } from '~/components/ui/text-link';
import { Time } from '~/components/ui/time';
import type { WaitingPayment } from '~/domain/qualification/rate-waits.server';
import { DAY_MS, type Instant, utcDate } from '~/kernel/time';
import { paths, withQuery } from '~/routes/paths';

/** Payments without a basis: nothing is earned by them until their day's rate is known. */
export function RateWaits({
  count,
  payments,
  now,
}: {
  count: number;
  payments: readonly WaitingPayment[];
  now: Instant;
}) {
  return (
    <Card
      id="waiting"
      title="Payments that wait for a rate"
      description={
        count > payments.length
          ? `${count.toLocaleString('en-US')} in all; the oldest ${payments.length} are shown.`
          : undefined
      }
      flush
    >
      <DataTable
        caption="Payments that wait for a rate"
        rows={payments}
        rowKey={({ paymentId }) => paymentId}
        columns={columns(now)}
        empty={
          <EmptyState icon={CircleCheck} title="No payment waits">
            A payment in a currency without a rate appears here. Nothing of it is lost meanwhile.
          </EmptyState>
        }
      />
    </Card>
  );
}

function columns(now: Instant): Array<Column<WaitingPayment>> {
  return [
    {
      key: 'payment',
      header: 'Payment',
      names: true,
      cell: ({ paymentId, customer }) => (
        <>
          <span className="font-mono text-xs break-all">{paymentId}</span>
          <span className="block text-xs text-faint">
            {customer ? (
              <TextLink to={paths.adminReferral(customer.id)}>{customer.externalId}</TextLink>
            ) : (
              'A purchase without a customer'
            )}
          </span>
        </>
      ),
    },
    {
      key: 'amount',
      header: 'Amount',
      align: 'end',
      cell: ({ amount, currency }) => <MoneyText amount={amount} currency={currency} />,
    },
    { key: 'paid', header: 'Paid', cell: ({ at }) => <Time at={at} /> },
    { key: 'age', header: 'Waits', cell: ({ at }) => ageWords(now - at) },
    {
      key: 'rate',
      header: 'Rate',
      silent: true,
      align: 'end',
      cell: ({ at, currency }) => (
        <TextLink to={`${withQuery(paths.adminRates, { day: utcDate(at), currency })}#enter`}>
          Enter the rate
        </TextLink>
      ),
    },
  ];
}

function ageWords(age: number): string {
  const days = Math.max(0, Math.floor(age / DAY_MS));
  if (days === 0) return 'since today';
  return days === 1 ? '1 day' : `${days.toLocaleString('en-US')} days`;
}
