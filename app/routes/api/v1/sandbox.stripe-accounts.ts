import { createSandboxAccount } from '~/flows/connect-account.server';
import { unreachable } from '~/kernel/invariant';
import { notFound, problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import * as operations from '../operations/sandbox';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.createSandboxAccount, async ({ scope, body: { partnerId } }) => {
    const result = await createSandboxAccount(scope, partnerId);
    switch (result.outcome) {
      case 'created':
        return { partnerId, stripeAccountId: result.stripeAccountId, payable: result.payable };
      case 'not_found':
        return invalidField('partnerId', 'is not a partner', 'unknown_partner');
      case 'no_sandbox':
      case 'not_configured':
        return notFound('resource');
      case 'refused':
        return problem({ status: 422, code: 'refused', detail: `The server refused: ${result.reason}` });
      case 'unavailable':
        return problem({ status: 503, detail: 'The Stripe-compatible server does not answer. Try again.' });
      default:
        return unreachable(result);
    }
  }),
);

export const loader = routes.loader;
export const action = routes.action;
