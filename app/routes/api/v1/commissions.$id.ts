import { getCommission } from '~/domain/commission/commissions.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/money';
import { presentCommission } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readCommission, async ({ scope, id }) => {
    const commission = await getCommission(scope, id);
    return commission ? presentCommission(commission) : notFound('commission');
  }),
);

export const loader = routes.loader;
export const action = routes.action;
