import { recordAudit } from '~/domain/audit/audit.server';
import { insertBatchApproval, insertBatchOutcome } from '~/domain/payout/batch-book.server';
import { type BatchManifest, batchManifest } from '~/domain/payout/batch-manifest';
import { type BatchOutcome, batchOutcomeOf } from '~/domain/payout/batch-outcome';
import { getPayoutContexts } from '~/domain/reporting/payout-queue.server';
import type { MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { type ApprovalOutcome, approvePayout } from './approve-payout.server';

/** Payouts approved at the same time by one approval of a batch. */
const LANES = 4;

export interface BatchApproval {
  batchId: string;
  /** the payouts the admin saw and chose, each with its manifest's hash */
  chosen: ReadonlyArray<{ payoutId: string; manifestHash: string }>;
  /** of the whole choice, as the admin saw it (batch-manifest.ts) */
  manifestHash: string;
  /** what the admin typed, minor units; absent where nobody types */
  total?: MinorUnits | undefined;
  /** why what stands out is approved; 1 to 500 characters (ADR-0089) */
  note?: string | undefined;
  adminUserId: string;
  /** a key acts for the admin who made it */
  keyId: string | null;
  /** the program's clock */
  at: Instant;
}

export type BatchApprovalOutcome =
  | { outcome: 'not_found' }
  | { outcome: 'nothing_chosen' }
  /** the choice is not what its hash says: nothing was approved */
  | { outcome: 'other_manifest' }
  /** another total was typed: nothing was approved */
  | { outcome: 'other_total' }
  /** there is something to notice about one of them, and no note says why it is right: nothing was approved (ADR-0089) */
  | { outcome: 'note_missing' }
  /** each payout on its own: those that could be are approved, the rest are exceptions */
  | {
      outcome: 'approved';
      approvalId: string;
      total: MinorUnits;
      results: Result[];
    };

/**
 * Approves the payouts an admin chose from a batch (domain.md section 9; ADR-0087). What was chosen is kept with
 * its manifest before anything takes effect; then each payout is approved in a transaction of its own, under its lock, bound to its own
 * manifest. What changed since is left and kept as an exception, the rest stays approved. A payout that is not named is never touched. Safe to
 * repeat: the same admin's same manifest is the same approval.
 */
export async function approveBatch(approval: BatchApproval): Promise<BatchApprovalOutcome> {
  const { batchId, chosen } = approval;
  if (!(await db.payoutBatch.findUnique({ where: { id: batchId } }))) return { outcome: 'not_found' };
  if (chosen.length === 0) return { outcome: 'nothing_chosen' };
  const lines = await linesOf(approval);
  if (lines === undefined) return { outcome: 'other_manifest' };
  const manifest = await batchManifest(batchId, lines);
  if (manifest.hash !== approval.manifestHash) return { outcome: 'other_manifest' };
  if (approval.total !== undefined && approval.total !== manifest.total) return { outcome: 'other_total' };
  if (approval.note === undefined && (await anyStandsOut(approval))) return { outcome: 'note_missing' };
  const approvalId = await keep(approval, manifest, lines[0]?.currency ?? '');
  const results = await approveEach(approval, approvalId, lines);
  return { outcome: 'approved', approvalId, total: manifest.total, results };
}

async function anyStandsOut({ chosen, adminUserId: userId, keyId, at }: BatchApproval): Promise<boolean> {
  const ids = chosen.map(({ payoutId }) => payoutId);
  const contexts = await getPayoutContexts({ kind: 'admin', userId, keyId }, ids, at);
  return [...contexts.values()].some(({ flags }) => flags.length > 0);
}

interface Result {
  payoutId: string;
  outcome: BatchOutcome;
}

/** Several side by side, as many as the database's connections bear; each keeps what it came to at once. */
async function approveEach(
  { adminUserId, keyId, at }: BatchApproval,
  approvalId: string,
  lines: ReadonlyArray<{ payoutId: string; manifestHash: string }>,
): Promise<Result[]> {
  const waiting = [...lines];
  const results: Result[] = [];
  const lane = async () => {
    for (let line = waiting.shift(); line; line = waiting.shift()) {
      const { payoutId, manifestHash } = line;
      const result = await approvePayout({ payoutId, adminUserId, keyId, manifestHash, at });
      const outcome = await outcomeOf(payoutId, adminUserId, result);
      await transaction((tx) => insertBatchOutcome(tx, { approvalId, payoutId, outcome, at }));
      results.push({ payoutId, outcome });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results.sort(byKeys((result) => result.payoutId));
}

/** The chosen payouts as they stand in this batch; undefined when one is not of it, is named twice, or was seen as another one. */
async function linesOf({ batchId, chosen }: BatchApproval) {
  const rows = await db.payout.findMany({
    where: { batchId, id: { in: chosen.map(({ payoutId }) => payoutId) } },
    select: {
      ...{ id: true, partnerId: true, amount: true, currency: true, destination: true, manifestHash: true },
    },
    orderBy: { id: 'asc' },
  });
  const seen = new Map(chosen.map(({ payoutId, manifestHash }) => [payoutId, manifestHash]));
  if (rows.length !== chosen.length) return undefined;
  if (rows.some(({ id, manifestHash }) => seen.get(id) !== manifestHash)) return undefined;
  return rows.map(({ id, ...row }) => ({ payoutId: id, ...row }));
}

/** Keeps what the admin signs; a second time it is there already. */
async function keep(approval: BatchApproval, manifest: BatchManifest, currency: string): Promise<string> {
  const { batchId, adminUserId: userId, keyId, note = null, at } = approval;
  return transaction(async (tx) => {
    const { id, fresh } = await insertBatchApproval(tx, {
      ...{ batchId, userId, keyId, manifest, currency, note, at },
    });
    if (!fresh) return id;
    const { hash, payouts, total } = manifest;
    await recordAudit(tx, {
      at,
      actor: { kind: 'admin', userId, keyId },
      action: 'payout_batch.approved',
      subject: { type: 'payout_batch', id: batchId },
      detail: { approvalId: id, manifestHash: hash, payouts, amount: total.toString() },
    });
    return id;
  });
}

async function outcomeOf(payoutId: string, userId: string, result: ApprovalOutcome): Promise<BatchOutcome> {
  if (result.outcome === 'not_found') return 'ended';
  const ownApproval =
    result.outcome === 'wrong_state' && (await db.payoutApproval.count({ where: { payoutId, userId } })) > 0;
  return batchOutcomeOf(result.outcome, { status: result.status, ownApproval });
}
