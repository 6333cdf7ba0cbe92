import type { LoaderFunctionArgs } from '@remix-run/node';
import { csvText } from '~/domain/payout/csv.server';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { BookRow } from '~/domain/reporting/book-of-business';
import { loadBook } from '~/domain/reporting/book-of-business.server';
import { notesOf, selectRows } from '~/domain/reporting/book-of-business-list';
import { utcDate } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { download } from '~/platform/http.server';
import { requireAgency } from '~/routes/guards.server';
import { readBookQuery } from './book-query';

const day = (at: number | null | undefined) => (at === null || at === undefined ? '' : utcDate(at));

const columns: Array<[string, (row: BookRow) => string]> = [
  ['client', (row) => row.name],
  ['domain', (row) => row.domain ?? ''],
  ['project', (row) => row.projectId ?? ''],
  ['internal_use', (row) => (row.internal ? 'yes' : 'no')],
  ['stage', (row) => row.stage],
  ['stage_since', (row) => day(row.stageAt)],
  ['months', (row) => (row.months ? String(row.months.of) : '')],
  ['months_left', (row) => (row.months ? String(row.months.left) : '')],
  ['months_end', (row) => day(row.months?.until)],
  ['calls_30_days', (row) => (row.use ? String(row.use.recent) : '')],
  ['calls_30_days_before', (row) => (row.use ? String(row.use.before) : '')],
  ['to_look_at', (row) => notesOf(row).join('; ')],
];

/** GET /clients.csv: all clients that the filter leaves, in its order. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request);
  const query = readBookQuery(new URL(request.url).searchParams);
  const at = now();
  const book = await loadBook(scope, { terms: await loadAllTerms(), now: at });
  const rows = selectRows(query.archived ? book.archived : book.rows, query, at);
  const text = csvText(
    columns.map(([name]) => name),
    rows.map((row) => columns.map(([, value]) => value(row))),
  );
  return download(text, { type: 'text/csv; charset=utf-8', name: 'clients.csv' });
}
