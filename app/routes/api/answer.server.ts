import { problem } from '~/platform/http.server';
import { log } from '~/platform/log.server';
import { isOutage } from '~/platform/outage.server';

const RETRY_AFTER_SECONDS = '5';

/**
 * The answer of an API or hook: what `work` returns or throws as a response; for an outage of the database 503, for a mistake of ours 500,
 * both as problem documents that tell nothing of the inside.
 */
export async function answer(request: Request, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    log.error({ err: thrown, method: request.method, path: new URL(request.url).pathname }, 'request failed');
    if (!isOutage(thrown)) {
      return problem({ status: 500, detail: 'Something went wrong on our side. It has been logged.' });
    }
    return problem(
      {
        status: 503,
        detail: 'The portal cannot reach its database. Send the same request again in a moment.',
      },
      { 'Retry-After': RETRY_AFTER_SECONDS },
    );
  }
}

/** 405 with the methods there are. */
export function methodNotAllowed(request: Request, allowed: readonly string[]): Response {
  return problem(
    { status: 405, detail: `${request.method} is not offered here; ${allowed.join(' and ')} is.` },
    { Allow: allowed.join(', ') },
  );
}
