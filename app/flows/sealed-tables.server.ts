import type { Tip } from '~/domain/chain/chain.server';
import type { LedgerColumns } from '~/domain/chain/records-of-books';
import type { Standing } from '~/domain/partner/standing';
import { groupBy } from '~/kernel/group';
import type { Tx } from '~/platform/transaction.server';

/**
 * The ledger transactions of partners that their chains have not told, oldest first. A partner's ids grow in the order of their commits:
 * whoever posts holds the lock on its balance.
 */
export async function ledgerSince(tx: Tx, tips: readonly Tip[]): Promise<Map<string, LedgerColumns[]>> {
  if (tips.length === 0) return new Map();
  const since = tips.map(({ owner, ledgerId }) => ({ owner, ledger_id: ledgerId.toString() }));
  const rows = await tx.$queryRaw<Array<LedgerColumns & { partnerId: string }>>`
    select t.id, t.partner_id as "partnerId", t.kind, t.cause_key as "causeKey", t.effective_at as "effectiveAt",
      t.commission_id as "commissionId", t.payout_id as "payoutId", t.cancels_id as "cancelsId", t.currency,
      (select json_agg(json_build_object('account', e.account, 'amount', e.amount::text) order by e.line)
       from ledger_entry e where e.transaction_id = t.id) as entries
    from jsonb_to_recordset(${JSON.stringify(since)}::jsonb) as r(owner text, ledger_id bigint)
      join ledger_transaction t on t.partner_id = r.owner and t.id > r.ledger_id
    order by t.id`;
  return groupBy(rows, (row) => row.partnerId);
}

/** The standings of partners that their chains have not told, oldest first. */
export async function standingsSince(
  tx: Tx,
  tips: readonly Tip[],
): Promise<Map<string, Array<Standing & { id: bigint }>>> {
  if (tips.length === 0) return new Map();
  const since = tips.map(({ owner, standingId }) => ({ owner, standing_id: standingId.toString() }));
  const rows = await tx.$queryRaw<Array<Omit<Standing, 'at'> & { id: bigint; partnerId: string; at: Date }>>`
    select s.id, s.partner_id as "partnerId", s.at, s.status::text as status, s.terms_key as "termsKey", s.rate_bps as "rateBps"
    from jsonb_to_recordset(${JSON.stringify(since)}::jsonb) as r(owner text, standing_id bigint)
      join partner_standing s on s.partner_id = r.owner and s.id > r.standing_id
    order by s.id`;
  return groupBy(
    rows.map((row) => ({ ...row, at: row.at.getTime() })),
    (row) => row.partnerId,
  );
}
