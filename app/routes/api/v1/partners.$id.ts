import type { Scope } from '~/domain/identity/scope';
import { getPartner } from '~/domain/partner/partner.server';
import { changePartner, changeProfile } from '~/flows/change-partner.server';
import { notFound, problem } from '~/platform/http.server';
import * as operations from '../operations/partners';
import { changed, presentPartner } from '../partner-answers.server';
import { resource, serve } from '../resource.server';

async function partnerOf(scope: Scope, id: string) {
  const partner = await getPartner(scope, id);
  if (!partner) throw notFound('partner');
  return partner;
}

const routes = resource(
  serve(operations.readPartner, async ({ scope, id }) => presentPartner(await partnerOf(scope, id))),
  serve(operations.changePartner, async ({ scope, id, body }) => {
    const { name, email, country, automaticPayout, status, terms: termsKey, reason = null } = body;
    const rateBps = body.rateBps == null ? body.rateBps : BigInt(body.rateBps);
    let partner = await partnerOf(scope, id);
    if ([status, termsKey, rateBps].some((value) => value !== undefined)) {
      if (scope.kind !== 'admin') throw adminsOnly();
      partner = changed(await changePartner(scope, id, { status, termsKey, rateBps, reason }));
    }
    if ([name, email, country, automaticPayout].some((value) => value !== undefined)) {
      partner = (await changeProfile(scope, id, { name, email, country, automaticPayout })) ?? partner;
    }
    return presentPartner(partner);
  }),
);

export const loader = routes.loader;
export const action = routes.action;

function adminsOnly(): Response {
  return problem({ status: 403, code: 'admin_only', detail: 'Only an admin changes status, terms or rate.' });
}
