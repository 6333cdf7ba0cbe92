import { type MinorUnits, toDecimalString } from '~/kernel/money';
import { csvText } from './csv.server';
import {
  closingOf,
  type Holdings,
  lineWords,
  type MonthStatement,
  monthsOf,
  type YearTotals,
} from './month-statement';

const MONTH_HEADER = [
  'month',
  'date',
  'what',
  'reference',
  'pending',
  'available',
  'on_its_way',
  'paid',
  'currency',
];

/** A partner's month as CSV: the opening balance, one row per ledger transaction in order of booking, the closing balance. */
export function monthCsv(statement: MonthStatement): string {
  const { month, currency } = statement;
  const money = (amount: MinorUnits) => toDecimalString(amount, currency);
  const amounts = ({ pending, available, inTransit }: Holdings) => [pending, available, inTransit].map(money);
  const balance = (name: string, holdings: Holdings) => [
    month,
    '',
    name,
    '',
    ...amounts(holdings),
    '',
    currency,
  ];
  return csvText(MONTH_HEADER, [
    balance('opening balance', statement.opening),
    ...statement.lines.map((line) => [
      ...[month, new Date(line.at).toISOString(), lineWords(line), line.reference],
      ...amounts(line),
      money(line.paid),
      currency,
    ]),
    balance('closing balance', closingOf(statement)),
  ]);
}

/** What partners were paid in a year, one row each, for the taxes. */
export function yearCsv(year: string, totals: readonly YearTotals[]): string {
  const header = [
    'year',
    'partner',
    'handle',
    'name',
    'country',
    'currency',
    ...monthsOf(year),
    'total',
    'final',
  ];
  return csvText(
    header,
    totals.map(({ partner, currency, months, total, final }) => [
      ...[year, partner.id, partner.handle, partner.name, partner.country ?? '', currency],
      ...months.map(({ paid }) => toDecimalString(paid, currency)),
      toDecimalString(total, currency),
      final ? 'yes' : 'no',
    ]),
  );
}
