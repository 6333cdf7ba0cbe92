import type { Scope } from '~/domain/identity/scope';
import { statementCsv } from '~/domain/payout/statement-csv.server';
import { statementPdf } from '~/domain/payout/statement-pdf.server';
import { getStatement } from '~/domain/reporting/payout-statement.server';
import { currentUser, requireAdmin, requirePartner } from './guards.server';

/**
 * A payout's statement as a download, for pages and API alike.
 * @returns undefined when there is none or it is another partner's
 */
export async function statementResponse(
  scope: Scope,
  payoutId: string,
  format: 'pdf' | 'csv',
): Promise<Response | undefined> {
  const statement = await getStatement(scope, payoutId);
  if (!statement) return undefined;
  const body = format === 'pdf' ? new Uint8Array(await statementPdf(statement)) : statementCsv(statement);
  return new Response(body, {
    headers: {
      'Content-Type': format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="statement-${statement.payoutId}.${format}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/**
 * The statement for whoever is signed in: a partner's own, an admin's any.
 * @throws a redirect to sign in, or 404
 */
export async function statementDownload(
  request: Request,
  payoutId: string | undefined,
  format: 'pdf' | 'csv',
): Promise<Response> {
  const session = await currentUser(request);
  const scope = session?.user.role === 'admin' ? await requireAdmin(request) : await requirePartner(request);
  const statement = await statementResponse(scope, payoutId ?? '', format);
  return statement ?? new Response('There is no such payout.', { status: 404 });
}
