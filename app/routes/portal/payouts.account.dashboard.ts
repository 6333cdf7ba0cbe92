import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { openStripeDashboard } from '~/flows/connect-account.server';
import { requirePartner } from '~/routes/guards.server';
import { backFromStripe } from './payouts.account.server';

/** GET /payouts/account/dashboard: to the partner's own dashboard at Stripe, by a link for one use. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  // Back to the page, not to here: the form of the step-up must not end at another site either.
  const scope = await requirePartner(request, 'owner', { confirmed: true, returnTo: '/payouts' });
  const opened = await openStripeDashboard(scope.partnerId);
  return opened.outcome === 'go' ? redirect(opened.url) : backFromStripe(opened.outcome);
}
