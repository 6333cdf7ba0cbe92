import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { redeliverWebhook } from '~/flows/redeliver-webhook.server';
import { now } from '~/platform/clock.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /admin/webhooks/deliveries/:id/redelivery: the same message once more. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const by = await requireAdmin(request);
  const id = params.id ?? '';
  const outcome = await redeliverWebhook({ by, id, at: now() });
  if (outcome === 'not_found') throw new Response('There is no such delivery.', { status: 404 });
  return redirect(withQuery(paths.adminWebhookDelivery(id), { result: outcome }));
}
