import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireAdmin } from '~/routes/guards.server';
import { monthFile } from '~/routes/month-file.server';

/** GET /admin/partners/:id/statements/2026-02.pdf and so on: a partner's own statements. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return monthFile(await requireAdmin(request), params.file, params.id);
}
