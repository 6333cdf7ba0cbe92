import * as operations from '../operations/payout-batches';
import { batchJson } from '../payout-batch-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(serve(operations.readPayoutBatch, ({ scope, id }) => batchJson(scope, id)));

export const loader = routes.loader;
export const action = routes.action;
