import { newToken } from '~/kernel/ids';
import { hasControl } from '~/kernel/text';

/** A link's code, compared without case: letters, digits, `_` and `-`, 2 to 64 of them. */
export const LINK_CODE_PATTERN = /^[A-Za-z0-9_-]{2,64}$/;

/** Longer destinations break in mail programs and in some browsers' address bars. */
export const DESTINATION_MAX_LENGTH = 2048;

/** More than any advertiser's click ids need; what a visitor adds beyond it is refused (reliability.md F42). */
export const VISITOR_QUERY_MAX_LENGTH = 8192;

// What URL parsers disagree about never reaches one: backslashes, blanks, user names and escapes in the host, and everything
// that is not "scheme://host".
const PLAIN_HTTP_URL = /^https?:\/\/[^/?#\\@\s%]+([/?#][^\\\s]*)?$/i;

/** Why a destination is refused, in words for the person who typed it. */
export type DestinationProblem = 'not_a_url' | 'too_long' | 'host_not_allowed';

export type Destination = { ok: true; url: string } | { ok: false; problem: DestinationProblem };

/**
 * Where a link may lead: an http or https URL on one of the program's hosts, without user name or password. The URL comes back as
 * the parser reads it, so that what was checked is what is sent (domain.md section 2: no open redirect, ever).
 * @param hosts names ("emdash.dev": any port) or names with a port ("localhost:4321": that port); a sub-domain needs its own entry
 */
export function readDestination(text: string, hosts: readonly string[]): Destination {
  if (text.length > DESTINATION_MAX_LENGTH) return { ok: false, problem: 'too_long' };
  if (hasControl(text) || !PLAIN_HTTP_URL.test(text) || !URL.canParse(text))
    return { ok: false, problem: 'not_a_url' };
  const url = new URL(text);
  if (url.username || url.password || !/^https?:$/.test(url.protocol))
    return { ok: false, problem: 'not_a_url' };
  if (!isOnHosts(url, hosts)) return { ok: false, problem: 'host_not_allowed' };
  return { ok: true, url: url.href };
}

/** Whether a URL is on one of the program's hosts, spelt as in `readDestination`. */
export function isOnHosts(url: URL, hosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return hosts.some((entry) => {
    const allowed = parseHost(entry);
    return (
      allowed !== null && allowed.name === url.hostname && (allowed.port === null || allowed.port === port)
    );
  });
}

const parsedHosts = new Map<string, { name: string; port: string | null } | null>();

// A host name as the URL parser spells it ("münchen.de" is "xn--mnchen-3ya.de"), or null for what is none.
function parseHost(entry: string): { name: string; port: string | null } | null {
  let parsed = parsedHosts.get(entry);
  if (parsed === undefined) {
    const address = `http://${entry}`;
    parsed = URL.canParse(address)
      ? { name: new URL(address).hostname, port: /:(\d+)$/.exec(entry)?.[1] ?? null }
      : null;
    parsedHosts.set(entry, parsed);
  }
  return parsed;
}

/**
 * The destination with the visitor's query string merged in: what the visitor brings is added and replaces what the link has under
 * the same name, except the link's own `utm_*`, which say where the link stands (contract.md, `GET /r/:code`).
 * @param destination an absolute URL
 * @param visitorQuery "?a=1&b=2", or empty
 */
export function mergeQuery(destination: string, visitorQuery: string): string {
  if (visitorQuery.length <= 1) return destination;
  const url = new URL(destination);
  const own = new Set(url.searchParams.keys());
  const brought = [...new URLSearchParams(visitorQuery)].filter(
    ([name]) => !(own.has(name) && /^utm_/i.test(name)),
  );
  if (brought.length === 0) return destination;
  const replaced = new Set(brought.map(([name]) => name));
  const kept = [...url.searchParams].filter(([name]) => !replaced.has(name));
  url.search = new URLSearchParams([...kept, ...brought]).toString();
  return url.href;
}

/** A code nobody has chosen: seven letters or digits, unguessable enough that two rarely meet. */
export function suggestLinkCode(): string {
  return newToken(7);
}

/** The codes to try for a partner's default link, the plainest first: the handle is what a partner expects there. */
export function defaultLinkCodes(handle: string): string[] {
  return [handle, ...[3, 4, 5, 6].map((length) => `${handle}-${newToken(length)}`)];
}

/** The public address of a link. */
export function linkUrl(origin: string, code: string): string {
  return `${origin}/r/${code}`;
}
