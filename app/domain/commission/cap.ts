import { greatest, least, type MinorUnits } from '~/kernel/money';
import { type CapOrder, inCapOrder } from './claim';

/** A member of a cap's pool: same reward, and same partner and month or same customer. */
export interface Capped extends CapOrder {
  key: string;
  uncapped: MinorUnits;
  cap: MinorUnits;
}

/**
 * Amounts after the cap, by key: in cap order, until the sum reaches the cap. What a later reversal takes back is not given to
 * others: only `uncapped` and the order count (domain.md section 6).
 */
export function clip(pool: readonly Capped[]): Map<string, MinorUnits> {
  const amounts = new Map<string, MinorUnits>();
  let used = 0n;
  for (const member of [...pool].sort(inCapOrder)) {
    const amount = least(member.uncapped, greatest(0n, member.cap - used));
    used += amount;
    amounts.set(member.key, amount);
  }
  return amounts;
}
