/** Where a payout stands (domain.md section 9). */
export const payoutStatuses = [
  'requested',
  'approved',
  'sending',
  'paid',
  'rejected',
  'failed',
  'returned',
  'canceled',
] as const;
export type PayoutStatus = (typeof payoutStatuses)[number];

/** What happens to a payout. */
export type PayoutStep = 'approve' | 'reject' | 'cancel' | 'send' | 'settle' | 'fail' | 'return';

interface Edge {
  from: readonly PayoutStatus[];
  to: PayoutStatus;
}

/**
 * The one table of moves (architecture.md rule 6; reliability.md I15). The database holds the same edges in a trigger.
 * Nothing leads out of `paid` but the return of the money: a reversal after payment is a clawback, set against later earnings.
 */
export const payoutEdges: Readonly<Record<PayoutStep, Edge>> = {
  approve: { from: ['requested'], to: 'approved' },
  // an approved one too: an admin may stop it until it is being sent
  reject: { from: ['requested', 'approved'], to: 'rejected' },
  cancel: { from: ['requested'], to: 'canceled' },
  send: { from: ['approved'], to: 'sending' },
  settle: { from: ['sending'], to: 'paid' },
  fail: { from: ['approved', 'sending'], to: 'failed' },
  return: { from: ['paid'], to: 'returned' },
};

/** The status after a step; null when the step is not legal from there. */
export function advance(status: PayoutStatus, step: PayoutStep): PayoutStatus | null {
  const edge = payoutEdges[step];
  return edge.from.includes(status) ? edge.to : null;
}

/** Payouts in these statuses carry no money any more: their items are free for another payout. */
export const voidStatuses: readonly PayoutStatus[] = ['rejected', 'failed', 'returned', 'canceled'];

/** Whether its items count against their commissions. */
export function isLive(status: PayoutStatus): boolean {
  return !voidStatuses.includes(status);
}
