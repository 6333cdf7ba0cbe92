import type { ActionFunctionArgs } from '@remix-run/node';
import { changePayoutMethod } from '~/flows/change-payout-method.server';
import { now } from '~/platform/clock.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { backFromStripe } from './payouts.account.server';

/** POST /payouts/by-stripe: back from being paid by hand. Who has a second factor has just shown it. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request, 'owner', { confirmed: true, returnTo: paths.payouts });
  await changePayoutMethod(scope, { method: 'stripe' }, now());
  return backFromStripe('saved');
}
