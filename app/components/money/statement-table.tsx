import { Link } from '@remix-run/react';
import { type Column, DataTable } from '~/components/ui/data-table';
import { formatMonth } from '~/components/ui/time';
import { amountNote, causeText, ruleText, type StatementLine } from '~/domain/payout/statement';
import { maskEmail } from '~/domain/qualification/mask-email';
import type { MinorUnits } from '~/kernel/money';
import { MoneyText } from './money-text';

export interface StatementTableProps {
  lines: readonly StatementLine[];
  currency: string;
  total: MinorUnits;
  /** where a commission is looked at; left out: nowhere */
  commissionTo?: (id: string) => string;
}

const notes = { 'in full': null, 'in part': 'in part', recovered: 'recovered from an earlier payout' };

/** What a payout is made of (domain.md section 9). */
export function StatementTable({ lines, currency, total, commissionTo }: StatementTableProps) {
  const columns: Array<Column<StatementLine>> = [
    {
      key: 'cause',
      header: 'For',
      names: true,
      cell: (line) => {
        const text = causeText(line);
        const words = text.charAt(0).toUpperCase() + text.slice(1);
        return commissionTo ? (
          <Link to={commissionTo(line.commissionId)} className="rounded-sm font-medium hover:underline">
            {words}
          </Link>
        ) : (
          <span className="font-medium">{words}</span>
        );
      },
    },
    {
      key: 'customer',
      header: 'Customer',
      cell: (line) => (
        <>
          {line.customer ?? 'None'}
          {line.customerEmail && (
            <span className="block text-xs text-faint">{maskEmail(line.customerEmail)}</span>
          )}
        </>
      ),
    },
    { key: 'rule', header: 'Rule', cell: (line) => ruleText(line, currency) },
    {
      key: 'month',
      header: 'Month',
      cell: (line) => (line.month ? formatMonth(line.month) : ''),
      minor: true,
    },
    {
      key: 'amount',
      header: `Amount (${currency})`,
      align: 'end',
      cell: (line) => {
        const note = notes[amountNote(line)];
        return (
          <>
            <MoneyText amount={BigInt(line.amount)} currency={currency} bare />
            {note && <span className="block text-xs text-faint">{note}</span>}
          </>
        );
      },
    },
  ];
  return (
    <>
      <DataTable
        caption="Commissions in this payout"
        columns={columns}
        rows={lines}
        rowKey={(line) => line.commissionId}
      />
      <p className="flex justify-between border-t px-4 py-3 text-sm font-semibold sm:px-5">
        Total <MoneyText amount={total} currency={currency} />
      </p>
    </>
  );
}
