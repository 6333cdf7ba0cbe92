import { createHash } from 'node:crypto';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { env } from '~/platform/env.server';
import source from './ref-script.js?raw';

const script = source
  .replace(/^\s*\/\/.*\n/gm, '')
  .replaceAll('%REF_COOKIE%', env.refCookie.name)
  .replaceAll('%COOKIE_DOMAIN%', env.refCookie.domain ?? '');
const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;

const headers = {
  'Content-Type': 'text/javascript; charset=utf-8',
  // Other sites load it: an hour in their visitors' browsers, then one question whether it changed.
  'Cache-Control': 'public, max-age=3600',
  ETag: etag,
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** `GET /ref.js` (contract.md, Public HTTP): the capture for pages that are not ours. */
export function loader({ request }: LoaderFunctionArgs): Response {
  const known = (request.headers.get('if-none-match') ?? '').split(/\s*,\s*/);
  // A proxy that compresses makes the tag weak; it still names this text.
  if (known.some((tag) => tag.replace(/^W\//, '') === etag))
    return new Response(null, { status: 304, headers });
  return new Response(script, { headers });
}
