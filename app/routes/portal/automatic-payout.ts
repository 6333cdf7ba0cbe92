import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { changeProfile } from '~/flows/change-partner.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

/** POST /payouts/automatic: whether a payout is requested on the 1st of each month (domain.md section 9). */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requirePartner(request, 'owner');
  const wanted = (await request.formData()).get('automatic');
  if (wanted !== 'on' && wanted !== 'off') throw new Response('Say on or off.', { status: 400 });
  await changeProfile(scope, scope.partnerId, { automaticPayout: wanted === 'on' });
  return redirect(`${paths.payouts}#account`);
}
