import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { startOnboarding } from '~/flows/connect-account.server';
import { env } from '~/platform/env.server';
import { requirePartner } from '~/routes/guards.server';
import { backFromStripe } from './payouts.account.server';

/**
 * GET /payouts/account/onboarding: to Stripe's page, which a link opens once; Stripe sends people back here when theirs is used up. A plain
 * link leads here, because the page's policy lets no form end at another site.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  // Back to the page, not to here: the form of the step-up must not end at another site either.
  const scope = await requirePartner(request, 'owner', { confirmed: true, returnTo: '/payouts' });
  const started = await startOnboarding({
    scope,
    partnerId: scope.partnerId,
    returnUrl: `${env.origin}/payouts/account/return`,
    refreshUrl: `${env.origin}/payouts/account/onboarding`,
  });
  if (started.outcome === 'go') return redirect(started.url);
  return backFromStripe(started.outcome);
}
