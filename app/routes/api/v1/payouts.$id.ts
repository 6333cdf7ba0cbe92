import * as operations from '../operations/payouts';
import { payoutJson } from '../payout-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(serve(operations.readPayout, ({ scope, id }) => payoutJson(scope, id)));

export const loader = routes.loader;
export const action = routes.action;
