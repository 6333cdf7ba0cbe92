// What is refused before the application sees a request. Remix checks none of it for resource routes, answers a
// malformed Origin with 500 and has no limit for bodies.
import { STATUS_CODES } from 'node:http';

/** The largest body anything here accepts (contract: webhooks and API, 1 MiB). */
export const BODY_LIMIT = 1024 * 1024;
// How much of a refused body is read and thrown away, so that the client gets to see the answer.
const DRAIN_LIMIT = 16 * BODY_LIMIT;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const METHODS = new Set([...SAFE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Why a request is refused, or null.
 * @param {{ method: string, url: string, headers: Record<string, string | undefined> }} request
 * @param {{ origin: string, sessionCookieName: string }} settings
 * @returns {{ status: number, text: string } | null}
 */
export function refusal({ method, url, headers }, settings) {
  // Clicks come this way too, thirty thousand a second: only an address with an escape is worth the parsing.
  const safe = SAFE_METHODS.has(method);
  const path = safe && !url.includes('%') ? url : pathOf(url);
  if (path === null) return { status: 400, text: 'The address is malformed.' };
  if (!METHODS.has(method)) return { status: 405, text: `${method} is not supported.` };
  if (Number(headers['content-length'] ?? 0) > BODY_LIMIT) return tooLarge;
  if (safe || needsNoOriginCheck(path, headers, settings)) return null;
  return isOurOwnPage(headers, settings.origin) ? null : foreignOrigin(settings.origin);
}

export const tooLarge = { status: 413, text: `The body is larger than ${BODY_LIMIT} bytes.` };

const foreignOrigin = (origin) => ({
  status: 403,
  text:
    `This request did not come from a page of this site. Open ${origin} and try again there; ` +
    'if that is not the address people use, set ORIGIN to the one they do.',
});

/** The path as the application will see it, without dot segments, or null when it cannot be decoded. */
function pathOf(url) {
  try {
    const { pathname } = new URL(url.startsWith('/') ? `http://local${url}` : url);
    decodeURIComponent(pathname);
    return pathname;
  } catch {
    return null;
  }
}

// Forgery needs something the browser adds by itself. Webhooks carry a signature, the click API is open to every site,
// and the API knows bearer keys only: without our session cookie there is nothing to borrow.
function needsNoOriginCheck(path, headers, { sessionCookieName }) {
  if (path.startsWith('/webhooks/') || path === '/api/click') return true;
  if (!path.startsWith('/api/')) return false;
  const hasSession = (headers.cookie ?? '')
    .split(/;\s*/)
    .some((pair) => pair.startsWith(`${sessionCookieName}=`));
  return /^bearer /i.test(headers.authorization ?? '') || !hasSession;
}

function isOurOwnPage(headers, ours) {
  const { origin } = headers;
  // Remix compares the two itself and stops with 500 at what is no URL.
  if (origin !== undefined && !isOrigin(origin)) return false;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return true;
  if (site === 'cross-site' || site === 'same-site') return false;
  return origin === ours;
}

function isOrigin(value) {
  try {
    return new URL(value).origin === value;
  } catch {
    return false;
  }
}

/**
 * Reads a body of unannounced length into `incoming.rawBody`, where the HTTP adapter finds it.
 * @returns {Promise<boolean>} false when it is larger than the limit
 */
export async function readBody(incoming) {
  const chunks = [];
  let length = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > BODY_LIMIT) return false;
    chunks.push(chunk);
  }
  incoming.rawBody = Buffer.concat(chunks);
  return true;
}

/** Answers with text (the API: with a problem document) and throws away what still arrives, up to a limit. */
export function refuse(incoming, outgoing, { status, text }) {
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: text };
  const isApi = incoming.url.startsWith('/api/');
  outgoing.writeHead(status, {
    'Content-Type': isApi ? 'application/problem+json' : 'text/plain; charset=utf-8',
  });
  outgoing.end(isApi ? JSON.stringify(problem) : `${text}\n`);
  let drained = 0;
  incoming.on('data', (chunk) => {
    drained += chunk.length;
    if (drained > DRAIN_LIMIT) incoming.destroy();
  });
}

/**
 * The visitor's address: the one the last trusted proxy saw. What stands further left in the header anyone can write.
 * @param {number} hops how many proxies in front of us append to X-Forwarded-For
 */
export function clientAddress(incoming, hops) {
  const forwarded = hops > 0 ? String(incoming.headers['x-forwarded-for'] ?? '').split(',') : [];
  const address = forwarded.at(-hops)?.trim() || (incoming.socket.remoteAddress ?? '');
  // A socket that listens on IPv6 shows IPv4 visitors in its own notation.
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
