import type { AdminScope } from '~/domain/identity/scope';
import type { PayoutStatus } from '~/domain/payout/payout';
import { lockPayout } from '~/domain/payout/payout-book.server';
import type { Instant } from '~/kernel/time';
import { transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';

/** An admin decides against a payout. */
export interface PayoutDecision {
  scope: AdminScope;
  payoutId: string;
  /** not empty; the partner reads it */
  reason: string;
  /** the program's clock */
  at: Instant;
}

export type RejectionOutcome =
  | { outcome: 'rejected' }
  | { outcome: 'not_found' }
  /** it is being sent, or over */
  | { outcome: 'wrong_state'; status: PayoutStatus };

/**
 * An admin says no, before the payout is being sent; the partner reads the reason. The money is available again.
 */
export async function rejectPayout({
  scope,
  payoutId,
  reason,
  at,
}: PayoutDecision): Promise<RejectionOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout) return { outcome: 'not_found' };
    const rejected = await giveMoneyBack(tx, payout, { as: 'rejected', reason, actor: scope, at });
    return rejected ? { outcome: 'rejected' } : { outcome: 'wrong_state', status: payout.status };
  });
}
