import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePartner } from '~/routes/guards.server';
import { monthFile } from '~/routes/month-file.server';

/** GET /payouts/statements/2026-02.pdf, /2026-02.csv, /2026.csv: a month of the partner's books, or what a year paid. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return monthFile(await requirePartner(request), params.file);
}
