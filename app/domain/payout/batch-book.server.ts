import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { BatchManifest } from './batch-manifest';
import type { BatchOutcome } from './batch-outcome';

export type BatchOrigin = 'schedule' | 'admin' | 'api' | 'command';

export interface NewBatch {
  id: string;
  origin: BatchOrigin;
  /** "2026-02", with the schedule only: one batch per month */
  month: string | null;
  createdBy: string | null;
  at: Instant;
}

/**
 * The batch a payout is requested in, made with its first payout: none is ever empty.
 * @returns its id: of a month's batch the one that stands, whoever made it
 */
export async function ensureBatch(tx: Tx, { at, ...batch }: NewBatch): Promise<string> {
  await tx.payoutBatch.createMany({ data: [{ ...batch, createdAt: new Date(at) }], skipDuplicates: true });
  const { month, id } = batch;
  if (month === null) return id;
  return (await tx.payoutBatch.findUniqueOrThrow({ where: { month }, select: { id: true } })).id;
}

export interface NewBatchApproval {
  batchId: string;
  userId: string;
  keyId: string | null;
  manifest: BatchManifest;
  currency: string;
  /** why what stands out is approved; 1 to 500 characters */
  note: string | null;
  at: Instant;
}

/**
 * Keeps what an admin approved, before anything of it takes effect.
 * @returns its id, and whether it is new: the same manifest by the same admin is one approval
 */
export async function insertBatchApproval(
  tx: Tx,
  { batchId, userId, keyId, manifest, currency, note, at }: NewBatchApproval,
): Promise<{ id: string; fresh: boolean }> {
  const key = { batchId, userId, manifestHash: manifest.hash };
  const { count } = await tx.payoutBatchApproval.createMany({
    data: [
      {
        ...key,
        id: newId('pba', at),
        apiKeyId: keyId,
        manifest: manifest.text,
        payouts: manifest.payouts,
        amount: manifest.total,
        currency,
        note,
        at: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
  const { id } = await tx.payoutBatchApproval.findUniqueOrThrow({
    where: { batchId_userId_manifestHash: key },
    select: { id: true },
  });
  return { id, fresh: count === 1 };
}

/** Keeps what an approval came to for one payout; what a first try kept stays. */
export async function insertBatchOutcome(
  tx: Tx,
  row: { approvalId: string; payoutId: string; outcome: BatchOutcome; at: Instant },
): Promise<void> {
  await tx.payoutBatchOutcome.createMany({ data: [{ ...row, at: new Date(row.at) }], skipDuplicates: true });
}
