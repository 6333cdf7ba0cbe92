import { tellTimeline } from '~/flows/tell-timeline.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/customers';
import { presentTimelineEntry } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readTimeline, async ({ scope, id, query }) => {
    const timeline = await tellTimeline(scope, id, query);
    if (!timeline) return notFound('customer');
    return { data: timeline.data.map(presentTimelineEntry), nextCursor: timeline.nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
