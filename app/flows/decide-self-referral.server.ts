import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { now } from '~/platform/clock.server';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { transaction } from '~/platform/transaction.server';

export interface SelfReferralWord {
  /** our id */
  customerId: string;
  outcome: 'allowed' | 'denied';
  /** why; null when nothing is said */
  note: string | null;
}

export type SelfReferralDecided =
  | { outcome: 'decided' }
  /** no such customer, or it is nobody's self-referral */
  | { outcome: 'not_found' }
  /** an earlier word stands: it is never taken back */
  | { outcome: 'decided_before' };

/**
 * An admin's word on a flagged self-referral (domain.md section 3): allowed, its commissions are released from now on; denied, they are
 * reversed. Kept for ever, once per customer and partner.
 */
export async function decideSelfReferral(
  scope: AdminScope,
  word: SelfReferralWord,
): Promise<SelfReferralDecided> {
  await assertQueueReady();
  return transaction(async (tx) => {
    const { customerId, outcome, note } = word;
    const referral = await tx.referral.findUnique({ where: { customerId } });
    if (!referral?.selfReferral || referral.partnerId === null) return { outcome: 'not_found' };
    const { partnerId } = referral;
    const at = now();
    const { count } = await tx.selfReferralDecision.createMany({
      data: [{ customerId, partnerId, outcome, at: new Date(at), byUserId: scope.userId, note }],
      skipDuplicates: true,
    });
    if (count === 0) return { outcome: 'decided_before' };
    await recordAudit(tx, {
      at,
      actor: scope,
      action: 'self_referral.decided',
      subject: { type: 'customer', id: customerId },
      partnerId,
      detail: { outcome, note: note ?? '' },
    });
    await markUnsettled(tx, { customerIds: [customerId] });
    await wake('settle', tx);
    return { outcome: 'decided' };
  });
}
