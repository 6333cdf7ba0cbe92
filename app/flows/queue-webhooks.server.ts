import { insertDelivery, keepProductEndpoint } from '~/domain/webhooks/deliveries.server';
import { messageBody, type ProductMessage } from '~/domain/webhooks/message';
import { env } from '~/platform/env.server';
import { wake } from '~/platform/queue.server';
import type { Tx } from '~/platform/transaction.server';

/**
 * Queues a message to the product in the transaction of its cause; the worker sends it, and tries for three days (contract.md, ADR-0110).
 * @param message `subject` is what it tells of: "handoff:<id>"
 * @returns the delivery's id, which is its `webhook-id`; null when messages to the product are switched off
 */
export async function queueProductEvent(
  tx: Tx,
  { subject, ...message }: ProductMessage & { subject: string },
): Promise<string | null> {
  if (!env.productOut) return null;
  const { type, at } = message;
  const endpointId = await keepProductEndpoint(tx, env.productOut.url, at);
  const id = await insertDelivery(tx, { endpointId, type, body: messageBody(message), subject, at });
  await wake('webhooks', tx);
  return id;
}
