import { cancelPayout } from '~/flows/cancel-payout.server';
import { now } from '~/platform/clock.server';
import * as operations from '../operations/payouts';
import { payoutJson, wrongState } from '../payout-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.cancelPayout, async ({ scope, id }) => {
    const result = await cancelPayout({ scope, payoutId: id, at: now() });
    return result.outcome === 'wrong_state' ? wrongState(result.status) : payoutJson(scope, id);
  }),
);

export const loader = routes.loader;
export const action = routes.action;
