import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePartner } from '~/routes/guards.server';
import { statementResponse } from '~/routes/statement.server';

/** GET /payouts/:id/statement.pdf */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request);
  const statement = await statementResponse(scope, params.id ?? '', 'pdf');
  return statement ?? new Response('There is no such payout.', { status: 404 });
}
