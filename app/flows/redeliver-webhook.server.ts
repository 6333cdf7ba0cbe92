import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { sendAgain } from '~/domain/webhooks/deliveries.server';
import type { Instant } from '~/kernel/time';
import { wake } from '~/platform/queue.server';
import { transaction } from '~/platform/transaction.server';

/**
 * An admin has a delivery sent again, with the same id and the same bytes: a receiver that has it already knows it by the id (ADR-0110).
 * @param again `at` is the program's clock
 */
export function redeliverWebhook(again: {
  by: AdminScope;
  id: string;
  at: Instant;
}): Promise<'queued' | 'not_found'> {
  const { by, id, at } = again;
  return transaction(async (tx) => {
    const sent = await sendAgain(tx, id, at);
    if (sent === 'not_found') return sent;
    const detail = { type: sent.type, about: sent.subject };
    await recordAudit(tx, {
      at,
      actor: by,
      action: 'webhook.redelivered',
      subject: { type: 'webhook_delivery', id },
      detail,
    });
    await wake('webhooks', tx);
    return 'queued';
  });
}
