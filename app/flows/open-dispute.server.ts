import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { newId } from '~/kernel/ids';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

export type DisputeOpened =
  | { outcome: 'opened'; disputeId: string }
  /** no conflict of that id that this partner lost */
  | { outcome: 'not_found' }
  /** it said so before: one dispute per customer and partner */
  | { outcome: 'opened_before' }
  /** the customer has become this partner's meanwhile */
  | { outcome: 'credited_already' };

/**
 * A partner says that a customer it lost is its own (domain.md section 11, ADR-0103). Only whoever was told of a conflict can: that is how it
 * names the customer without knowing it.
 * @param wish.statement 1 to 4000 characters
 */
export async function openDispute(
  scope: PartnerScope,
  wish: { conflictId: string; statement: string },
): Promise<DisputeOpened> {
  return transaction(async (tx): Promise<DisputeOpened> => {
    const { partnerId } = scope;
    const conflict = await tx.attributionConflict.findFirst({
      where: { id: wish.conflictId, loserId: partnerId },
      select: { customerId: true },
    });
    if (!conflict) return { outcome: 'not_found' };
    const { customerId } = conflict;
    if (await isCreditedTo(tx, customerId, partnerId)) return { outcome: 'credited_already' };
    const at = now();
    const disputeId = newId('dsp', at);
    const { count } = await tx.attributionDispute.createMany({
      data: [
        {
          ...{ id: disputeId, customerId, partnerId, statement: wish.statement },
          ...{ openedAt: new Date(at), openedBy: scope.userId },
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return { outcome: 'opened_before' };
    await recordAudit(tx, {
      ...{ at, actor: scope, action: 'dispute.opened', partnerId },
      subject: { type: 'dispute', id: disputeId },
    });
    return { outcome: 'opened', disputeId };
  });
}

async function isCreditedTo(tx: Tx, customerId: string, partnerId: string): Promise<boolean> {
  return (await tx.referral.count({ where: { customerId, partnerId } })) > 0;
}
