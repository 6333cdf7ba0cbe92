import { getLink } from '~/domain/attribution/links.server';
import { changeLink, closeLink } from '~/flows/edit-links.server';
import { notFound } from '~/platform/http.server';
import { linkArchived, linkChanged, linkJson } from '../link-answers.server';
import * as operations from '../operations/links';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readLink, async ({ scope, id }) => {
    const link = await getLink(scope, id);
    return link ? linkJson(link) : notFound('link');
  }),
  serve(operations.changeLink, async ({ scope, id, body }) =>
    linkJson(linkChanged(await changeLink(scope, id, body))),
  ),
  serve(operations.deleteLink, async ({ scope, id }) => linkJson(linkArchived(await closeLink(scope, id)))),
);

export const loader = routes.loader;
export const action = routes.action;
