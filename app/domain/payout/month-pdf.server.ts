import { formatMoney, type MinorUnits } from '~/kernel/money';
import { startOfNextMonth, utcDate } from '~/kernel/time';
import {
  closingOf,
  type Holdings,
  lineWords,
  type MonthStatement,
  monthTotals,
  rowWords,
} from './month-statement';
import { type Column, drawHead, drawPdf, drawTable, MARGIN, printable, WIDTH } from './pdf-page.server';

const AMOUNT = 82;
const FIRST = WIDTH - 4 * AMOUNT;
/** what, pending, available, on its way, paid */
const COLUMNS: readonly Column[] = [
  { x: MARGIN, width: FIRST - 8 },
  ...[0, 1, 2, 3].map((n): Column => ({ x: MARGIN + FIRST + n * AMOUNT, width: AMOUNT - 6, align: 'right' })),
];
const AMOUNTS = ['Pending', 'Available', 'On its way', 'Paid'];

/** A partner's month as PDF (A4). A closed month gives the same bytes for ever (ADR-0092). */
export function monthPdf(statement: MonthStatement): Promise<Buffer> {
  const { month, program, partner, closedAt, currency } = statement;
  const ends = new Date(startOfNextMonth(Date.parse(`${month}-01T00:00:00Z`)));
  const money = (amount: MinorUnits) => printable(formatMoney(amount, currency));
  const amounts = ({ pending, available, inTransit }: Holdings) => [pending, available, inTransit].map(money);
  const row = (name: string, line: Holdings & { paid: MinorUnits }) => [
    name,
    ...amounts(line),
    line.paid === 0n ? '' : money(line.paid),
  ];
  const facts = {
    title: `Statement of ${month}`,
    author: program,
    dated: ends,
    foot: `${partner.handle} ${month}`,
  };
  return drawPdf(facts, (document) => {
    drawHead(document, `Statement of ${month}`, [
      ['Program', program],
      ['Partner', `${partner.name} (${partner.handle})`],
      ['Currency', currency],
      ['State', closedAt === null ? 'Open: more may be booked in this month' : 'Closed'],
    ]);
    document.moveDown(0.8);
    drawTable(document, COLUMNS, {
      header: ['', ...AMOUNTS],
      rows: [
        ['Opening balance', ...amounts(statement.opening), ''],
        ...monthTotals(statement.lines)
          .filter(({ count }) => count > 0)
          .map((total) => row(rowWords[total.row], total)),
      ],
      total: ['Closing balance', ...amounts(closingOf(statement)), ''],
    });
    document
      .moveDown(1)
      .font('Helvetica-Bold')
      .fontSize(11)
      .text('Booked in this month', MARGIN)
      .moveDown(0.5);
    drawTable(document, COLUMNS, {
      header: ['What', ...AMOUNTS],
      rows: statement.lines.map((line) =>
        row(`${utcDate(line.at)} ${lineWords(line)}\n${printable(line.reference)}`, line),
      ),
    });
  });
}
