import { json } from '~/platform/http.server';
import { answer, methodNotAllowed } from '../answer.server';
import { openApiDocument } from '../openapi.server';

/** GET /api/v1/openapi.json: for tools, from anywhere. */
export function loader({ request }: { request: Request }): Promise<Response> {
  return answer(request, async () =>
    json(openApiDocument(), {
      headers: { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' },
    }),
  );
}

export function action({ request }: { request: Request }): Response {
  return methodNotAllowed(request, ['GET']);
}
