import type { AdminScope } from '~/domain/identity/scope';
import { listBatchPayouts, type PayoutView } from '~/domain/payout/payouts.server';
import { type BatchContext, placePayouts } from '~/domain/reporting/payout-batch.server';
import { now } from '~/platform/clock.server';

/** A payout of a batch as the admin's page, its export and the API show it. */
export type BatchRow = PayoutView & BatchContext;

/** Every payout of a batch, the largest first. */
export async function readBatchRows(scope: AdminScope, batchId: string): Promise<BatchRow[]> {
  const payouts = await listBatchPayouts(scope, batchId);
  return placePayouts(scope, { batchId, payouts, now: now() });
}
