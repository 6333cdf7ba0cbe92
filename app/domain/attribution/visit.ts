/** A partner's handle as `?ref=` brings it (reliability.md F43); handles are stored in lower case. */
const HANDLE_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** A visitor's id, ours or another site's own. */
export const VISITOR_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** Impact's click id; Impact sends at most 64 characters, case matters. */
export const IM_REF_PATTERN = /^[A-Za-z0-9_~.-]{1,64}$/;

/** Impact's window (domain.md section 2): the cookie and the click of channel `impact`. */
export const IMPACT_WINDOW_DAYS = 30;

const STORED_URL_MAX_LENGTH = 1024;
const HOST_MAX_LENGTH = 253;

/** Whom a URL or a request to the click API wants credited. */
export interface Referral {
  /** lower case */
  handle: string | null;
  imRef: string | null;
}

/** The handle in lower case, or null for what cannot be one. */
export function readHandle(text: string | null | undefined): string | null {
  return text && HANDLE_PATTERN.test(text) ? text.toLowerCase() : null;
}

/** Impact's click id, or null for what cannot be one. */
export function readImRef(text: string | null | undefined): string | null {
  return text && IM_REF_PATTERN.test(text) ? text : null;
}

/** `?ref=` (or its alias `?via=`, which loses against it) and `?im_ref=` (domain.md section 2); of repeated ones the first counts. */
export function readReferral(query: URLSearchParams): Referral {
  return {
    handle: readHandle(query.get('ref')) ?? readHandle(query.get('via')),
    imRef: readImRef(query.get('im_ref')),
  };
}

/** Scheme, host and path: a query string may carry names and mail addresses, which are nobody's to keep. */
export function landingOf(url: string): string | null {
  const page = parseHttpUrl(url);
  return page && `${page.protocol}//${page.host}${page.pathname}`.slice(0, STORED_URL_MAX_LENGTH);
}

/** The host a visitor came from; browsers send no more than the origin anyway. For display and fraud hints, never for credit. */
export function referrerHostOf(referrer: string | null | undefined): string | null {
  const page = referrer ? parseHttpUrl(referrer) : null;
  return page && page.hostname.length <= HOST_MAX_LENGTH ? page.hostname : null;
}

function parseHttpUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
