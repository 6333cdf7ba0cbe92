import { DAY_MS, type Instant } from '~/kernel/time';
import { IM_REF_PATTERN } from './visit';

/** What the first-party cookie carries (domain.md section 2); the visitor's id makes a browser's clicks one visitor's. */
export interface RefCookie {
  handle: string;
  clickId: string;
  at: Instant;
  visitorId: string;
}

/** The signature of a text: base64url of 128 bits. */
export type Sign = (text: string) => string;

/** Impact's click id, kept as it came. */
export const IMPACT_COOKIE_NAME = 'im_ref';

const VERSION = 'v1';
// Ours has about 130 characters; what is longer was never written by us (reliability.md F43).
const MAX_LENGTH = 320;
const FORM =
  /^(v1\.([a-z0-9_-]{1,64})\.([A-Za-z0-9]{1,64})\.(\d{1,15})\.([A-Za-z0-9_-]{1,64}))\.([A-Za-z0-9_-]{22})$/;

/** `v1.<handle>.<clickId>.<atMs>.<visitorId>.<signature>` */
export function encodeRefCookie(cookie: RefCookie, sign: Sign): string {
  const signed = `${VERSION}.${cookie.handle}.${cookie.clickId}.${cookie.at}.${cookie.visitorId}`;
  return `${signed}.${sign(signed)}`;
}

/** What the cookie says, or null for one that we did not write: it is then as if there were none. */
export function decodeRefCookie(value: string, sign: Sign): RefCookie | null {
  if (value.length > MAX_LENGTH) return null;
  const [, signed = '', handle = '', clickId = '', at = '', visitorId = '', signature = ''] =
    FORM.exec(value) ?? [];
  if (!signed || !sameText(signature, sign(signed))) return null;
  return { handle, clickId, at: Number(at), visitorId };
}

// Takes as long for a signature that is nearly right as for one that is all wrong.
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/**
 * The values of a cookie by name, as the browser sent them; several when it holds one for the host and one for the domain.
 * @param header the Cookie header
 */
export function cookieValues(header: string | null, name: string): string[] {
  if (!header?.includes(`${name}=`)) return [];
  const values: string[] = [];
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values;
}

/** The first cookie of that name with a good signature. */
export function findRefCookie(header: string | null, name: string, sign: Sign): RefCookie | null {
  for (const value of cookieValues(header, name)) {
    const cookie = decodeRefCookie(value, sign);
    if (cookie) return cookie;
  }
  return null;
}

/** A cookie to set, as the click API describes it. */
export interface CaptureCookie {
  name: string;
  value: string;
  /** seconds */
  maxAge: number;
  /** null: the host alone */
  domain: string | null;
}

/** The cookie of a partner's click; it lives as long as the click's window. */
export function refCaptureCookie(
  cookie: RefCookie,
  settings: { name: string; domain: string | null; windowDays: number; sign: Sign },
): CaptureCookie {
  return {
    name: settings.name,
    value: encodeRefCookie(cookie, settings.sign),
    maxAge: (settings.windowDays * DAY_MS) / 1000,
    domain: settings.domain,
  };
}

/**
 * The cookie of Impact's click.
 * @param imRef of the form of IM_REF_PATTERN
 */
export function impactCaptureCookie(imRef: string, windowDays: number, domain: string | null): CaptureCookie {
  if (!IM_REF_PATTERN.test(imRef)) throw new Error('an im_ref of another form was let through');
  return { name: IMPACT_COOKIE_NAME, value: imRef, maxAge: (windowDays * DAY_MS) / 1000, domain };
}

/** The Set-Cookie header: out of reach of scripts, sent along when somebody follows a link to us. */
export function setCookieHeader(cookie: CaptureCookie, secure: boolean): string {
  const domain = cookie.domain === null ? '' : `; Domain=${cookie.domain}`;
  return `${cookie.name}=${cookie.value}; Path=/; Max-Age=${cookie.maxAge}; HttpOnly; SameSite=Lax${domain}${secure ? '; Secure' : ''}`;
}
