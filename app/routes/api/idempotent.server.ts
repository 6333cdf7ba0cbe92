import { problem } from '~/platform/http.server';
import { type Once, once } from '~/platform/idempotency.server';
import { LARGEST_BODY, readBytes } from '~/platform/input.server';

/**
 * Serves a POST with an Idempotency-Key at most once (contract.md, REST API); everything else as it comes.
 * @param work gets the request with its body still to be read
 */
export async function honourIdempotencyKey(
  { request, caller, repeatable }: { request: Request; caller: string; repeatable: boolean },
  work: (request: Request) => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get('Idempotency-Key');
  if (request.method !== 'POST' || key === null) return work(request);
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    return problem({ status: 400, detail: 'Idempotency-Key must be 1 to 255 printable characters.' });
  }
  const body = await readBytes(request);
  if (!body) return problem({ status: 413, detail: `The body is larger than ${LARGEST_BODY} bytes.` });
  const { pathname, search } = new URL(request.url);
  const copy = new Request(request.url, { method: 'POST', headers: request.headers, body });
  const fingerprint = `POST ${pathname}${search}\n${Buffer.from(body).toString('base64')}`;
  const result = await once({ caller, key, request: fingerprint, repeatable }, async () => {
    const response = await settled(work(copy));
    return { status: response.status, body: await response.text() };
  });
  return respond(result);
}

/** A refusal may be thrown; it is an answer all the same. */
async function settled(work: Promise<Response>): Promise<Response> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

function respond(result: Once): Response {
  switch (result.outcome) {
    case 'answered': {
      const { status, body } = result.answer;
      const type = status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json';
      return new Response(body, {
        status,
        headers: {
          'Content-Type': type,
          'Cache-Control': 'no-store',
          ...(result.replayed ? { 'Idempotent-Replayed': 'true' } : {}),
        },
      });
    }
    case 'other_request':
      return problem({
        status: 422,
        code: 'idempotency_key_reused',
        detail: 'This Idempotency-Key was used for another request. Use a new key for each request.',
      });
    case 'under_way':
      return problem(
        {
          status: 409,
          code: 'idempotency_under_way',
          detail: 'The first request with this Idempotency-Key is under way. Try again in a moment.',
        },
        { 'Retry-After': '1' },
      );
    case 'answer_lost':
      return problem({
        status: 409,
        code: 'idempotency_answer_lost',
        detail:
          'The first request with this Idempotency-Key took effect, but its answer was lost. Read the resource to see it; use a new key for anything else.',
      });
  }
}
