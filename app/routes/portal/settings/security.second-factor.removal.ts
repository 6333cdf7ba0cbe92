import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { removeSecondFactor } from '~/flows/second-factor.server';
import { renewSession } from '~/platform/session.server';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export function loader() {
  return redirect(paths.secondFactor);
}

/** Only who has just shown it can take it away. */
export async function action({ request }: ActionFunctionArgs) {
  const session = await requireUser(request, { stepUp: true, returnTo: paths.secondFactor });
  await removeSecondFactor(session.user);
  return redirect(`${paths.security}?notice=removed`, {
    headers: { 'Set-Cookie': await renewSession(request, session, { steppedUp: false }) },
  });
}
