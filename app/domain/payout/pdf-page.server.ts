import PDFDocument from 'pdfkit';

/** Of every page, in points; A4. */
export const MARGIN = 48;
export const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN;

/** A column of a table: x, width, and where its text stands. */
export interface Column {
  x: number;
  width: number;
  align?: 'left' | 'right';
}

/** The built-in fonts know Windows-1252 and no more; what they lack becomes a question mark rather than nonsense. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff•–—…‘’“”€]/gu, '?');
}

/**
 * A document on A4, drawn by `draw`. The same drawing with the same facts gives the same bytes, in any process: its dates and id are made of
 * the facts, nothing is compressed, no clock is asked.
 * @param facts.dated what the file says it was made at
 */
export async function drawPdf(
  facts: { title: string; author: string; dated: Date; foot: string },
  draw: (document: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const { title, author, dated } = facts;
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
    compress: false,
    bufferPages: true,
    lang: 'en',
    info: { Title: title, Author: printable(author), CreationDate: dated, ModDate: dated },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  draw(document);
  numberPages(document, facts.foot);
  document.end();
  return finished;
}

/** The title of a page and facts with their names, one under the other. */
export function drawHead(
  document: PDFKit.PDFDocument,
  title: string,
  facts: ReadonlyArray<readonly [name: string, value: string]>,
): void {
  document.font('Helvetica-Bold').fontSize(18).text(title, MARGIN, MARGIN);
  document.font('Helvetica').fontSize(10).moveDown(0.5);
  for (const [name, value] of facts) {
    const { y } = document;
    document.font('Helvetica-Bold').text(name, MARGIN, y, { width: 80 });
    document.font('Helvetica').text(printable(value), MARGIN + 88, y, { width: WIDTH - 88 });
  }
}

/** A table whose header is repeated on each page; the last row may be a total. Texts are printable already, lines parted by a line break. */
export function drawTable(
  document: PDFKit.PDFDocument,
  columns: readonly Column[],
  {
    header,
    rows,
    total,
  }: { header: readonly string[]; rows: Iterable<readonly string[]>; total?: readonly string[] },
): void {
  const row = (texts: readonly string[], font: string) => drawRow(document, columns, { texts, font, header });
  row(header, 'Helvetica-Bold');
  for (const texts of rows) row(texts, 'Helvetica');
  if (total) row(total, 'Helvetica-Bold');
}

function drawRow(
  document: PDFKit.PDFDocument,
  columns: readonly Column[],
  { texts, font, header }: { texts: readonly string[]; font: string; header: readonly string[] },
): void {
  document.font(font).fontSize(8.5);
  const heights = texts.map((text, index) => document.heightOfString(text, { width: columns[index]?.width }));
  const height = Math.max(...heights) + 8;
  if (document.y + height > BOTTOM) {
    document.addPage();
    drawRow(document, columns, { texts: header, font: 'Helvetica-Bold', header });
    document.font(font);
  }
  const { y } = document;
  texts.forEach((text, index) => {
    const column = columns[index];
    if (column) document.text(text, column.x, y, { width: column.width, align: column.align ?? 'left' });
  });
  document.y = y + height;
  document
    .moveTo(MARGIN, document.y - 4)
    .lineTo(MARGIN + WIDTH, document.y - 4)
    .lineWidth(0.3)
    .stroke();
}

function numberPages(document: PDFKit.PDFDocument, foot: string): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(start + page);
    document
      .font('Helvetica')
      .fontSize(8)
      .text(`${printable(foot)}, page ${page + 1} of ${count}`, MARGIN, BOTTOM + 8, {
        width: WIDTH,
        align: 'right',
      });
  }
}
