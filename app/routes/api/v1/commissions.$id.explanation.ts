import { getCommission } from '~/domain/commission/commissions.server';
import { explainCommissionById } from '~/flows/explain-commission.server';
import { now } from '~/platform/clock.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/explanations';
import { presentExplanation } from '../present-explanation';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readExplanation, async ({ scope, id }) => {
    const commission = await getCommission(scope, id, { withdrawn: true });
    const explained = commission && (await explainCommissionById(scope, id));
    return explained ? presentExplanation(commission, explained, now()) : notFound('commission');
  }),
);

export const loader = routes.loader;
export const action = routes.action;
