import { endCodes } from '~/domain/agency/handoff-codes.server';
import type { LinkState } from '~/domain/agency/handoff-state';
import { reservationsInForce } from '~/domain/agency/reservations.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady } from '~/platform/queue.server';
import { transaction } from '~/platform/transaction.server';
import { endInvitation } from './change-invitation.server';
import { lockHandoff } from './find-handoff.server';
import { auditHandoff } from './handoff-link.server';
import { mailAgency } from './handoff-mail.server';

export type HandoffDeclined =
  | { outcome: 'declined' }
  | { outcome: 'not_found' }
  | { outcome: 'not_open'; state: LinkState };

/**
 * The client declines, with a reason or without; the agency is told. Its reservation of the domain ends with it: an invitation that is declined
 * binds nobody who signs up later (domain.md section 11).
 */
export async function declineHandoff(token: string, reason: string | null): Promise<HandoffDeclined> {
  await assertQueueReady();
  return transaction(async (tx) => {
    await lockApplying(tx);
    const found = await lockHandoff(tx, token);
    if (!found) return { outcome: 'not_found' };
    const { handoff, manifest, state } = found;
    if (state !== 'open' && state !== 'on_hold') return { outcome: 'not_open', state };
    const at = now();
    const { partnerId, domain } = handoff;
    await tx.handoff.update({
      where: { id: handoff.id },
      data: { declinedAt: new Date(at), declineReason: reason },
    });
    await endCodes(tx, handoff.id, at);
    for (const row of await reservationsInForce(tx, domain, at)) {
      if (row.partnerId === partnerId) await endInvitation(tx, { row, status: 'declined', actor: null, at });
    }
    await auditHandoff(tx, { actor: null, handoff, action: 'handoff.declined', at });
    await mailAgency(tx, partnerId, {
      subject: `${manifest.client.name} declined your handoff`,
      paragraphs: [
        `${manifest.client.name} (${domain}) declined what you offered. Your reservation of the domain has ended with it.`,
        reason === null ? 'No reason was given.' : `The reason: ${reason}`,
        `The client in your workspace: ${env.origin}/clients/${handoff.projectId}/handoff`,
      ],
    });
    return { outcome: 'declined' };
  });
}
