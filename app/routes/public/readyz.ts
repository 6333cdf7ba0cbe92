import { json } from '~/platform/http.server';
import { readReadiness } from '~/platform/readiness.server';

/** GET /readyz: database, migrations and queue are there; 503 with what is not. */
export async function loader(): Promise<Response> {
  const { ready, checks } = await readReadiness();
  return json({ status: ready ? 'ready' : 'not_ready', checks }, { status: ready ? 200 : 503 });
}
