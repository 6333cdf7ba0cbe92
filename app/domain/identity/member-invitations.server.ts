import type { EmailToken } from '~/generated/prisma/client';
import { newSecret, sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import type { MemberRole, PartnerScope } from './scope';

// Invitations of people to a workspace: secrets sent by mail, stored hashed, good once and for seven days of the machine's time.

const LIFE_MS = 7 * 86_400_000;

const open = () => ({ kind: 'invite_member' as const, usedAt: null, expiresAt: { gt: new Date() } });

/** An invitation that can still be accepted. */
export interface OpenMemberInvitation {
  /** the hash of its secret */
  id: string;
  partnerId: string;
  /** lower case */
  email: string;
  role: MemberRole;
  expiresAt: Date;
}

function asInvitation({ id, partnerId, email, memberRole, expiresAt }: EmailToken): OpenMemberInvitation {
  if (partnerId === null || memberRole === null) throw new Error(`the invitation ${id} names no workspace`);
  return { id, partnerId, email, role: memberRole, expiresAt };
}

/** The invitations to the asker's workspace that can still be accepted, the latest first. */
export async function listMemberInvitations(scope: PartnerScope): Promise<OpenMemberInvitation[]> {
  const rows = await db.emailToken.findMany({
    where: { ...open(), partnerId: scope.partnerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(asInvitation);
}

/** How many other addresses have an open invitation to a workspace. */
export function countOtherInvitations(tx: Tx, partnerId: string, email: string): Promise<number> {
  return tx.emailToken.count({ where: { ...open(), partnerId, email: { not: email } } });
}

/** One open invitation to the asker's workspace; null when there is none of that id. */
export async function findMemberInvitation(
  tx: Tx,
  partnerId: string,
  id: string,
): Promise<OpenMemberInvitation | null> {
  const row = await tx.emailToken.findFirst({ where: { ...open(), partnerId, id } });
  return row && asInvitation(row);
}

/**
 * A new invitation; older ones of the same address to the same workspace end. The partner's row must be locked (lockPartner).
 * @param wanted.email lower case
 * @returns its id, and its secret, which is only in the mail
 */
export async function insertMemberInvitation(
  tx: Tx,
  wanted: { partnerId: string; email: string; role: MemberRole },
): Promise<{ id: string; secret: string }> {
  const { partnerId, email, role } = wanted;
  await tx.emailToken.updateMany({ where: { ...open(), partnerId, email }, data: { usedAt: new Date() } });
  const secret = newSecret();
  const id = sha256Hex(secret);
  await tx.emailToken.create({
    data: {
      id,
      email,
      kind: 'invite_member',
      partnerId,
      memberRole: role,
      expiresAt: new Date(Date.now() + LIFE_MS),
    },
  });
  return { id, secret };
}

/** What a secret invites to, without using it up; `used`: it was, or has ended. Null for one that never was, or is too old. */
export async function readMemberInvitation(
  tx: Tx,
  secret: string,
): Promise<{ invitation: OpenMemberInvitation; used: boolean } | null> {
  const row = await tx.emailToken.findUnique({ where: { id: sha256Hex(secret) } });
  if (row?.kind !== 'invite_member' || row.expiresAt <= new Date()) return null;
  return { invitation: asInvitation(row), used: row.usedAt !== null };
}

/** Uses an invitation up, or takes it back: of two at the same instant one wins. @returns whether it was still open */
export async function endMemberInvitation(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.emailToken.updateMany({
    where: { ...open(), id },
    data: { usedAt: new Date() },
  });
  return count === 1;
}
