import { listClicks } from '~/domain/attribution/click-list.server';
import * as operations from '../operations/links';
import { presentClick } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listClicks, async ({ scope, query }) => {
    const { data, nextCursor } = await listClicks(scope, query, query);
    return { data: data.map(presentClick), nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
