import type { BooksReport } from '~/domain/reconciliation/books-report';
import type { Command, Report } from './command';

/** `verify`: whether the books are right. */
export const verify: Command = {
  name: 'verify',
  summary: 'Checks the books: every invariant, every partner replayed from the recorded events',
  details: [
    'Does what is due first, then looks at everything and changes nothing. Exit status 0 when the books are right; 1 when they',
    'are not, and each row that is wrong is named with what was expected and what was found.',
  ],
  options: {},
  async run() {
    const { checkBooks } = await import('~/flows/check-books.server');
    const { booksAreRight } = await import('~/domain/reconciliation/books-report');
    const report = await checkBooks({ onProgress });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    return { ...reportOf(report), exitStatus: booksAreRight(report) ? 0 : 1 };
  },
};

function onProgress(done: number, total: number, what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}: ${done} of ${total}`);
}

function reportOf({ checked, findings }: BooksReport): Report {
  const width = Math.max(0, ...checked.map(({ check }) => check.length));
  const rows = checked.map(({ check, rows: looked }) => {
    const found = findings.filter((finding) => finding.check === check).length;
    return `${check.padEnd(width)}  ${String(looked).padStart(10)} rows  ${found === 0 ? 'right' : found === 1 ? '1 finding' : `${found} findings`}`;
  });
  const listed = findings.map(({ check, severity, subject, message, amountAtStake }) => {
    const money = amountAtStake === null ? '' : ` (at stake: ${amountAtStake} minor units)`;
    return `${severity}: ${check}: ${subject}: ${message}${money}`;
  });
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const last = errors === 0 ? 'The books are right.' : errors === 1 ? '1 finding.' : `${errors} findings.`;
  const json = findings.map((finding) => ({
    ...finding,
    amountAtStake: finding.amountAtStake?.toString() ?? null,
  }));
  return {
    lines: [...rows, '', ...listed, ...(listed.length > 0 ? [''] : []), last],
    json: { right: errors === 0, checked, findings: json },
  };
}
