import { listBatches } from '~/domain/payout/batches.server';
import { json } from '~/platform/http.server';
import * as operations from '../operations/payout-batches';
import { createBatchJson, presentBatch } from '../payout-batch-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listPayoutBatches, async ({ scope, query }) => {
    const { data, nextCursor } = await listBatches(scope, query);
    return { data: data.map(presentBatch), nextCursor };
  }),
  serve(operations.createPayoutBatch, async ({ scope, body }) => {
    const { created, body: answer } = await createBatchJson(scope, body);
    return json(answer, { status: created ? 201 : 200 });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
