import { listPayouts } from '~/domain/payout/payouts.server';
import { requestPayout } from '~/flows/request-payout.server';
import { now } from '~/platform/clock.server';
import { owner } from '../link-answers.server';
import * as operations from '../operations/payouts';
import { namedAmount, payoutJson, payoutRequested } from '../payout-answers.server';
import { presentPayout } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listPayouts, async ({ scope, query }) => {
    const { data, nextCursor } = await listPayouts(scope, query, query);
    return { data: data.map(presentPayout), nextCursor };
  }),
  serve(operations.requestPayout, async ({ scope, body }) => {
    const partnerId = owner(scope, body.partnerId);
    const amount = await namedAmount(body.amount);
    const result = await requestPayout({ by: scope, partnerId, amount, at: now() });
    return payoutJson(scope, payoutRequested(result));
  }),
);

export const loader = routes.loader;
export const action = routes.action;
