import type { AdminScope } from '~/domain/identity/scope';
import { isManual } from '~/domain/partner/manual-details';
import type { BatchOutcome } from '~/domain/payout/batch-outcome';
import type { PayoutFlag } from '~/domain/payout/batch-risk';
import { type BatchPayout, type BatchPlace, placeOf } from '~/domain/payout/batch-rows';
import { groupBy } from '~/kernel/group';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db, pool } from '~/platform/db.server';
import { getPayoutContexts } from './payout-queue.server';

/** What a payout must tell to be placed. */
interface Placed extends Omit<BatchPayout, 'flags' | 'approvedByViewer'> {
  destination: string;
  approvals: ReadonlyArray<{ by: string }>;
}

/** What the admin's page and the API show of a payout of a batch beside the payout. */
export interface BatchContext {
  /** paid by hand: Stripe's balance is not asked for it */
  manual: boolean;
  /** while it is requested: what may not be paid any more matters until it is decided */
  flags: PayoutFlag[];
  /** the last cycle, while it is requested; minor units; null: nothing was approved before */
  last: MinorUnits | null;
  place: BatchPlace;
}

/**
 * The payouts of a batch, each with its flags and its place.
 * @param now the program's clock
 */
export async function placePayouts<Payout extends Placed>(
  scope: AdminScope,
  { batchId, payouts, now }: { batchId: string; payouts: readonly Payout[]; now: Instant },
): Promise<Array<Payout & BatchContext>> {
  const requested = payouts.filter(({ status }) => status === 'requested').map(({ id }) => id);
  const [contexts, outcomes] = await Promise.all([
    getPayoutContexts(scope, requested, now),
    db.payoutBatchOutcome.findMany({ where: { approval: { batchId } } }),
  ]);
  const outcomesOf = groupBy(outcomes, ({ payoutId }) => payoutId);
  return payouts.map((payout) => {
    const { flags = [], last = null } = contexts.get(payout.id) ?? {};
    const approvedByViewer = payout.approvals.some(({ by }) => by === scope.userId);
    const named = (outcomesOf.get(payout.id) ?? []).map(({ outcome }) => outcome as BatchOutcome);
    const place = placeOf({ ...payout, flags, approvedByViewer }, named);
    return { ...payout, flags, last, place, manual: isManual(payout.destination) };
  });
}

/** What approved payouts still take from the balance at Stripe: none of them has a transfer yet. */
export async function committedToStripe(_scope: AdminScope, currency: string): Promise<MinorUnits> {
  const { rows } = await pool.query<{ amount: bigint }>({
    name: 'payouts-committed',
    text: `select coalesce(sum(amount), 0)::bigint as amount from payout
      where status in ('approved', 'sending') and transfer_id is null and currency = $1 and destination not like 'manual:%'`,
    values: [currency],
  });
  return rows[0]?.amount ?? 0n;
}
