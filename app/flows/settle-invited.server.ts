import { markUnsettled } from '~/domain/qualification/customer-book.server';
import { wake } from '~/platform/queue.server';
import type { Tx } from '~/platform/transaction.server';
import { reconsiderInvitations } from './store-invitations.server';

/**
 * After an invitation of a domain was made, changed or ended by a person: the invitations it bears on are judged again, and whoever it concerns
 * is settled again, in the transaction of the cause, which holds lockApplying.
 */
export async function settleInvited(tx: Tx, domain: string): Promise<void> {
  const outcome = { verdicts: [], customerIds: new Set<string>(), purchaseIds: new Set<string>() };
  await reconsiderInvitations(tx, [domain], outcome);
  const rows = await tx.customer.findMany({ where: { matchDomain: domain }, select: { id: true } });
  const customerIds = [...new Set([...rows.map((row) => row.id), ...outcome.customerIds])];
  if (customerIds.length === 0) return;
  await markUnsettled(tx, { customerIds });
  await wake('settle', tx);
}
