import type { ActionFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { endSession } from '~/platform/session.server';

/** A link cannot sign anybody out: opening the address leads home. */
export function loader() {
  return redirect('/');
}

export async function action({ request }: ActionFunctionArgs) {
  return redirect('/login?notice=signed-out', {
    headers: { 'Set-Cookie': await endSession(request), 'Clear-Site-Data': '"cache"' },
  });
}
