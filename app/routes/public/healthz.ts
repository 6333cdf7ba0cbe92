import { json } from '~/platform/http.server';

/** GET /healthz: the process answers. The web server answers it ahead of this route; `npm run dev` comes here. */
export function loader(): Response {
  return json({ status: 'alive' });
}
