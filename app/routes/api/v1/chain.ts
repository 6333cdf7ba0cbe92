import { PROGRAM_CHAIN } from '~/domain/chain/record';
import { visiblePartnerId } from '~/domain/identity/scope';
import { getPartner } from '~/domain/partner/partner.server';
import { exportChain } from '~/flows/export-chain.server';
import { downloadStream, notFound } from '~/platform/http.server';
import * as operations from '../operations/chain';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readChain, async ({ scope, query }) => {
    const partnerId = visiblePartnerId(scope, query.partnerId);
    if (partnerId !== undefined && !(await getPartner(scope, partnerId))) return notFound('partner');
    const owner = partnerId ?? PROGRAM_CHAIN;
    return downloadStream(exportChain(owner), {
      type: 'application/x-ndjson',
      name: `chain-${owner}.ndjson`,
    });
  }),
);

export const loader = routes.loader;
export const action = routes.action;
