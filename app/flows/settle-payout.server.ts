import { type AuditFact, recordAudit } from '~/domain/audit/audit.server';
import { markCommissionsPaid } from '~/domain/commission/paid.server';
import { lockBalances, postTransactions } from '~/domain/ledger/ledger.server';
import { discrepancy, refusalReason, type Transfer } from '~/domain/payout/attempt';
import { attemptRefused, attemptSent, latestAttempt } from '~/domain/payout/attempt-book.server';
import { holdForReview, loadItems, lockPayout, movePayout } from '~/domain/payout/payout-book.server';
import { payoutPosting } from '~/domain/payout/posting';
import type { Payout } from '~/generated/prisma/client';
import { formatMoney } from '~/kernel/money';
import { now } from '~/platform/clock.server';
import { log } from '~/platform/log.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';
import { sealPayout } from './seal-books.server';

/** What an answer of Stripe's brought about. */
export type SettleOutcome =
  | 'paid'
  /** the answer had been stored before */
  | 'already_paid'
  | 'failed'
  | 'returned'
  /** nobody may go on without a person; the reason stands on the payout */
  | 'held'
  /** a newer try decides, or there is nothing to do */
  | 'nothing';

/**
 * Stores that a transfer exists: in transit -> Stripe, the commissions it carried paid. The first to tell wins, whoever it is: the call, a
 * look-up or a webhook. A transfer that is not what was asked for stops everything (reliability.md I13).
 */
export async function settlePayout(payoutId: string, transfer: Transfer): Promise<SettleOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout) return 'nothing';
    if (payout.transferId === transfer.id) return 'already_paid';
    const wrong =
      payout.transferId !== null
        ? `a second transfer beside ${payout.transferId}`
        : discrepancy(payout, transfer);
    if (wrong !== null) return hold(tx, payout, `Transfer ${transfer.id} at Stripe is wrong: ${wrong}.`);
    if (payout.status !== 'sending') {
      return hold(
        tx,
        payout,
        `Transfer ${transfer.id} was made at Stripe although this payout is ${payout.status}.`,
      );
    }
    const attempt = await latestAttempt(tx, payout.id);
    if (attempt) await attemptSent(tx, attempt.id, { transferId: transfer.id, at: Date.now() });
    await payIn(tx, payout, { transferId: transfer.id, actor: null });
    return 'paid';
  });
}

/**
 * A locked payout that is being sent is paid, in the caller's transaction: its money leaves the books and its commissions are paid.
 * @param how.transferId Stripe's transfer, or `manual:<reference>` of what an admin paid by hand (ADR-0091)
 */
export async function payIn(
  tx: Tx,
  payout: Payout,
  { transferId, actor }: { transferId: string; actor: AuditFact['actor'] },
): Promise<void> {
  const at = now();
  const data = { transferId, paidAt: new Date(at), reason: null, needsReview: false };
  await movePayout(tx, payout.id, 'settle', data);
  await lockBalances(tx, [payout.partnerId], payout.currency);
  await postTransactions(tx, [payoutPosting('paid', payout, { at })]);
  const items = await loadItems(tx, payout.id);
  await markCommissionsPaid(
    tx,
    items.map((item) => item.commissionId),
    at,
  );
  await sealPayout(tx, payout.id, at);
  const detail = { amount: payout.amount.toString(), transferId };
  const subject = { type: 'payout', id: payout.id };
  await recordAudit(tx, {
    at,
    actor,
    action: 'payout.paid',
    subject,
    partnerId: payout.partnerId,
    detail,
  });
}

/** Stops a locked payout, in the caller's transaction. */
export async function hold(tx: Tx, payout: Payout, reason: string): Promise<'held'> {
  const at = now();
  log.error({ payoutId: payout.id, reason }, 'a payout waits for a person');
  await holdForReview(tx, payout.id, reason);
  const subject = { type: 'payout', id: payout.id };
  const detail = { reason };
  await recordAudit(tx, {
    at,
    actor: null,
    action: 'payout.held',
    subject,
    partnerId: payout.partnerId,
    detail,
  });
  return 'held';
}

/** Stops a payout that is approved or being sent until a person looks at it. */
export async function holdPayout(payoutId: string, reason: string): Promise<SettleOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout || (payout.status !== 'approved' && payout.status !== 'sending')) return 'nothing';
    return hold(tx, payout, reason);
  });
}

/**
 * Stores a definite refusal: the money is available again at once (domain.md section 9).
 * @param tries the try that was refused; one begun since decides instead
 */
export async function failPayout(
  payoutId: string,
  {
    attemptId,
    tries,
    code,
    message,
  }: { attemptId: string; tries: number; code: string | null; message: string },
): Promise<SettleOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (payout?.status !== 'sending') return 'nothing';
    const error = code === null ? message : `${code}: ${message}`;
    if (!(await attemptRefused(tx, attemptId, { tries, error, at: Date.now() }))) return 'nothing';
    const reason = refusalReason(code, message);
    log.warn({ payoutId, code }, 'Stripe refused a transfer');
    await giveMoneyBack(tx, payout, { as: 'failed', reason, actor: null, at: now() });
    return 'failed';
  });
}

/**
 * Stores that a transfer was reversed at Stripe: in full, the payout is `returned` and its amount available again, not aged again. In part, a
 * person decides what it means.
 */
export async function returnPayout(
  payoutId: string,
  { transfer, causeEventId }: { transfer: Transfer & { amountReversed: bigint }; causeEventId?: string },
): Promise<SettleOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (payout?.status !== 'paid' || payout.transferId !== transfer.id || transfer.amountReversed === 0n)
      return 'nothing';
    const reversed = formatMoney(transfer.amountReversed, payout.currency);
    if (transfer.amountReversed < payout.amount)
      return hold(tx, payout, `Stripe reversed ${reversed} of this transfer.`);
    const reason = 'The transfer was reversed at Stripe. The amount is available again.';
    const cause = causeEventId === undefined ? {} : { causeEventId };
    await giveMoneyBack(tx, payout, { as: 'returned', reason, actor: null, at: now(), ...cause });
    return 'returned';
  });
}
