import { maskEmail } from '~/domain/qualification/mask-email';
import { toDecimalString } from '~/kernel/money';
import { csvText } from './csv.server';
import {
  amountNote,
  causeText,
  paymentReference,
  rateText,
  type Statement,
  type StatementLine,
} from './statement';

const header = [
  'payout',
  'paid_at',
  'transfer',
  'commission',
  'customer',
  'customer_email',
  'cause',
  'month',
  'reward',
  'rule',
  'terms_version',
  'rate',
  'basis',
  'uncapped',
  'commission_amount',
  'reversed',
  'amount',
  'note',
  'currency',
];

function row(statement: Statement, line: StatementLine): string[] {
  const money = (text: string | null) =>
    text === null ? '' : toDecimalString(BigInt(text), statement.currency);
  return [
    statement.payoutId,
    statement.paidAt === null ? '' : new Date(statement.paidAt).toISOString(),
    paymentReference(statement.transferId) ?? '',
    line.commissionId,
    line.customer ?? '',
    line.customerEmail === null ? '' : maskEmail(line.customerEmail),
    causeText(line),
    line.month ?? '',
    line.reward,
    line.rewardName,
    `${line.terms} ${line.termsVersion}`,
    line.rateBps === null ? '' : rateText(BigInt(line.rateBps)),
    money(line.basis),
    money(line.uncapped),
    money(line.commission),
    money(line.reversed),
    money(line.amount),
    amountNote(line),
    statement.currency,
  ];
}

/**
 * A statement as CSV (UTF-8, comma, CRLF, every cell quoted): one row per commission, a last row with the total. Text a spreadsheet would
 * take for a formula begins with an apostrophe (reliability.md section 4, "CSV"). The same statement gives the same bytes.
 */
export function statementCsv(statement: Statement): string {
  const total = header.map((name) => {
    if (name === 'payout') return statement.payoutId;
    if (name === 'note') return 'total';
    if (name === 'amount') return toDecimalString(statement.amount, statement.currency);
    return name === 'currency' ? statement.currency : '';
  });
  const rows = [...statement.lines.map((line) => row(statement, line)), total];
  return csvText(header, rows);
}
