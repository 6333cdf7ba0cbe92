import type { AdminScope } from '~/domain/identity/scope';
import type { NewBatch } from '~/domain/payout/batch-book.server';
import { loadProgram } from '~/domain/program/program.server';
import { partnersAbleToBePaid } from '~/domain/reporting/payable-commissions.server';
import { newId } from '~/kernel/ids';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { log } from '~/platform/log.server';
import { transaction } from '~/platform/transaction.server';
import { requestPayout } from './request-payout.server';

export interface BatchRequest {
  by: AdminScope | 'operator';
  /** the batch's id, so that a second click finds the first one's; absent: a new one */
  batchId?: string | undefined;
  /** only these partners; absent: every eligible one */
  partnerIds?: readonly string[] | undefined;
  /** the program's clock */
  at: Instant;
}

export type BatchRequestOutcome =
  | {
      outcome: 'created';
      batchId: string;
      payouts: Array<{ partnerId: string; payoutId: string; amount: MinorUnits }>;
    }
  /** this very request was made before: nothing more is requested */
  | { outcome: 'exists'; batchId: string }
  /** nobody is eligible */
  | { outcome: 'nobody' };

const ID = /^pb_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Whether a text can be the id of a batch: forms carry one. */
export function isBatchId(text: string): boolean {
  return ID.test(text);
}

/**
 * Asks for a payout for every active, payable partner with at least the minimum, of everything available, as one batch (domain.md section 9;
 * ADR-0086). Each in a transaction of its own, with the batch made by the first: killed in between, what was requested stands, and asking again
 * asks for the rest. Of two clicks at once with one id each partner is asked for once, in one batch.
 */
export async function requestBatch(request: BatchRequest): Promise<BatchRequestOutcome> {
  const { by, at, partnerIds } = request;
  const batch = newBatch(request);
  if (await db.payoutBatch.findUnique({ where: { id: batch.id } }))
    return { outcome: 'exists', batchId: batch.id };
  const able = await transaction(async (tx) => {
    const { currency, minimumPayout: minimum } = await loadProgram(tx);
    return partnersAbleToBePaid(tx, { currency, minimum, partnerIds });
  });
  const payouts: Array<{ partnerId: string; payoutId: string; amount: MinorUnits }> = [];
  for (const partnerId of able) {
    const result = await requestPayout({ by, partnerId, batch, at });
    if (result.outcome === 'created')
      payouts.push({ partnerId, payoutId: result.payoutId, amount: result.amount });
    else log.info({ partnerId, batchId: batch.id, outcome: result.outcome }, 'a batch left a partner out');
  }
  if (payouts.length > 0) return { outcome: 'created', batchId: batch.id, payouts };
  // somebody with the same id was faster with every one of them
  const made = await db.payoutBatch.findUnique({ where: { id: batch.id } });
  return made ? { outcome: 'exists', batchId: batch.id } : { outcome: 'nobody' };
}

function newBatch({ by, at, batchId }: BatchRequest): NewBatch {
  const id = batchId ?? newId('pb', at);
  if (by === 'operator') return { id, origin: 'command', month: null, createdBy: null, at };
  return { id, origin: by.keyId === null ? 'admin' : 'api', month: null, createdBy: by.userId, at };
}
