import { type HeaderReader, isBotVisit, withHeadlessAsVisitor } from '~/domain/attribution/bot';
import { setCookieHeader } from '~/domain/attribution/ref-cookie';
import { readReferral, referrerHostOf } from '~/domain/attribution/visit';
import { type CapturedClick, readRefCookie, recordClick, type Visit } from '~/flows/record-click.server';
import { env } from '~/platform/env.server';

/** What a browser's request says of its visitor; whom the visit is to credit is the route's to add. */
export function visitorOf(
  request: Request,
  ip: string | undefined,
): Pick<Visit, 'visitorId' | 'isBot' | 'referrerHost' | 'address'> {
  const { headers } = request;
  return {
    visitorId: readRefCookie(headers.get('cookie'))?.visitorId ?? null,
    isBot: isBotVisit(request.method, visitorHeaders(headers)),
    referrerHost: referrerHostOf(headers.get('referer')),
    address: ip ?? null,
  };
}

/** The headers robots are told by. */
export function visitorHeaders(headers: Headers): HeaderReader {
  return env.sandbox ? withHeadlessAsVisitor(headers) : headers;
}

/** Remembers the clicks in the visitor's browser: the last click wins (domain.md section 2). */
export function appendCookies(headers: Headers, clicks: readonly CapturedClick[]): void {
  for (const { cookie } of clicks) headers.append('Set-Cookie', setCookieHeader(cookie, env.https));
}

/**
 * For the root loader: `?ref=`, `?via=` and `?im_ref=` of any page (domain.md section 2).
 * @param ip the visitor's address, `context.ip`
 * @returns headers to send with the page: the cookies of the clicks that were stored, none otherwise. Never throws: a page is shown
 * whatever becomes of the click
 */
export async function captureFromPage(request: Request, ip: string | undefined): Promise<Headers> {
  const headers = new Headers();
  if (!mayNameSomebody(request.url) || !opensAPage(request)) return headers;
  const url = new URL(request.url);
  const { handle, imRef } = readReferral(url.searchParams);
  if (handle === null && imRef === null) return headers;
  const link = handle === null ? null : { handle };
  const { clicks } = await recordClick({
    ...visitorOf(request, ip),
    link,
    imRef,
    landingUrl: env.origin + url.pathname,
  });
  appendCookies(headers, clicks);
  if (clicks.length > 0) headers.set('Cache-Control', 'no-store');
  return headers;
}

// Nearly every page has none of them, and reading the address costs more than this.
function mayNameSomebody(url: string): boolean {
  return /[?&](ref|via|im_ref)=/.test(url);
}

/**
 * The root loader also runs when Remix refreshes its data after a form or a navigation within the portal; the address may still carry
 * the parameter then, and that is no visit. Browsers say what they fetch for; what comes after a form carries the form's type.
 */
function opensAPage(request: Request): boolean {
  if (request.headers.has('content-type')) return false;
  const purpose = request.headers.get('sec-fetch-dest');
  return (
    (request.method === 'GET' || request.method === 'HEAD') && (purpose === null || purpose === 'document')
  );
}
