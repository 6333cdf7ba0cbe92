import { recordAudit } from '~/domain/audit/audit.server';
import { type ApprovalVerdict, approvalsNeeded, judgeApproval } from '~/domain/payout/approval';
import type { PayoutStatus } from '~/domain/payout/payout';
import { loadApprovals, lockPayout, movePayout } from '~/domain/payout/payout-book.server';
import { adminsBehind } from '~/domain/reporting/payout-origins.server';
import type { Payout } from '~/generated/prisma/client';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { isOwnPayout } from './own-payout.server';
import { presentState } from './payout-manifest.server';
import { sealPayout } from './seal-books.server';

export interface Approval {
  payoutId: string;
  /** the admin; a key acts for the admin who made it */
  adminUserId: string;
  keyId: string | null;
  /** what the admin saw; absent: what was requested */
  manifestHash?: string | undefined;
  /** the program's clock */
  at: Instant;
}

export type ApprovalOutcome =
  | { outcome: 'not_found' }
  /** it is approved already, or over */
  | { outcome: 'wrong_state'; status: PayoutStatus }
  | {
      outcome: Exclude<ApprovalVerdict, 'wrong_state'>;
      status: PayoutStatus;
      /** so far, this one included */
      approvals: number;
      needed: 1 | 2;
    };

/**
 * Approves a payout (domain.md section 9). Under the lock of its row: however many approvals arrive at once, one has the effect. Above the
 * limit two different admins are needed; keys of one admin are one admin. The worker is woken in the same transaction.
 */
export async function approvePayout(approval: Approval): Promise<ApprovalOutcome> {
  // A payout never becomes `requested` again: of many approvals at once most leave here, without waiting for its lock.
  const seen = await db.payout.findUnique({ where: { id: approval.payoutId } });
  if (!seen) return { outcome: 'not_found' };
  if (seen.status !== 'requested') return { outcome: 'wrong_state', status: seen.status };
  // The queue opens connections on first use: inside the transaction it would wait for those that wait for our lock.
  await assertQueueReady();
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, approval.payoutId);
    if (!payout) return { outcome: 'not_found' };
    if (payout.status !== 'requested') return { outcome: 'wrong_state', status: payout.status };
    const before = await loadApprovals(tx, payout.id);
    const verdict = await judge(
      tx,
      payout,
      approval,
      before.map((one) => one.userId),
    );
    if (verdict === 'approved' || verdict === 'needs_another') await record(tx, payout, approval);
    if (verdict === 'approved') await approve(tx, payout, approval);
    if (verdict === 'wrong_state') return { outcome: verdict, status: payout.status };
    return {
      outcome: verdict,
      status: verdict === 'approved' ? 'approved' : payout.status,
      approvals: before.length + (verdict === 'approved' || verdict === 'needs_another' ? 1 : 0),
      needed: approvalsNeeded(payout.amount, env.payoutSecondApprovalAbove),
    };
  });
}

async function judge(
  tx: Tx,
  payout: Payout,
  { adminUserId, manifestHash }: Approval,
  approvedBy: readonly string[],
): Promise<ApprovalVerdict> {
  const present = await presentState(tx, payout);
  const needed = approvalsNeeded(payout.amount, env.payoutSecondApprovalAbove);
  const seen = manifestHash === undefined || manifestHash === payout.manifestHash;
  return judgeApproval({
    status: payout.status,
    amount: payout.amount,
    secondApprovalAbove: env.payoutSecondApprovalAbove,
    ownPayout: await isOwnPayout(tx, payout, adminUserId),
    approvedBy,
    approverId: adminUserId,
    madeTheTerms: needed === 1 ? [] : await adminsBehind(tx, payout),
    unchanged: seen && present.unchanged,
    partnerActive: present.partnerActive,
    payable: present.payable,
  });
}

async function record(tx: Tx, payout: Payout, { adminUserId, keyId, at }: Approval): Promise<void> {
  await tx.payoutApproval.create({
    data: {
      payoutId: payout.id,
      userId: adminUserId,
      apiKeyId: keyId,
      manifestHash: payout.manifestHash,
      at: new Date(at),
    },
  });
  await recordAudit(tx, {
    at,
    actor: { kind: 'admin', userId: adminUserId, keyId },
    action: 'payout.approved',
    subject: { type: 'payout', id: payout.id },
    partnerId: payout.partnerId,
    detail: { amount: payout.amount.toString(), manifestHash: payout.manifestHash },
  });
}

async function approve(tx: Tx, payout: Payout, { at }: Approval): Promise<void> {
  const moved = await movePayout(tx, payout.id, 'approve', { decidedAt: new Date(at) });
  invariant(moved, 'a locked payout that is requested can be approved');
  await sealPayout(tx, payout.id, at);
  await wake('send-payouts', tx);
}
