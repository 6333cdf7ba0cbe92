import type { AdminScope } from '~/domain/identity/scope';
import type { PayoutStatus } from '~/domain/payout/payout';
import { lockPayout } from '~/domain/payout/payout-book.server';
import type { Instant } from '~/kernel/time';
import { transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';

export type RejectionOutcome =
  | { outcome: 'rejected' }
  | { outcome: 'not_found' }
  /** it is being sent, or over */
  | { outcome: 'wrong_state'; status: PayoutStatus };

/**
 * An admin says no, before the payout is being sent; the partner reads the reason. The money is available again.
 * @param reason not empty
 */
export async function rejectPayout({
  scope,
  payoutId,
  reason,
  at,
}: {
  scope: AdminScope;
  payoutId: string;
  reason: string;
  at: Instant;
}): Promise<RejectionOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout) return { outcome: 'not_found' };
    const rejected = await giveMoneyBack(tx, payout, { as: 'rejected', reason, actor: scope, at });
    return rejected ? { outcome: 'rejected' } : { outcome: 'wrong_state', status: payout.status };
  });
}
