import type { Payout } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';

/**
 * The admins who made what a payout was earned by (ADR-0089): who published a version of the terms of one of its commissions, and who changed
 * the partner's terms or rate since the partner was last paid. Shipped terms are nobody's, and so is the standing a partner began with.
 */
export async function adminsBehind(
  tx: Tx,
  { id, partnerId }: Pick<Payout, 'id' | 'partnerId'>,
): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ userId: string }>>`
    select v.created_by as "userId"
    from payout_item i
    join commission c on c.id = i.commission_id
    join terms_version v on v.terms_key = c.terms_key and v.version = c.terms_version
    where i.payout_id = ${id} and v.created_by is not null
    union
    select s.by_user_id from (
      select by_user_id, at, terms_key, rate_bps, row_number() over history as number,
        lag(terms_key) over history as terms_before, lag(rate_bps) over history as rate_before
      from partner_standing where partner_id = ${partnerId} window history as (order by id)
    ) s
    where s.by_user_id is not null and s.number > 1
      and (s.terms_key is distinct from s.terms_before or s.rate_bps is distinct from s.rate_before)
      and s.at > coalesce((select max(paid_at) from payout where partner_id = ${partnerId} and status = 'paid'), '-infinity')`;
  return rows.map(({ userId }) => userId);
}
