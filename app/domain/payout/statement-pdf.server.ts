import PDFDocument from 'pdfkit';
import { maskEmail } from '~/domain/qualification/mask-email';
import { formatMoney, sum } from '~/kernel/money';
import { type Instant, utcDate } from '~/kernel/time';
import { amountNote, causeText, ruleText, type Statement, type StatementLine } from './statement';

const MARGIN = 48;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN;
/** x and width of the columns: customer, what for, rule, amount */
const COLUMNS = [
  { x: MARGIN, width: 120 },
  { x: MARGIN + 128, width: 130 },
  { x: MARGIN + 266, width: 150 },
  { x: MARGIN + 424, width: WIDTH - 424 },
] as const;

/** The built-in fonts know Windows-1252 and no more; what they lack becomes a question mark rather than nonsense. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff•–—…‘’“”€]/gu, '?');
}

const instant = (at: Instant | null) =>
  at === null ? '-' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The end of a payout, in words. */
function state(statement: Statement): string {
  if (statement.status === 'paid') return `Paid on ${utcDate(statement.paidAt ?? statement.requestedAt)}`;
  return `Status: ${statement.status}`;
}

/**
 * A statement as PDF (A4). The same statement gives the same bytes: its dates are the payout's, nothing is compressed.
 */
export async function statementPdf(statement: Statement): Promise<Buffer> {
  const title = `Statement of payout ${statement.payoutId}`;
  const dated = new Date(statement.paidAt ?? statement.requestedAt);
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
    compress: false,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Author: printable(statement.program), CreationDate: dated, ModDate: dated },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  head(document, statement);
  table(document, statement);
  numberPages(document, statement.payoutId);
  document.end();
  return finished;
}

function head(document: PDFKit.PDFDocument, statement: Statement): void {
  const money = formatMoney(statement.amount, statement.currency);
  document.font('Helvetica-Bold').fontSize(18).text('Payout statement', MARGIN, MARGIN);
  document.font('Helvetica').fontSize(10).moveDown(0.5);
  const facts = [
    ['Program', statement.program],
    ['Partner', `${statement.partner.name} (${statement.partner.handle})`],
    ['Payout', statement.payoutId],
    ['Requested', instant(statement.requestedAt)],
    ['Paid', instant(statement.paidAt)],
    ['To account', statement.destination],
    ['Transfer', statement.transferId ?? '-'],
  ];
  for (const [name, value] of facts) {
    const { y } = document;
    document.font('Helvetica-Bold').text(name ?? '', MARGIN, y, { width: 80 });
    document.font('Helvetica').text(printable(value ?? ''), MARGIN + 88, y, { width: WIDTH - 88 });
  }
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

function drawRow(document: PDFKit.PDFDocument, texts: readonly string[], font: string): void {
  document.font(font).fontSize(8.5);
  const heights = texts.map((text, index) => document.heightOfString(text, { width: COLUMNS[index]?.width }));
  const height = Math.max(...heights) + 8;
  if (document.y + height > BOTTOM) newPage(document, font);
  const { y } = document;
  texts.forEach((text, index) => {
    const column = COLUMNS[index];
    if (column)
      document.text(text, column.x, y, { width: column.width, align: index === 3 ? 'right' : 'left' });
  });
  document.y = y + height;
  document
    .moveTo(MARGIN, document.y - 4)
    .lineTo(MARGIN + WIDTH, document.y - 4)
    .lineWidth(0.3)
    .stroke();
}

const HEADER = ['Customer', 'For', 'Rule', 'Amount'];

function newPage(document: PDFKit.PDFDocument, font: string): void {
  document.addPage();
  drawRow(document, HEADER, 'Helvetica-Bold');
  document.font(font);
}

function numberPages(document: PDFKit.PDFDocument, payoutId: string): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(start + page);
    const text = `${payoutId}, page ${page + 1} of ${count}`;
    document
      .font('Helvetica')
      .fontSize(8)
      .text(text, MARGIN, BOTTOM + 8, { width: WIDTH, align: 'right' });
  }
}

function table(document: PDFKit.PDFDocument, statement: Statement): void {
  drawRow(document, HEADER, 'Helvetica-Bold');
  for (const line of statement.lines) drawRow(document, cells(line, statement.currency), 'Helvetica');
  const total = formatMoney(sum(statement.lines.map((line) => BigInt(line.amount))), statement.currency);
  drawRow(
    document,
    ['Total', `${statement.lines.length} commissions`, '', printable(total)],
    'Helvetica-Bold',
  );
}
