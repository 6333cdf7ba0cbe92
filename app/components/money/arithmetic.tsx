import type { ReactNode } from 'react';
import { cx } from '~/components/ui/class-names';
import { formatMonth } from '~/components/ui/time';
import { rateText } from '~/domain/payout/statement';
import type { Reward } from '~/domain/program/terms';
import type { ArithmeticLine } from '~/domain/reporting/explanation';
import type { MinorUnits } from '~/kernel/money';
import { MoneyText } from './money-text';

export interface ArithmeticProps {
  commission: {
    basis: MinorUnits;
    rateBps: bigint;
    uncapped: MinorUnits;
    currency: string;
    month: string;
    cause: { id: string };
  };
  reward: Reward;
}

/** An example: a payment × a rate. */
export function Arithmetic({ commission, reward }: ArithmeticProps) {
  const { basis, rateBps, uncapped, currency, cause, month } = commission;
  const of = `Payment ${cause.id} for ${formatMonth(month)}, without tax`;
  return (
    <Lines
      currency={currency}
      lines={[
        { key: 'basis', label: of, amount: basis },
        { key: 'commission', label: reward.name, by: `× ${rateText(rateBps)}`, amount: uncapped },
        { key: 'total', label: 'Yours', amount: uncapped, total: true },
      ]}
    />
  );
}

export interface ExplainedArithmeticProps {
  lines: readonly ArithmeticLine[];
  currency: string;
  /** what the first line is: "Payment inv-7", or the reward's name */
  cause: string;
  /** of the last line: whose it is */
  whose: string;
}

const labels: Record<ArithmeticLine['kind'], string> = {
  payment: 'Payment',
  months: 'For this month',
  flat: 'Once per customer',
  rate: 'Commission',
  cap: 'Beyond the cap',
  reversed: 'Taken back',
  total: 'Yours',
};

/** From what was paid to what is left of it: line by line, as one would check it on paper (domain.md section 6). */
export function ExplainedArithmetic({ lines, currency, cause, whose }: ExplainedArithmeticProps) {
  return (
    <Lines
      currency={currency}
      lines={lines.map(({ kind, factor, amount }) => ({
        key: kind,
        label: kind === 'payment' || kind === 'flat' ? cause : kind === 'total' ? whose : labels[kind],
        by: byWords(kind, factor),
        amount: amount.amount,
        total: kind === 'total',
      }))}
    />
  );
}

function byWords(kind: ArithmeticLine['kind'], factor: number | null): string | undefined {
  if (factor === null) return undefined;
  return kind === 'months' ? `÷ ${factor} months` : `× ${rateText(BigInt(factor))}`;
}

interface Line {
  key: string;
  label: ReactNode;
  /** what the line does: "× 20 %" */
  by?: string | undefined;
  amount: MinorUnits;
  total?: boolean;
}

function Lines({ lines, currency }: { lines: readonly Line[]; currency: string }) {
  return (
    <table className="w-full border-collapse text-sm">
      <caption className="sr-only">How the amount comes about, in {currency}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Factor</th>
          <th scope="col">Amount ({currency})</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, label, by, amount, total }) => (
          <tr
            key={key}
            className={cx(
              total ? 'border-t-2 border-ink/70 font-semibold' : 'border-t font-normal first:border-t-0',
            )}
          >
            <th scope="row" className={cx('py-2.5 pr-4 text-left', total ? 'font-semibold' : 'font-normal')}>
              {label}
            </th>
            <td className="figures py-2.5 pr-4 text-right whitespace-nowrap text-muted">{by}</td>
            <td className="py-2.5 text-right">
              <MoneyText amount={amount} currency={currency} bare={!total} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
