import type { LoaderFunctionArgs } from '@remix-run/node';
import { refreshAccount } from '~/flows/connect-account.server';
import { requirePartner } from '~/routes/guards.server';
import { backFromStripe } from './payouts.account.server';

/** GET /payouts/account/return: back from Stripe's page. Only Stripe knows whether anything was filled in there. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request);
  const account = await refreshAccount(scope.partnerId);
  if (account.outcome !== 'refreshed') return backFromStripe(account.outcome);
  return backFromStripe(account.payable ? 'payable' : 'incomplete');
}
