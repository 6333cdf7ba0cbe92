import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** Marks commissions `paid` whose whole worth paid payouts have carried (domain.md section 7: paid with the payout that carried it). */
export async function markCommissionsPaid(
  tx: Tx,
  commissionIds: readonly string[],
  at: Instant,
): Promise<void> {
  await tx.$executeRaw`
    update commission c set status = 'paid', paid_at = ${new Date(at)}
    where c.id = any(${[...commissionIds]}::text[]) and c.status = 'released' and c.amount - c.reversed <=
      (select coalesce(sum(i.amount), 0) from payout_item i join payout p on p.id = i.payout_id
       where i.commission_id = c.id and p.status = 'paid')`;
}

/** The payout that carried them came back: they are available again, released when they were. */
export async function unmarkCommissionsPaid(tx: Tx, commissionIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update commission c set status = 'released', paid_at = null
    where c.id = any(${[...commissionIds]}::text[]) and c.status = 'paid' and c.amount - c.reversed >
      (select coalesce(sum(i.amount), 0) from payout_item i join payout p on p.id = i.payout_id
       where i.commission_id = c.id and p.status = 'paid')`;
}
