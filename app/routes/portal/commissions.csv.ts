import type { LoaderFunctionArgs } from '@remix-run/node';
import { stringify } from 'csv-stringify/sync';
import {
  type CommissionFilter,
  type CommissionView,
  listCommissions,
} from '~/domain/commission/commissions.server';
import type { Scope } from '~/domain/identity/scope';
import { toDecimalString } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { downloadStream } from '~/platform/http.server';
import { LARGEST_LIMIT } from '~/platform/page';
import { requirePartner } from '~/routes/guards.server';
import { filterOf, readCommissionQuery } from './commission-filter';

const iso = (at: Instant | null) => (at === null ? '' : new Date(at).toISOString());

const columns: Array<[string, (row: CommissionView) => string]> = [
  ['id', (row) => row.id],
  ['customer', (row) => row.customerId ?? ''],
  ['reward', (row) => row.reward],
  ['cause', (row) => `${row.cause.type} ${row.cause.id}`],
  ['month', (row) => row.month ?? ''],
  ['status', (row) => row.status],
  ['currency', (row) => row.currency],
  ['basis', (row) => (row.basis === null ? '' : toDecimalString(row.basis, row.currency))],
  ['rate_percent', (row) => (row.rateBps === null ? '' : toDecimalString(row.rateBps, 'USD'))],
  ['before_cap', (row) => toDecimalString(row.uncapped, row.currency)],
  ['amount', (row) => toDecimalString(row.amount, row.currency)],
  ['reversed', (row) => toDecimalString(row.reversed, row.currency)],
  ['accrued_at', (row) => iso(row.accruedAt)],
  ['vested_at', (row) => iso(row.vestedAt)],
  ['released_at', (row) => iso(row.releasedAt)],
  ['paid_at', (row) => iso(row.paidAt)],
];

/** GET /commissions.csv: all that the filter leaves, newest first, sent page by page: the file may be larger than our memory. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request);
  const filter = filterOf(readCommissionQuery(new URL(request.url).searchParams));
  return downloadStream(csvLines(scope, filter), {
    type: 'text/csv; charset=utf-8',
    name: 'commissions.csv',
  });
}

// A name that begins with "=" is text to us and a formula to a spreadsheet.
const toCsv = (rows: string[][]) => stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });

async function* csvLines(scope: Scope, filter: CommissionFilter): AsyncGenerator<string> {
  yield toCsv([columns.map(([name]) => name)]);
  let cursor: string | undefined;
  do {
    const page = { limit: LARGEST_LIMIT, ...(cursor && { cursor }) };
    const { data, nextCursor } = await listCommissions(scope, filter, page);
    if (data.length > 0) yield toCsv(data.map((row) => columns.map(([, value]) => value(row))));
    cursor = nextCursor ?? undefined;
  } while (cursor);
}
