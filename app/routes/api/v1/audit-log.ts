import { listAudit } from '~/domain/audit/audit-list.server';
import * as operations from '../operations/program';
import { resource, serve } from '../resource.server';
import { iso } from '../schema';

const routes = resource(
  serve(operations.listAudit, async ({ scope, query }) => {
    const { data, nextCursor } = await listAudit(scope, query, query);
    return { data: data.map((entry) => ({ ...entry, at: iso(entry.at) })), nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
