import { notFound } from '~/platform/http.server';
import { sandboxTransfers } from '~/platform/stripe-sandbox.server';
import * as operations from '../operations/sandbox';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listSandboxTransfers, async () => {
    const data = await sandboxTransfers();
    return data ? { data } : notFound('resource');
  }),
);

export const loader = routes.loader;
export const action = routes.action;
