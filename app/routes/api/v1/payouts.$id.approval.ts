import { approvePayout } from '~/flows/approve-payout.server';
import { now } from '~/platform/clock.server';
import { json } from '~/platform/http.server';
import * as operations from '../operations/payouts';
import { approvalStatus, payoutJson } from '../payout-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.approvePayout, async ({ scope, id, body }) => {
    const { userId: adminUserId, keyId } = scope;
    const result = await approvePayout({ payoutId: id, adminUserId, keyId, ...body, at: now() });
    const status = approvalStatus(result);
    return json(await payoutJson(scope, id), { status });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
