import type { Tx } from '~/platform/transaction.server';
import type { Invitation } from './invitation';

/** Invitations of domains that were not refused, for attribution. */
export async function loadInvitations(tx: Tx, domains: readonly string[]): Promise<Invitation[]> {
  if (domains.length === 0) return [];
  const rows = await tx.invitation.findMany({
    where: { domain: { in: [...domains] }, status: { not: 'refused' } },
  });
  return rows.map((row) => ({
    id: row.id,
    partnerId: row.partnerId,
    domain: row.domain,
    at: row.at.getTime(),
    expiresAt: row.expiresAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    approved: row.approvedByUserId !== null,
  }));
}
