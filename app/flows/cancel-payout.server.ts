import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { PayoutStatus } from '~/domain/payout/payout';
import { lockPayout } from '~/domain/payout/payout-book.server';
import type { Instant } from '~/kernel/time';
import { transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';

export type CancellationOutcome =
  | { outcome: 'canceled' }
  /** or another partner's */
  | { outcome: 'not_found' }
  | { outcome: 'wrong_state'; status: PayoutStatus };

/** The partner takes its request back, while it is `requested` (domain.md section 9). The money is available again. */
export async function cancelPayout({
  scope,
  payoutId,
  at,
}: {
  scope: Scope;
  payoutId: string;
  at: Instant;
}): Promise<CancellationOutcome> {
  return transaction(async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout || (visiblePartnerId(scope) ?? payout.partnerId) !== payout.partnerId)
      return { outcome: 'not_found' };
    const canceled = await giveMoneyBack(tx, payout, { as: 'canceled', reason: null, actor: scope, at });
    return canceled ? { outcome: 'canceled' } : { outcome: 'wrong_state', status: payout.status };
  });
}
