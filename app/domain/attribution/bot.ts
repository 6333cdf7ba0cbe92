import { isbot } from 'isbot';

/** The part of a request's headers that is looked at. */
export interface HeaderReader {
  get(name: string): string | null;
}

const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
// "prefetch;prerender", "prefetch; anonymous-client-ip"; "preview" is what Safari sends for its top sites.
const AHEAD_OF_THE_VISITOR = /prefetch|prerender|preview/i;

const REMEMBERED = 2000;
const verdicts = new Map<string, boolean>();

/** A robot by its own name, or a nameless one: browsers always say what they are. */
export function isRobot(userAgent: string | null): boolean {
  if (!userAgent?.trim()) return true;
  let verdict = verdicts.get(userAgent);
  if (verdict === undefined) {
    verdict = isbot(userAgent);
    // The list is one expression of several kilobytes: worth remembering, never worth a leak.
    if (verdicts.size >= REMEMBERED) verdicts.clear();
    verdicts.set(userAgent, verdict);
  }
  return verdict;
}

/**
 * The headers with a headless Chrome taken for a Chrome. For sandbox mode alone, where whoever drives a browser by program is the
 * developer, trying the portal out as a visitor would.
 */
export function withHeadlessAsVisitor(headers: HeaderReader): HeaderReader {
  return {
    get: (name) => {
      const value = headers.get(name);
      return name === 'user-agent' && value !== null ? value.replace('HeadlessChrome/', 'Chrome/') : value;
    },
  };
}

/** The browser loads ahead of a visitor who may never come. */
export function isPrefetch(headers: HeaderReader): boolean {
  return PREFETCH_HEADERS.some((name) => AHEAD_OF_THE_VISITOR.test(headers.get(name) ?? ''));
}

/** Not a person's visit: a robot, a link preview, a prefetch or HEAD (domain.md section 2). */
export function isBotVisit(method: string, headers: HeaderReader): boolean {
  return method === 'HEAD' || isRobot(headers.get('user-agent')) || isPrefetch(headers);
}

const CRAWLER = /bot|crawl|spider|slurp|preview|externalhit|facebookexternal|whatsapp|embed|monitor|scan/i;

/** Whether a page in a browser calls, not another site's server. */
export function isBrowserCall(headers: HeaderReader): boolean {
  return headers.get('origin') !== null || headers.get('sec-fetch-mode') !== null;
}

/**
 * Whether a report to the click API is of a robot. A browser speaks for itself. A server's own User-Agent ("node", "curl/8", none at
 * all) says nothing about its visitor: there only a crawler's name, forwarded, or what it reports of its visitor counts.
 * @param reported the visitor's User-Agent as the server states it
 */
export function isBotReport(headers: HeaderReader, reported: string | undefined): boolean {
  const own = headers.get('user-agent');
  if (reported !== undefined) return isRobot(reported);
  if (isPrefetch(headers)) return true;
  if (isBrowserCall(headers) || own === '' || own?.startsWith('Mozilla/')) return isRobot(own);
  return own !== null && CRAWLER.test(own);
}
