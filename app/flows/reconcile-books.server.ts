import { programCurrency } from '~/domain/program/program.server';
import type { BooksFinding } from '~/domain/reconciliation/books-report';
import { type Finding, type SubjectType, subjectTypes } from '~/domain/reconciliation/finding';
import { checkBooks } from './check-books.server';
import type { Run } from './reconcile-run.server';

/**
 * Checks every invariant of the books and replays every partner from the recorded events (domain.md section 10, 4 and 5). Nothing is repaired
 * here: books that contradict themselves are for a person.
 */
export async function compareBooks(run: Run): Promise<void> {
  await run.note('books', { state: 'running' });
  const pending: Array<Promise<void>> = [];
  const report = await checkBooks({
    onProgress: (done, total) => void pending.push(run.note('books', { read: done, total })),
  });
  await Promise.all(pending);
  const currency = await programCurrency();
  await run.found(
    'books',
    report.findings.map((finding) => findingOf(finding, currency)),
  );
  const read = report.checked.reduce((rows, { rows: more }) => rows + more, 0);
  await run.note('books', { state: 'done', read, total: read });
}

function findingOf(
  { check, severity, subject, message, amountAtStake }: BooksFinding,
  currency: string,
): Finding {
  return {
    kind: `books:${check}`,
    severity,
    outcome: 'needs_person',
    subject: subjectOf(subject),
    message,
    amount: amountAtStake,
    currency: amountAtStake === null ? null : currency,
  };
}

/** "commission com_1" names a row of ours; anything else stays as the check says it. */
function subjectOf(subject: string): Finding['subject'] {
  const [type = '', id = '', more] = subject.split(' ');
  const known = subjectTypes.find((one): one is SubjectType => one === type);
  return known && id !== '' && more === undefined ? { type: known, id } : { type: 'books', id: subject };
}
