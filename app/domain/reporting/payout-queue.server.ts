import type { AdminScope } from '~/domain/identity/scope';
import { HOUR_MS, type Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** What an admin should notice about a payout before approving it. */
export type PayoutFlag = 'first_payout' | 'destination_changed' | 'account_not_ready' | 'partner_not_active';

export const DESTINATION_FRESH_HOURS = 72;

export interface PayoutContext {
  payoutId: string;
  flags: PayoutFlag[];
  /** commissions in it; clawbacks among them */
  items: number;
  recovered: number;
}

interface Row {
  payoutId: string;
  first: boolean;
  changed: boolean;
  payable: boolean;
  active: boolean;
  items: number;
  recovered: number;
}

/**
 * Flags and size of some payouts, by id (domain.md section 9).
 * @param now the program's clock
 */
export async function getPayoutContexts(
  _scope: AdminScope,
  payoutIds: readonly string[],
  now: Instant,
): Promise<Map<string, PayoutContext>> {
  const fresh = new Date(now - DESTINATION_FRESH_HOURS * HOUR_MS);
  const { rows } = await pool.query<Row>({
    name: 'payout-contexts',
    text: `select p.id as "payoutId", pa.payable, pa.status = 'active' as active,
        not exists (select 1 from payout o where o.partner_id = p.partner_id and o.status = 'paid' and o.id <> p.id) as first,
        coalesce(pa.destination_changed_at > $2, false) or pa.stripe_account_id is distinct from p.destination as changed,
        i.items, i.recovered
      from payout p join partner pa on pa.id = p.partner_id,
        lateral (select count(*)::int as items, (count(*) filter (where amount < 0))::int as recovered
          from payout_item where payout_id = p.id) i
      where p.id = any($1)`,
    values: [[...payoutIds], fresh],
  });
  return new Map(rows.map((row) => [row.payoutId, contextOf(row)]));
}

function contextOf({ payoutId, items, recovered, ...row }: Row): PayoutContext {
  const flags: Array<[boolean, PayoutFlag]> = [
    [row.first, 'first_payout'],
    [row.changed, 'destination_changed'],
    [!row.payable, 'account_not_ready'],
    [!row.active, 'partner_not_active'],
  ];
  return { payoutId, items, recovered, flags: flags.flatMap(([on, flag]) => (on ? [flag] : [])) };
}
