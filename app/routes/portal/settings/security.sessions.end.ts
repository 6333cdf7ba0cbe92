import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { endSessionOf } from '~/flows/end-session.server';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export function loader() {
  return redirect(paths.security);
}

/** Signs the person out at another place; one that is not theirs is not there. */
export async function action({ request }: ActionFunctionArgs) {
  const session = await requireUser(request, { returnTo: paths.security });
  const id = (await request.formData()).get('id');
  const ended = typeof id === 'string' && /^[0-9a-f]{64}$/.test(id) && (await endSessionOf(session.user, id));
  if (!ended) throw new Response('There is no such session; it may have ended meanwhile.', { status: 404 });
  return redirect(`${paths.security}?notice=ended`);
}
