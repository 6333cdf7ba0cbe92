import { Webhook } from 'standardwebhooks';

/** The portal's public doors, as its users have them; the seed has no others. */
export interface Doors {
  /** @throws {DoorError} for any answer but 2xx */
  api: <T>(method: string, path: string, body?: unknown, key?: string) => Promise<T>;
  /** follows a referral link as a browser with a cookie does; the cookie it then has, null for none */
  visit: (code: string, cookie: string | null) => Promise<string | null>;
  /** reports a click of Impact's */
  impactClick: (click: { imRef: string; visitorId: string }) => Promise<void>;
  /** delivers a signed product event; the same id again changes nothing */
  send: (id: string, event: { type: string; timestamp: string; data: unknown }) => Promise<void>;
  /** posts a form of a page; the answer's status */
  form: (path: string, fields: Record<string, string>) => Promise<number>;
  page: (path: string) => Promise<string>;
  /** signs in on the page */
  signIn: (who: { email: string; password: string }) => Promise<Session>;
}

/** What somebody who is signed in does. */
export interface Session {
  /** posts a form of a page; where it leads. @throws {DoorError} when the page comes back with what is wrong */
  form: (path: string, fields: Record<string, string>) => Promise<string>;
  page: (path: string) => Promise<string>;
}

/** What a door answered instead of what was hoped for. */
export class DoorError extends Error {
  constructor(
    what: string,
    readonly status: number,
    text: string,
  ) {
    super(`${what} answered ${status}: ${text.slice(0, 500)}`);
    this.name = 'DoorError';
  }
}

const BROWSER = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0' };
const JSON_TYPE = { 'content-type': 'application/json' };

export interface DoorSettings {
  /** where the portal listens */
  address: string;
  apiKey: string;
  productSecret: string;
  refCookieName: string;
}

/** Opens the doors of a running portal. */
export function openDoors({ address, apiKey, productSecret, refCookieName }: DoorSettings): Doors {
  const webhook = new Webhook(productSecret);
  const request = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    const answer = await fetch(`${address}${path}`, { redirect: 'manual', ...init });
    if (answer.status >= 400) {
      throw new DoorError(`${init.method ?? 'GET'} ${path}`, answer.status, await answer.text());
    }
    return answer;
  };
  return {
    async api(method, path, body, key = apiKey) {
      const answer = await request(`/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : JSON_TYPE) },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.text();
      return (text === '' ? null : JSON.parse(text)) as never;
    },
    async visit(code, cookie) {
      const headers = { ...BROWSER, ...(cookie ? { cookie: `${refCookieName}=${cookie}` } : {}) };
      const answer = await request(`/r/${code}`, { headers });
      await answer.arrayBuffer();
      const set = answer.headers.getSetCookie().find((one) => one.startsWith(`${refCookieName}=`));
      return set ? (set.slice(refCookieName.length + 1).split(';')[0] ?? null) : cookie;
    },
    async impactClick(click) {
      const body = JSON.stringify({ ...click, url: 'https://emdash.dev/' });
      const answer = await request('/api/click', {
        method: 'POST',
        headers: { ...JSON_TYPE, ...BROWSER },
        body,
      });
      await answer.arrayBuffer();
    },
    async send(id, event) {
      const body = JSON.stringify(event);
      const at = new Date();
      const headers = {
        ...JSON_TYPE,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, at, body),
      };
      const answer = await request('/webhooks/product', { method: 'POST', headers, body });
      await answer.arrayBuffer();
    },
    async form(path, fields) {
      // A page of the portal, opened under the address we have: what a browser says of itself when it posts a form.
      const headers = { ...BROWSER, origin: address, 'sec-fetch-site': 'same-origin' };
      const answer = await request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
      await answer.arrayBuffer();
      return answer.status;
    },
    async page(path) {
      return (await request(path, { headers: BROWSER })).text();
    },
    async signIn(who) {
      const headers = { ...BROWSER, origin: address, 'sec-fetch-site': 'same-origin' };
      const answer = await request('/login', { method: 'POST', headers, body: new URLSearchParams(who) });
      await answer.arrayBuffer();
      const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
      const signedIn = { ...headers, cookie: cookie.join('; ') };
      return {
        async form(path, fields) {
          const body = new URLSearchParams(fields);
          const led = await request(path, { method: 'POST', headers: signedIn, body });
          const text = await led.text();
          const to = led.headers.get('location');
          if (!to) throw new DoorError(`POST ${path}`, led.status, text);
          return new URL(to, address).pathname;
        },
        page: async (path) => (await request(path, { headers: signedIn })).text(),
      };
    },
  };
}

/** Works on items, a few at a time, in order of starting. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
