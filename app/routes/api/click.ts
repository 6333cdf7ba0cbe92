import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { isBotReport, isBrowserCall } from '~/domain/attribution/bot';
import { isOnHosts, LINK_CODE_PATTERN } from '~/domain/attribution/link';
import type { LinkKey } from '~/domain/attribution/link-targets.server';
import { readHandle, readImRef, referrerHostOf, VISITOR_ID_PATTERN } from '~/domain/attribution/visit';
import { recordClick } from '~/flows/record-click.server';
import { env } from '~/platform/env.server';
import { json, problem } from '~/platform/http.server';
import { invalidField, readJson } from '~/platform/input.server';
import { createLocalRateLimit } from '~/platform/rate-limit.server';
import { visitorHeaders } from '../capture.server';

const LARGEST_BODY = 8 * 1024;
const text = z.string().max(LARGEST_BODY);

/** A visit as another site's page or server reports it. What names nobody is no error: the parameters come from the visitor's URL. */
const ReportedVisit = z.strictObject({
  ref: text.optional(),
  via: text.optional(),
  imRef: text.optional(),
  code: text.optional(),
  url: z.url({ protocol: /^https?$/, error: 'must be the absolute URL of the page the visitor opened' }),
  referrer: text.optional(),
  visitorId: z.string().regex(VISITOR_ID_PATTERN, 'must be 1 to 64 letters, digits, _ or -').optional(),
  /** the visitor's, when a server reports: so that robots can be told from people */
  userAgent: text.optional(),
});

// For another site's server, which reports all its visitors from one address: a thousand a minute.
const limit = createLocalRateLimit({ most: 1_000, seconds: 60 });

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' };
const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'POST, OPTIONS',
  'Access-Control-Allow-Headers': 'content-type',
  'Access-Control-Max-Age': '86400',
};

/** The preflight of a browser; nothing can be read here. */
export function loader({ request }: LoaderFunctionArgs): Response {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: PREFLIGHT });
  return problem({ status: 405, detail: 'Report a visit with POST.' }, { ...CORS, Allow: 'POST, OPTIONS' });
}

/** `POST /api/click` (contract.md, Public HTTP): any site, no key, no cookies of ours. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const response = await report(request, context.ip).catch((thrown: unknown) => {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  });
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}

async function report(request: Request, ip: string | undefined): Promise<Response> {
  if (request.method !== 'POST') {
    return problem({ status: 405, detail: 'Report a visit with POST.' }, { Allow: 'POST, OPTIONS' });
  }
  const allowance = await limit.take(ip ?? '');
  if (!allowance.allowed) {
    const detail = 'Too many clicks from one address. Wait as long as Retry-After says.';
    return problem({ status: 429, detail }, { 'Retry-After': String(allowance.retryAfterSeconds) });
  }
  const visit = await readJson(request, ReportedVisit, { limit: LARGEST_BODY, text: true });
  if (!isOnHosts(new URL(visit.url), env.programHosts)) {
    return invalidField('url', 'is not on a host of this program', 'host_not_allowed');
  }
  const recorded = await recordClick({
    link: linkOf(visit),
    imRef: readImRef(visit.imRef),
    visitorId: visit.visitorId ?? null,
    isBot: isBotReport(visitorHeaders(request.headers), visit.userAgent),
    landingUrl: visit.url,
    referrerHost: referrerHostOf(visit.referrer),
    // A server's address says nothing about its visitor.
    address: isBrowserCall(request.headers) ? (ip ?? null) : null,
  });
  if (recorded.outcome === 'unavailable') {
    return problem(
      { status: 503, detail: 'The click could not be stored. Try again in a moment.' },
      { 'Retry-After': '5' },
    );
  }
  const [credited] = recorded.clicks;
  if (!credited) return new Response(null, { status: 204 });
  // One URL may carry both a partner and an im_ref: the first is credited, and each has its cookie.
  const cookies = recorded.clicks.map(({ cookie }) => cookie);
  return json({ ...credited, cookies }, { status: 201 });
}

function linkOf({ code, ref, via }: z.output<typeof ReportedVisit>): LinkKey | null {
  if (code !== undefined) return LINK_CODE_PATTERN.test(code) ? { code } : null;
  const handle = readHandle(ref) ?? readHandle(via);
  return handle === null ? null : { handle };
}
