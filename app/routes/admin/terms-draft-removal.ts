import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { discardDraft } from '~/flows/publish-terms.server';
import { requireAdmin } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { readTermsKey } from './terms-key';

/** POST /admin/terms/:key/draft/removal: gives a draft up. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAdmin(request);
  const key = readTermsKey(params);
  await discardDraft(scope, key);
  return redirect(paths.adminTermsOf(key));
}
