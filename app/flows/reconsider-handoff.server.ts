import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { wake } from '~/platform/queue.server';
import type { Tx } from '~/platform/transaction.server';

/**
 * A handoff was accepted, declared for or ended: whoever came through it, or may have, is settled again, in the transaction of the cause.
 * Those of its domain too: of two agencies the first accepted wins (domain.md section 11).
 */
export async function reconsiderHandoff(tx: Tx, handoffId: string): Promise<void> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select c.id from customer c, handoff h where h.id = ${handoffId}
      and (c.handoff_id in (select o.id from handoff o where o.project_id = h.project_id) or c.match_domain = h.domain
        or lower(c.email) in (select d.email from declared_sign_up d where d.handoff_id = h.id))`;
  if (rows.length === 0) return;
  await markUnsettled(tx, { customerIds: rows.map((row) => row.id) });
  await wake('settle', tx);
}
