import { stringify } from 'csv-stringify/sync';

/** Negative amounts begin with a minus and are numbers, not formulas: only they stay without the escaping apostrophe. */
const NUMBER = /^-?\d+(\.\d+)?$/;

function cell(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/**
 * Rows as CSV (UTF-8, comma, CRLF, every cell quoted). Text a spreadsheet would take for a formula begins with an apostrophe (reliability.md
 * section 4, "CSV"). The same rows give the same bytes.
 * @param header names of our own, never escaped
 */
export function csvText(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return stringify([[...header], ...rows.map((cells) => cells.map(cell))], {
    quoted: true,
    record_delimiter: 'windows',
  });
}
