import type { Invitation as InvitationRow } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';
import type { Invitation, Refusal } from './invitation';

/** Invitations of domains that were not refused, for attribution. */
export async function loadInvitations(tx: Tx, domains: readonly string[]): Promise<Invitation[]> {
  if (domains.length === 0) return [];
  const rows = await tx.invitation.findMany({
    where: { domain: { in: [...domains] }, status: { not: 'refused' } },
  });
  return rows.map(invitationOf);
}

/** A stored invitation as the rules see it. */
export function invitationOf(row: InvitationRow): Invitation {
  return {
    id: row.id,
    partnerId: row.partnerId,
    domain: row.domain,
    at: row.at.getTime(),
    expiresAt: row.expiresAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    approved: row.approvedByUserId !== null,
  };
}

/** Whose invitations name one of these domains. */
export async function agenciesInviting(tx: Tx, domains: readonly string[]): Promise<string[]> {
  if (domains.length === 0) return [];
  const rows = await tx.invitation.findMany({
    where: { domain: { in: [...domains] } },
    select: { partnerId: true },
    distinct: ['partnerId'],
  });
  return rows.map((row) => row.partnerId);
}

/** Writes which invitations are refused now, and why. One that was ended before stands as revoked when a refusal is lifted. */
export async function saveRefusals(
  tx: Tx,
  changes: ReadonlyArray<{ id: string; refusal: Refusal | null }>,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`
    update invitation i set reason = r.refusal,
      status = (case when r.refusal is not null then 'refused' when i.ended_at is not null then 'revoked' else 'open' end)::"InvitationStatus"
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as r(id text, refusal text) where i.id = r.id`;
}
