import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Emitted, Memory } from './memory';

/** Where the product's events go, and the secret both sides have. */
export interface Portal {
  /** of the portal's /webhooks/product */
  url: string;
  secret: string;
}

const PATIENCE_MS = 20_000;

/** An id of ours: "acct_9f2c…". */
export const newProductId = (prefix: string): string => `${prefix}_${randomBytes(6).toString('hex')}`;

/** Writes an event down, then sends it. @param at the program's clock, milliseconds */
export async function emit(
  memory: Memory,
  portal: Portal,
  event: { accountId: string; type: string; at: number; data: object },
): Promise<Emitted> {
  const at = new Date(event.at).toISOString();
  const { type, data, accountId } = event;
  const body = JSON.stringify({ type, timestamp: at, data });
  const id = newProductId('evt');
  memory.put('emitted', id, { id, accountId, type, body, at, status: null, answer: '' });
  return send(memory, portal, id);
}

/** Sends an event, once more when it was sent before: the same id and bytes, so that the portal knows it again. */
export async function send(memory: Memory, portal: Portal, id: string): Promise<Emitted> {
  const event = memory.get('emitted', id);
  if (!event) throw new Error(`no event ${id}`);
  const at = new Date();
  const answered = await fetch(portal.url, {
    method: 'POST',
    body: event.body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(portal.secret).sign(id, at, event.body),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    async (response) => ({ status: response.status, answer: (await response.text()).slice(0, 500) }),
    (error: unknown) => ({ status: null, answer: error instanceof Error ? error.message : 'no answer' }),
  );
  return memory.put('emitted', id, { ...event, ...answered });
}
