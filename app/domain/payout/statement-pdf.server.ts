import { isManual } from '~/domain/partner/manual-details';
import { maskEmail } from '~/domain/qualification/mask-email';
import { formatMoney, sum } from '~/kernel/money';
import { type Instant, utcDate } from '~/kernel/time';
import { type Column, drawHead, drawPdf, drawTable, MARGIN, printable, WIDTH } from './pdf-page.server';
import {
  amountNote,
  causeText,
  paymentReference,
  ruleText,
  type Statement,
  type StatementLine,
} from './statement';

/** customer, what for, rule, amount */
const COLUMNS: readonly Column[] = [
  { x: MARGIN, width: 120 },
  { x: MARGIN + 128, width: 130 },
  { x: MARGIN + 266, width: 150 },
  { x: MARGIN + 424, width: WIDTH - 424, align: 'right' },
];
const HEADER = ['Customer', 'For', 'Rule', 'Amount'];

const instant = (at: Instant | null) =>
  at === null ? '-' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The end of a payout, in words. */
function state(statement: Statement): string {
  if (statement.status === 'paid') return `Paid on ${utcDate(statement.paidAt ?? statement.requestedAt)}`;
  return `Status: ${statement.status}`;
}

/** A statement as PDF (A4). The same statement gives the same bytes: its dates are the payout's. */
export function statementPdf(statement: Statement): Promise<Buffer> {
  const { payoutId, program, paidAt, requestedAt, currency } = statement;
  const facts = {
    title: `Statement of payout ${payoutId}`,
    author: program,
    dated: new Date(paidAt ?? requestedAt),
    foot: payoutId,
  };
  return drawPdf(facts, (document) => {
    head(document, statement);
    const total = formatMoney(sum(statement.lines.map((line) => BigInt(line.amount))), currency);
    drawTable(document, COLUMNS, {
      header: HEADER,
      rows: statement.lines.map((line) => cells(line, currency)),
      total: ['Total', `${statement.lines.length} commissions`, '', printable(total)],
    });
  });
}

function head(document: PDFKit.PDFDocument, statement: Statement): void {
  const money = formatMoney(statement.amount, statement.currency);
  const byHand = isManual(statement.destination);
  drawHead(document, 'Payout statement', [
    ['Program', statement.program],
    ['Partner', `${statement.partner.name} (${statement.partner.handle})`],
    ['Payout', statement.payoutId],
    ['Requested', instant(statement.requestedAt)],
    ['Paid', instant(statement.paidAt)],
    byHand ? ['By', 'Bank transfer'] : ['To account', statement.destination],
    [byHand ? 'Reference' : 'Transfer', paymentReference(statement.transferId) ?? '-'],
  ]);
  document
    .moveDown(0.8)
    .font('Helvetica-Bold')
    .fontSize(14)
    .text(`${printable(money)}`, MARGIN);
  document.font('Helvetica').fontSize(10).text(state(statement)).moveDown(0.8);
}

/** The cause over two lines: what was paid, and which of its months. */
function forText(line: StatementLine): string {
  if (line.cause.type === 'customer') return causeText(line);
  const month = line.month === null ? '' : ` (${line.month})`;
  return `payment ${line.cause.id}\nmonth ${line.cause.slice + 1}${month}`;
}

function cells(line: StatementLine, currency: string): string[] {
  const customer = line.customer ?? 'without customer';
  const mail = line.customerEmail === null ? '' : `\n${maskEmail(line.customerEmail)}`;
  const note = amountNote(line);
  const amount = formatMoney(BigInt(line.amount), currency);
  return [
    `${customer}${mail}`,
    forText(line),
    ruleText(line, currency),
    note === 'in full' ? amount : `${amount}\n${note}`,
  ].map((text) => text.split('\n').map(printable).join('\n'));
}
