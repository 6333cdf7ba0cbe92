import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { themeCookie, themes } from '~/components/layout/theme';
import { env } from '~/platform/env.server';

/** POST /theme: light, dark, or as the device has it. The cookie is read by the server, so no page flashes. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const form = await request.formData();
  const theme = themes.find((one) => one === form.get('theme'));
  if (!theme) return new Response('The theme is system, light or dark.', { status: 400 });
  const headers = { 'Set-Cookie': themeCookie(theme, { secure: env.https }) };
  return redirect(localPath(form.get('returnTo')), { status: 303, headers });
}

/** There is nothing to see. */
export const loader = () => redirect('/');

function localPath(path: FormDataEntryValue | null): string {
  // no other site, in none of the ways of writing it
  return typeof path === 'string' && /^\/(?![/\\])[\x20-\x7e]*$/.test(path) ? path : '/';
}
