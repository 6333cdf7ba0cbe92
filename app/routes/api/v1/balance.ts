import { getBalance } from '~/domain/ledger/balances.server';
import { getPartner } from '~/domain/partner/partner.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/money';
import { presentBalance } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readBalance, async ({ scope, query: { partnerId } }) => {
    // A mistyped id must not read as a partner that earned nothing.
    const narrowed = scope.kind === 'admin' && partnerId !== undefined;
    if (narrowed && !(await getPartner(scope, partnerId))) return notFound('partner');
    return presentBalance(await getBalance(scope, partnerId));
  }),
);

export const loader = routes.loader;
export const action = routes.action;
