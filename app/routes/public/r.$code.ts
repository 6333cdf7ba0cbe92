import type { LoaderFunctionArgs } from '@remix-run/node';
import { LINK_CODE_PATTERN, mergeQuery, VISITOR_QUERY_MAX_LENGTH } from '~/domain/attribution/link';
import { readReferral } from '~/domain/attribution/visit';
import { programHome, recordClick } from '~/flows/record-click.server';
import { appendCookies, visitorOf } from '~/routes/capture.server';

/**
 * `GET /r/:code` (contract.md, Public HTTP): to the link's destination, with the click stored before the answer leaves. The web server
 * calls this loader ahead of Remix's router, which would cost several times what the click does (performance.md).
 */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const query = queryOf(request.url);
  if (query.length > VISITOR_QUERY_MAX_LENGTH) return answer(414, 'This address is too long.\n');
  const code = params.code ?? '';
  const recorded = await recordClick({
    ...visitorOf(request, context.ip),
    link: LINK_CODE_PATTERN.test(code) ? { code } : null,
    imRef: query ? readReferral(new URLSearchParams(query)).imRef : null,
    landingUrl: null,
  });
  if (recorded.outcome === 'unavailable') {
    const response = answer(503, 'This link cannot be followed right now. Please try again in a moment.\n');
    response.headers.set('Retry-After', '5');
    return response;
  }
  const { destination } = recorded;
  const headers = redirectHeaders(
    destination === null ? await programHome() : mergeQuery(destination, query),
  );
  appendCookies(headers, recorded.clicks);
  return new Response(null, { status: 302, headers });
}

/** "?a=1", or empty. */
function queryOf(url: string): string {
  const from = url.indexOf('?');
  return from < 0 ? '' : (url.slice(from).split('#', 1)[0] ?? '');
}

function redirectHeaders(location: string): Headers {
  return new Headers({
    Location: location,
    // Without it Node announces a body in chunks, and sends one more.
    'Content-Length': '0',
    // Every visit is one of its own, and none is a page of the web.
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Robots-Tag': 'noindex',
  });
}

function answer(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Robots-Tag': 'noindex',
    },
  });
}
