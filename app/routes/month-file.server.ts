import type { Scope } from '~/domain/identity/scope';
import { monthCsv, yearCsv } from '~/domain/payout/month-csv.server';
import { monthPdf } from '~/domain/payout/month-pdf.server';
import { MONTH, YEAR } from '~/domain/payout/month-statement';
import { getMonthStatement, yearTotals } from '~/domain/reporting/month-statements.server';
import { now } from '~/platform/clock.server';
import { download } from '~/platform/http.server';

/**
 * A statement by the name of its file: "2026-02.pdf", "2026-02.csv" of a month, "2026.csv" of a year.
 * @param partnerId for an admin: whose; absent, with a year alone, everybody's
 * @throws {Response} 404
 */
export async function monthFile(
  scope: Scope,
  file: string | undefined,
  partnerId?: string,
): Promise<Response> {
  const [, name = '', format = ''] = /^([0-9-]+)\.(pdf|csv)$/.exec(file ?? '') ?? [];
  if (YEAR.test(name) && format === 'csv') return yearFile(scope, name, partnerId);
  const id = partnerId ?? (scope.kind === 'partner' ? scope.partnerId : undefined);
  if (!MONTH.test(name) || id === undefined) throw missing();
  const statement = await getMonthStatement(scope, id, { month: name, at: now() });
  if (!statement) throw missing();
  const body = format === 'pdf' ? new Uint8Array(await monthPdf(statement)) : monthCsv(statement);
  return download(body, {
    type: format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8',
    name: `statement-${statement.partner.handle}-${name}.${format}`,
  });
}

async function yearFile(scope: Scope, year: string, partnerId: string | undefined): Promise<Response> {
  const totals = await yearTotals(scope, {
    year,
    at: now(),
    ...(partnerId === undefined ? {} : { partnerId }),
  });
  return download(yearCsv(year, totals), { type: 'text/csv; charset=utf-8', name: `paid-${year}.csv` });
}

const missing = () => new Response('There is no such statement.', { status: 404 });
