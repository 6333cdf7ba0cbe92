import { getReconciliation, listFindings } from '~/domain/reconciliation/reconciliations.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/reconciliations';
import { presentFinding, presentReconciliation } from '../reconciliation-answers';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readReconciliation, async ({ scope, id, query }) => {
    const run = await getReconciliation(scope, id);
    if (!run) return notFound('reconciliation');
    const { data, nextCursor } = await listFindings(scope, id, query);
    return { ...presentReconciliation(run), findings: data.map(presentFinding), nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
