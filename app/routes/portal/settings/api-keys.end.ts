import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { endApiKey } from '~/flows/create-api-key.server';
import { paths } from '~/routes/paths';
import { requireKeyAccess } from './key-access.server';

export function loader() {
  return redirect(paths.apiKeys);
}

/** Ends a key at once; one that is not theirs is not there. */
export async function action({ request }: ActionFunctionArgs) {
  const { scope } = await requireKeyAccess(request);
  const id = (await request.formData()).get('id');
  const ended = typeof id === 'string' && /^\w{1,64}$/.test(id) && (await endApiKey(scope, id));
  if (!ended) throw new Response('There is no such key, or it has ended already.', { status: 404 });
  return redirect(`${paths.apiKeys}?notice=ended`);
}
