import { least, type MinorUnits, sum } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';

/** A commission as far as payouts are concerned. */
export interface PayableCommission {
  id: string;
  /** null: not released, or a late event undid the release; then it is worth nothing */
  releasedAt: Instant | null;
  /** amount minus reversed while it stands released, else 0 */
  worth: MinorUnits;
  /** what live payouts carry of it already */
  carried: MinorUnits;
}

export interface Item {
  commissionId: string;
  /** negative: a clawback of what an earlier payout carried too much */
  amount: MinorUnits;
}

export type Allocation = { outcome: 'allocated'; items: Item[] } | { outcome: 'not_covered' };

/** What is still to be paid of a commission; negative after a reversal of what was paid. */
export function remainderOf(commission: PayableCommission): MinorUnits {
  return commission.worth - commission.carried;
}

/**
 * Which part of which commission a payout carries, adding up to its amount exactly: clawbacks first, all of them; then the commissions
 * released longest ago, the last one in part (domain.md sections 7 and 9). The remainders of all commissions are the available balance; if
 * they do not reach the amount, the ledger holds something else and nothing may be paid.
 */
export function allocateItems(commissions: readonly PayableCommission[], amount: MinorUnits): Allocation {
  const open = commissions.map((one) => ({ ...one, remainder: remainderOf(one) }));
  const clawbacks = open
    .filter((one) => one.remainder < 0n)
    .sort(byKeys((one) => one.id))
    .map((one) => ({ commissionId: one.id, amount: one.remainder }));
  const earned = open
    .filter((one) => one.remainder > 0n)
    .sort(
      byKeys(
        (one) => one.releasedAt ?? 0,
        (one) => one.id,
      ),
    );
  const items: Item[] = [...clawbacks];
  let missing = amount - sum(clawbacks.map((item) => item.amount));
  for (const commission of earned) {
    if (missing === 0n) break;
    const part = least(commission.remainder, missing);
    items.push({ commissionId: commission.id, amount: part });
    missing -= part;
  }
  return missing === 0n ? { outcome: 'allocated', items } : { outcome: 'not_covered' };
}
