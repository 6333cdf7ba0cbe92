import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportManualPayouts } from '~/flows/export-manual-payouts.server';
import { utcDate } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { download } from '~/platform/http.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** GET /admin/payouts/manual.csv: what is to be paid at the bank, with the bank details in full; with the second factor, and written down. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request, { stepUp: true, returnTo: paths.adminManualPayouts });
  const { csv } = await exportManualPayouts(scope, now());
  return download(csv, { type: 'text/csv; charset=utf-8', name: `by-hand-${utcDate(now())}.csv` });
}
