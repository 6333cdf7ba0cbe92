import type { ReactNode } from 'react';
import { cx } from '~/components/ui/class-names';
import { formatMonth } from '~/components/ui/time';
import { rateText } from '~/domain/payout/statement';
import type { Reward } from '~/domain/program/terms';
import type { MinorUnits } from '~/kernel/money';
import { MoneyText, moneyWords } from './money-text';

export interface ArithmeticProps {
  commission: {
    basis: MinorUnits | null;
    rateBps: bigint | null;
    uncapped: MinorUnits;
    amount: MinorUnits;
    reversed: MinorUnits;
    currency: string;
    month: string | null;
    cause: { type: 'payment'; id: string; slice: number } | { type: 'customer'; id: string };
    reversalReason: string | null;
  };
  /** null: the terms are not there any more */
  reward: Reward | null;
}

interface Line {
  step: 'basis' | 'commission' | 'cap' | 'reversed' | 'total';
  label: ReactNode;
  /** what the line does: "× 20 %" */
  by?: string;
  amount?: MinorUnits;
  total?: boolean;
}

/** Basis × rate, what the cap left, what was given back: line by line, as one would check it on paper (domain.md section 6). */
export function Arithmetic({ commission, reward }: ArithmeticProps) {
  const { currency } = commission;
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
        {linesOf(commission, reward).map(({ step, label, by, amount, total }) => (
          <tr
            key={step}
            className={cx(
              total ? 'border-t-2 border-ink/70 font-semibold' : 'border-t font-normal first:border-t-0',
            )}
          >
            <th scope="row" className={cx('py-2.5 pr-4 text-left', total ? 'font-semibold' : 'font-normal')}>
              {label}
            </th>
            <td className="figures py-2.5 pr-4 text-right whitespace-nowrap text-muted">{by}</td>
            <td className="py-2.5 text-right">
              {amount !== undefined && <MoneyText amount={amount} currency={currency} bare={!total} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function linesOf(commission: ArithmeticProps['commission'], reward: Reward | null): Line[] {
  const { basis, rateBps, uncapped, amount, reversed, reversalReason } = commission;
  const lines: Line[] =
    basis === null || rateBps === null
      ? [{ step: 'commission', label: `${reward?.name ?? 'Reward'}, once per customer`, amount: uncapped }]
      : [
          { step: 'basis', label: basisWords(commission), amount: basis },
          { step: 'commission', label: 'Commission', by: `× ${rateText(rateBps)}`, amount: uncapped },
        ];
  if (amount < uncapped)
    lines.push({ step: 'cap', label: capWords(reward, commission.currency), amount: amount - uncapped });
  if (reversed > 0n) {
    const why = reversalReason ? `: ${reversalReason.replaceAll('_', ' ')}` : '';
    lines.push({ step: 'reversed', label: `Reversed${why}`, amount: -reversed });
  }
  lines.push({ step: 'total', label: 'Yours', amount: amount - reversed, total: true });
  return lines;
}

function basisWords({ cause, month }: ArithmeticProps['commission']): string {
  if (cause.type === 'customer') return 'Basis';
  const of = month ? ` for ${formatMonth(month)}` : '';
  return `Payment ${cause.id}${cause.slice > 0 ? `, its month ${cause.slice + 1}` : ''}${of}, without tax`;
}

function capWords(reward: Reward | null, currency: string): string {
  if (reward?.kind !== 'share') return 'Beyond the cap';
  if (reward.capPerPartnerMonth !== null)
    return `Beyond the cap of ${moneyWords(reward.capPerPartnerMonth, currency)} a month`;
  if (reward.capPerCustomer !== null)
    return `Beyond the cap of ${moneyWords(reward.capPerCustomer, currency)} per customer`;
  return 'Beyond the cap';
}
