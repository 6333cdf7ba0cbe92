import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { isCountry } from '~/domain/partner/payout-country';
import { changeProfile } from '~/flows/change-partner.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** POST /payouts/country: where the partner is, which decides how it can be paid (ADR-0090). */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request, 'owner');
  const country = (await request.formData()).get('country');
  if (typeof country !== 'string' || !isCountry(country))
    throw new Response('Choose your country.', { status: 400 });
  await changeProfile(scope, scope.partnerId, { country });
  return redirect(`${paths.payouts}#account`);
}
