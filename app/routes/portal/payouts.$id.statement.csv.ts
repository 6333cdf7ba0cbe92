import type { LoaderFunctionArgs } from '@remix-run/node';
import { statementDownload } from '~/routes/statement.server';

/** GET /payouts/:id/statement.csv */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return statementDownload(request, params.id, 'csv');
}
