import { listCommissions } from '~/domain/commission/commissions.server';
import * as operations from '../operations/money';
import { presentCommission } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listCommissions, async ({ scope, query }) => {
    const { data, nextCursor } = await listCommissions(scope, query, query);
    return { data: data.map(presentCommission), nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
