import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireAdmin } from '~/routes/guards.server';
import { monthFile } from '~/routes/month-file.server';

/** GET /admin/statements/2026.csv: what every partner was paid in a year, for the taxes. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return monthFile(await requireAdmin(request), params.file);
}
