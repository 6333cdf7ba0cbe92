import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** The portal's public doors, as its users have them; the seed has no others. */
export interface Doors {
  api: <T>(method: string, path: string, body?: unknown, key?: string) => Promise<T>;
  click: (click: { code?: string; imRef?: string; visitorId: string }) => Promise<string | null>;
  send: (event: { type: string; timestamp: string; data: unknown }) => Promise<void>;
  /** posts a form of a page; the answer's status and cookies */
  form: (path: string, fields: Record<string, string>) => Promise<{ status: number; text: string }>;
  page: (path: string) => Promise<string>;
}

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

/** @param address where the portal listens; origin as it calls itself */
export function openDoors(settings: {
  address: string;
  origin: string;
  apiKey: string;
  productSecret: string;
}): Doors {
  const { address, origin, apiKey, productSecret } = settings;
  const webhook = new Webhook(productSecret);
  return {
    async api(method, path, body, key = apiKey) {
      const answer = await fetch(`${address}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
      return (text === '' ? null : JSON.parse(text)) as never;
    },
    async click(click) {
      const answer = await fetch(`${address}/api/click`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': browser },
        body: JSON.stringify({ ...click, url: 'https://emdash.dev/' }),
      });
      if (answer.status === 204) return null;
      if (answer.status === 429) {
        await new Promise((resolve) =>
          setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after') ?? 1)),
        );
        return this.click(click);
      }
      if (answer.status !== 201)
        throw new Error(`POST /api/click answered ${answer.status}: ${await answer.text()}`);
      return ((await answer.json()) as { clickId: string }).clickId;
    },
    async send(event) {
      const body = JSON.stringify(event);
      const id = `evt_${randomBytes(12).toString('hex')}`;
      const at = new Date();
      const answer = await fetch(`${address}/webhooks/product`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, at, body),
        },
      });
      if (!answer.ok) throw new Error(`${event.type} was answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    async form(path, fields) {
      const answer = await fetch(`${address}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin, 'user-agent': browser },
        body: new URLSearchParams(fields),
      });
      return { status: answer.status, text: await answer.text() };
    },
    async page(path) {
      const answer = await fetch(`${address}${path}`, { headers: { 'user-agent': browser } });
      if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`);
      return answer.text();
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
