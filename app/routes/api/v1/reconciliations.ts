import { getReconciliation, listReconciliations } from '~/domain/reconciliation/reconciliations.server';
import { requestReconciliation } from '~/flows/reconcile.server';
import { notFound, problem } from '~/platform/http.server';
import * as operations from '../operations/reconciliations';
import { presentReconciliation } from '../reconciliation-answers';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listReconciliations, async ({ scope, query }) => {
    const { data, nextCursor } = await listReconciliations(scope, query);
    return { data: data.map(presentReconciliation), nextCursor };
  }),
  serve(operations.createReconciliation, async ({ scope, body: { repair, since } }) => {
    const wanted = { origin: 'api' as const, by: scope, repair, since: since ?? null };
    const requested = await requestReconciliation(wanted);
    if (requested.outcome === 'under_way') {
      const detail = `The reconciliation ${requested.id} is under way.`;
      return problem({ status: 409, code: 'under_way', detail });
    }
    const run = await getReconciliation(scope, requested.id);
    return run ? presentReconciliation(run) : notFound('reconciliation');
  }),
);

export const loader = routes.loader;
export const action = routes.action;
