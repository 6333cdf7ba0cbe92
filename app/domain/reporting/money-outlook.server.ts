import type { PartnerScope } from '~/domain/identity/scope';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** What comes next for each figure of the money strip; amounts in minor units of the program's currency. */
export interface MoneyOutlook {
  /** commissions that wait for their customer's first payment */
  qualifying: number;
  /** the earliest day something pending becomes available, and how much then; null: nothing has a date */
  nextRelease: { at: Instant; amount: MinorUnits } | null;
  /** pending without a date: waits for a sustained customer or the end of a dispute */
  undated: MinorUnits;
  /** the oldest payout on its way */
  transit: { payoutId: string; status: string; requestedAt: Instant } | null;
  lastPaid: { payoutId: string; amount: MinorUnits; at: Instant } | null;
}

interface Row {
  qualifying: number;
  releaseAt: Date | null;
  releaseAmount: bigint | null;
  undated: bigint;
  transit: { id: string; status: string; at: string } | null;
  paid: { id: string; amount: string; at: string } | null;
}

// What is pending is what is vested; of the dated part the UTC day of the earliest release counts as one.
const OUTLOOK = `
  with currency as (select currency from program),
  pending as (
    select amount - reversed as worth, release_due_at as due from commission
    where partner_id = $1 and status = 'vested' and withdrawn_at is null and currency = (table currency))
  select
    (select count(*)::int from commission
      where partner_id = $1 and status = 'accrued' and withdrawn_at is null and currency = (table currency)) as qualifying,
    (select min(due) from pending) as "releaseAt",
    (select sum(worth)::bigint from pending
      where (due at time zone 'UTC')::date = (select min(due at time zone 'UTC')::date from pending)) as "releaseAmount",
    (select coalesce(sum(worth), 0)::bigint from pending where due is null) as undated,
    (select json_build_object('id', id, 'status', status, 'at', requested_at) from payout
      where partner_id = $1 and status in ('requested', 'approved', 'sending') order by requested_at, id limit 1) as transit,
    (select json_build_object('id', id, 'amount', amount::text, 'at', paid_at) from payout
      where partner_id = $1 and status = 'paid' order by paid_at desc, id desc limit 1) as paid`;

/** The next dates of a partner's money (contract.md, pages). */
export async function getMoneyOutlook({ partnerId }: PartnerScope): Promise<MoneyOutlook> {
  const { rows } = await pool.query<Row>({ name: 'money-outlook', text: OUTLOOK, values: [partnerId] });
  const [row] = rows;
  if (!row) throw new Error('a select without from has one row');
  const { qualifying, releaseAt, releaseAmount, undated, transit, paid } = row;
  return {
    qualifying,
    undated,
    nextRelease: releaseAt ? { at: releaseAt.getTime(), amount: releaseAmount ?? 0n } : null,
    transit: transit && {
      payoutId: transit.id,
      status: transit.status,
      requestedAt: Date.parse(transit.at),
    },
    lastPaid: paid && { payoutId: paid.id, amount: BigInt(paid.amount), at: Date.parse(paid.at) },
  };
}
