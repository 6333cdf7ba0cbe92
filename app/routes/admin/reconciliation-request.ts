import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { requestReconciliation } from '~/flows/reconcile.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** POST /admin/reconciliation/runs: asks for a run; while one is under way, that one is shown. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const { id } = await requestReconciliation({ origin: 'admin', by: scope });
  return redirect(paths.adminReconciliation(id));
}
