import { listLinks } from '~/domain/attribution/links.server';
import { addLink } from '~/flows/edit-links.server';
import { linkCreated, linkJson, owner } from '../link-answers.server';
import * as operations from '../operations/links';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listLinks, async ({ scope, query }) => {
    const { archived, ...filter } = query;
    const isArchived = archived === undefined ? undefined : archived === 'true';
    const { data, nextCursor } = await listLinks(scope, { ...filter, isArchived }, query);
    return { data: data.map(linkJson), nextCursor };
  }),
  serve(operations.createLink, async ({ scope, body }) => {
    const partnerId = owner(scope, body.partnerId);
    return linkJson(linkCreated(await addLink({ ...body, partnerId })));
  }),
);

export const loader = routes.loader;
export const action = routes.action;
