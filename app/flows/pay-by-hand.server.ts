import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { isManual, manualDestination } from '~/domain/partner/manual-details';
import type { PayoutStatus } from '~/domain/payout/payout';
import { lockPayout, movePayout } from '~/domain/payout/payout-book.server';
import type { Payout } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { type Tx, transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';
import { isOwnPayout } from './own-payout.server';
import { presentState } from './payout-manifest.server';
import type { PayoutDecision } from './reject-payout.server';
import { sealPayout } from './seal-books.server';
import { hold, payIn } from './settle-payout.server';

// Payouts an admin pays at a bank (ADR-0091): approved as all others, handed over to a person instead of sent to Stripe, and marked paid
// with the bank's reference. The second factor is the route's business.

/**
 * Hands every approved payout that is paid by hand over to whoever pays: from then on it cannot be rejected, and what changes is too late.
 * One that changed since its approval waits for a person instead, as it would before a transfer.
 * @returns how many were handed over, and how many are held
 */
export async function handOverManualPayouts(
  scope: AdminScope,
  at: Instant,
): Promise<{ handedOver: number; held: number }> {
  const due = await transaction((tx) =>
    tx.payout.findMany({
      where: { status: 'approved', needsReview: false, destination: { startsWith: manualDestination('') } },
      orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    }),
  );
  const done = { handedOver: 0, held: 0 };
  for (const { id } of due) {
    const outcome = await transaction((tx) => handOver(tx, id, { scope, at }));
    if (outcome === 'handed_over') done.handedOver += 1;
    if (outcome === 'held') done.held += 1;
  }
  return done;
}

async function handOver(
  tx: Tx,
  payoutId: string,
  { scope, at }: { scope: AdminScope; at: Instant },
): Promise<'handed_over' | 'held' | 'nothing'> {
  const payout = await lockPayout(tx, payoutId);
  if (payout?.status !== 'approved' || payout.needsReview) return 'nothing';
  const present = await presentState(tx, payout);
  if (!present.unchanged || !present.partnerActive) {
    const why = present.unchanged ? 'The partner is not active any more.' : CHANGED;
    return hold(tx, payout, why);
  }
  await movePayout(tx, payout.id, 'send', {});
  await sealPayout(tx, payout.id, at);
  await audit(tx, payout, { scope, at, action: 'payout.handed_over' });
  return 'handed_over';
}

const CHANGED =
  'A commission in it or the bank details changed after the approval. Reject it; the partner can ask again.';

export type MarkOutcome =
  | { outcome: 'paid' }
  | { outcome: 'not_found' }
  /** it is Stripe's to pay */
  | { outcome: 'not_manual' }
  /** nobody says of their own partner's payout that it was paid */
  | { outcome: 'own_payout' }
  /** it waits for a decision: something at Stripe says it is of this payout */
  | { outcome: 'held' }
  /** another payout was paid under it */
  | { outcome: 'reference_used' }
  | { outcome: 'wrong_state'; status: PayoutStatus };

/**
 * An admin says that a payout was paid at the bank: in transit -> the program's bank, the commissions it carried paid. Once: under the lock
 * of its row, and a reference belongs to one payout.
 * @param reference the bank's, 1 to 80 characters without control characters
 */
export function markPaidByHand({
  scope,
  payoutId,
  reference,
}: {
  scope: AdminScope;
  payoutId: string;
  reference: string;
}): Promise<MarkOutcome> {
  return transaction(async (tx): Promise<MarkOutcome> => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout) return { outcome: 'not_found' };
    if (!isManual(payout.destination)) return { outcome: 'not_manual' };
    if (payout.status !== 'sending') return { outcome: 'wrong_state', status: payout.status };
    if (payout.needsReview) return { outcome: 'held' };
    if (await isOwnPayout(tx, payout, scope.userId)) return { outcome: 'own_payout' };
    const transferId = manualDestination(reference);
    // of two admins with one reference the second waits here until the first is done
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${transferId}))`;
    if (await tx.payout.findUnique({ where: { transferId }, select: { id: true } }))
      return { outcome: 'reference_used' };
    await payIn(tx, payout, { transferId, actor: scope });
    return { outcome: 'paid' };
  });
}

/**
 * The bank did not take it, or it was marked by mistake: the amount is available again, with the reason the partner reads. Before it was
 * marked paid the payout has failed, afterwards it is returned.
 * @param reason not empty
 */
export function takeBackByHand({
  scope,
  payoutId,
  reason,
  at,
}: PayoutDecision): Promise<
  | { outcome: 'failed' | 'returned' }
  | { outcome: 'not_found' }
  | { outcome: 'not_manual' }
  | { outcome: 'wrong_state'; status: PayoutStatus }
> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout) return { outcome: 'not_found' };
    if (!isManual(payout.destination)) return { outcome: 'not_manual' };
    const as = payout.status === 'sending' ? 'failed' : payout.status === 'paid' ? 'returned' : null;
    if (as === null) return { outcome: 'wrong_state', status: payout.status };
    await giveMoneyBack(tx, payout, { as, reason, actor: scope, at });
    return { outcome: as };
  });
}

async function audit(
  tx: Tx,
  payout: Payout,
  { scope, at, action }: { scope: AdminScope; at: Instant; action: string },
): Promise<void> {
  const { id, partnerId, amount } = payout;
  const detail = { amount: amount.toString() };
  await recordAudit(tx, { at, actor: scope, action, subject: { type: 'payout', id }, partnerId, detail });
}
