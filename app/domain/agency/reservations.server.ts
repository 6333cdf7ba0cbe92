import type { Invitation as InvitationRow } from '~/generated/prisma/client';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** Invitations that reserve their domain at an instant: not refused, not over. */
const inForceAt = (at: Date) => ({
  status: 'open' as const,
  endedAt: null,
  at: { lte: at },
  expiresAt: { gt: at },
});

/** The invitations of a domain in force, of every agency, earliest first. */
export function reservationsInForce(tx: Tx, domain: string, now: number): Promise<InvitationRow[]> {
  const where = { domain, ...inForceAt(new Date(now)) };
  return tx.invitation.findMany({ where, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
}

/** An agency's invitation of a domain that waits for an admin's approval; null when none does. */
export function reservationAsked(
  tx: Tx,
  own: { partnerId: string; domain: string; now: number },
): Promise<InvitationRow | null> {
  const { partnerId, domain, now } = own;
  return tx.invitation.findFirst({ where: { partnerId, domain, ...askedAt(new Date(now)) } });
}

const askedAt = (at: Date) => ({
  status: 'refused' as const,
  reason: 'domain_has_customers',
  approvedByUserId: null,
  answeredAt: null,
  endedAt: null,
  expiresAt: { gt: at },
});

/** Every invitation that waits for an admin, oldest first, with its agency. */
export function listAskedReservations(now: number) {
  return db.invitation.findMany({
    where: askedAt(new Date(now)),
    include: { partner: { select: { id: true, name: true, handle: true, status: true } }, project: true },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 200,
  });
}

/** How many of them there are. */
export function countAskedReservations(now: number): Promise<number> {
  return db.invitation.count({ where: askedAt(new Date(now)) });
}

/** An agency's invitations, newest first. */
export function listOwnReservations(partnerId: string) {
  return db.invitation.findMany({
    where: { partnerId },
    include: { project: { select: { id: true, name: true } } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: 200,
  });
}

/** One invitation, kept from changing until the end of the transaction; null when there is none, or it is another agency's. */
export async function lockReservation(
  tx: Tx,
  id: string,
  partnerId: string | null,
): Promise<InvitationRow | null> {
  const [locked] = await tx.$queryRaw<unknown[]>`select id from invitation where id = ${id} for update`;
  if (!locked) return null;
  return tx.invitation.findFirst({ where: { id, ...(partnerId === null ? {} : { partnerId }) } });
}
