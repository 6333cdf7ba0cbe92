import { isMember } from '~/domain/partner/members.server';
import type { Payout } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';

/**
 * Whether a payout is an admin's own: of a partner they belong to, or asked for as the partner. One who asked in office is no beneficiary
 * (domain.md section 9).
 */
export async function isOwnPayout(tx: Tx, payout: Payout, userId: string): Promise<boolean> {
  const askedAsPartner = payout.origin !== 'admin' && payout.requestedBy === userId;
  return askedAsPartner || isMember(tx, payout.partnerId, userId);
}
