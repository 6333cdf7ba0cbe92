import { type AuditFact, recordAudit } from '~/domain/audit/audit.server';
import { unmarkCommissionsPaid } from '~/domain/commission/paid.server';
import { lockBalances, postTransactions } from '~/domain/ledger/ledger.server';
import { loadItems, movePayout } from '~/domain/payout/payout-book.server';
import { payoutPosting } from '~/domain/payout/posting';
import type { Payout } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { sealPayout } from './seal-books.server';

const endings = {
  rejected: 'reject',
  canceled: 'cancel',
  failed: 'fail',
  returned: 'return',
} as const;

/**
 * Ends a payout without payment: its amount is available again at once, not aged again, and its commissions may be carried by another one
 * (domain.md section 9).
 * @returns false when the payout was not where this ending begins; then nothing changed
 */
export async function giveMoneyBack(
  tx: Tx,
  payout: Payout,
  end: {
    as: keyof typeof endings;
    reason: string | null;
    actor: AuditFact['actor'];
    at: Instant;
    causeEventId?: string;
  },
): Promise<boolean> {
  const { as, reason, actor, at } = end;
  const decided = as === 'rejected' ? { decidedAt: new Date(at) } : {};
  const moved = await movePayout(tx, payout.id, endings[as], { reason, needsReview: false, ...decided });
  if (!moved) return false;
  await lockBalances(tx, [payout.partnerId], payout.currency);
  const cause = end.causeEventId === undefined ? { at } : { at, causeEventId: end.causeEventId };
  await postTransactions(tx, [payoutPosting(as, payout, cause)]);
  if (as === 'returned') {
    const items = await loadItems(tx, payout.id);
    await unmarkCommissionsPaid(
      tx,
      items.map((item) => item.commissionId),
    );
  }
  await sealPayout(tx, payout.id, at);
  const detail = { amount: payout.amount.toString(), ...(reason === null ? {} : { reason }) };
  const subject = { type: 'payout', id: payout.id };
  await recordAudit(tx, { at, actor, action: `payout.${as}`, subject, partnerId: payout.partnerId, detail });
  return true;
}
