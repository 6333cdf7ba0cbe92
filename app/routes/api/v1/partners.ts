import { listPartners } from '~/domain/partner/partner.server';
import { createPartner } from '~/flows/create-partner.server';
import * as operations from '../operations/partners';
import { created, presentPartner, presentPartners } from '../partner-answers.server';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listPartners, async ({ scope, query }) => {
    const { data, nextCursor } = await listPartners(scope, query, query);
    return { data: await presentPartners(data), nextCursor };
  }),
  serve(operations.createPartner, async ({ scope, body }) => {
    const { terms, ...wish } = body;
    const rateBps = body.rateBps == null ? null : BigInt(body.rateBps);
    const termsKey = terms === undefined ? {} : { termsKey: terms };
    return presentPartner(created(await createPartner(scope, { ...wish, ...termsKey, rateBps })));
  }),
);

export const loader = routes.loader;
export const action = routes.action;
