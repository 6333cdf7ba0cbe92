import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import { pool } from '~/platform/db.server';

/** The money strip: Qualifying, Pending, Available, On its way, Paid; minor units of `currency`, the program's. */
export interface BalanceView {
  /** qualified, the customer has not paid yet: not in the ledger */
  accrued: bigint;
  pending: bigint;
  /** below zero after a clawback */
  available: bigint;
  inTransit: bigint;
  paid: bigint;
  currency: string;
}

/**
 * The balance of the asker's partner; for an admin that of one partner, or of all together.
 * @param narrowedTo an admin's narrowing; ignored for a partner
 */
export async function getBalance(scope: Scope, narrowedTo?: string): Promise<BalanceView> {
  const partnerId = visiblePartnerId(scope, narrowedTo);
  // Two statements: one for both cases could not use the index on the partner.
  const own = partnerId === undefined ? '' : 'and partner_id = $1';
  const { rows } = await pool.query<BalanceView>({
    name: `balance${own}`,
    text: `select p.currency, c.accrued, b.*
      from program p,
        lateral (select coalesce(sum(amount - reversed), 0)::bigint as accrued from commission
          where status = 'accrued' and withdrawn_at is null and currency = p.currency ${own}) c,
        lateral (select coalesce(sum(pending), 0)::bigint as pending, coalesce(sum(available), 0)::bigint as available,
            coalesce(sum(in_transit), 0)::bigint as "inTransit", coalesce(sum(paid), 0)::bigint as paid
          from partner_balance where currency = p.currency ${own}) b`,
    values: partnerId === undefined ? [] : [partnerId],
  });
  if (!rows[0]) throw new Error('the program has its one row');
  return rows[0];
}
