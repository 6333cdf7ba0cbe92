import { closeLink } from '~/flows/edit-links.server';
import { linkArchived, linkJson } from '../link-answers.server';
import * as operations from '../operations/links';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.archiveLink, async ({ scope, id }) => linkJson(linkArchived(await closeLink(scope, id)))),
);

export const loader = routes.loader;
export const action = routes.action;
