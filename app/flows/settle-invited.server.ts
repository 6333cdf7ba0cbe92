import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { wake } from '~/platform/queue.server';
import type { Tx } from '~/platform/transaction.server';

/**
 * Has whoever belongs to a domain settled again after an invitation of it was made, changed or ended, in the transaction of the cause.
 * @param others customers of other domains that it concerns
 */
export async function settleInvited(tx: Tx, domain: string, others: ReadonlySet<string>): Promise<void> {
  const rows = await tx.customer.findMany({ where: { matchDomain: domain }, select: { id: true } });
  const customerIds = [...new Set([...rows.map((row) => row.id), ...others])];
  if (customerIds.length === 0) return;
  await markUnsettled(tx, { customerIds });
  await wake('settle', tx);
}
