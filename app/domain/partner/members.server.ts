import type { MemberRole, PartnerScope } from '~/domain/identity/scope';
import type { PartnerMember } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** Somebody who belongs to a workspace now. */
export interface ListedMember {
  userId: string;
  name: string;
  email: string;
  role: MemberRole;
  joinedAt: Instant;
}

/** Who belongs to the asker's workspace: owners first, then by name. */
export async function listMembers(scope: PartnerScope): Promise<ListedMember[]> {
  const rows = await db.partnerMember.findMany({
    where: { partnerId: scope.partnerId, leftAt: null },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ role: 'asc' }, { user: { name: 'asc' } }, { userId: 'asc' }],
  });
  return rows.map(({ userId, role, joinedAt, user }) => ({
    userId,
    role,
    joinedAt: joinedAt.getTime(),
    ...user,
  }));
}

/** Somebody's membership that is in force; null when there is none. */
export function findMember(tx: Tx, partnerId: string, userId: string): Promise<PartnerMember | null> {
  return tx.partnerMember.findFirst({ where: { partnerId, userId, leftAt: null } });
}

/** Whether a person belongs to a partner now. */
export async function isMember(tx: Tx, partnerId: string, userId: string): Promise<boolean> {
  return (await findMember(tx, partnerId, userId)) !== null;
}

/** Whether a partner would still have an owner who can sign in without this one. Its row must be locked (lockPartner). */
export async function hasOtherOwner(tx: Tx, partnerId: string, userId: string): Promise<boolean> {
  const others = await tx.partnerMember.count({
    where: { partnerId, userId: { not: userId }, role: 'owner', leftAt: null, user: { disabledAt: null } },
  });
  return others > 0;
}

/** Gives a member another role; the row stays. */
export async function setRole(
  tx: Tx,
  member: { partnerId: string; userId: string },
  role: MemberRole,
): Promise<void> {
  await tx.partnerMember.update({ where: { partnerId_userId: member }, data: { role } });
}

/** Ends a membership. The row is kept: the self-referral rule asks who ever belonged (domain.md section 3). */
export async function endMembership(
  tx: Tx,
  member: { partnerId: string; userId: string; joinedAt: Date },
  at: Instant,
): Promise<void> {
  const { partnerId, userId, joinedAt } = member;
  const leftAt = new Date(Math.max(at, joinedAt.getTime()));
  await tx.partnerMember.update({ where: { partnerId_userId: { partnerId, userId } }, data: { leftAt } });
}

/**
 * Makes a person a member; who had left belongs again, from now on (the audit log keeps when they belonged before).
 * @returns false when the person belonged already: nothing changes
 */
export async function joinPartner(
  tx: Tx,
  member: { partnerId: string; userId: string; role: MemberRole; at: Instant },
): Promise<boolean> {
  const { partnerId, userId, role, at } = member;
  const joinedAt = new Date(at);
  const { count } = await tx.partnerMember.createMany({
    data: [{ partnerId, userId, role, joinedAt }],
    skipDuplicates: true,
  });
  if (count === 1) return true;
  const revived = await tx.partnerMember.updateMany({
    where: { partnerId, userId, leftAt: { not: null } },
    data: { role, joinedAt, leftAt: null },
  });
  return revived.count === 1;
}

/** The addresses of a partner's owners who can sign in. */
export async function ownerAddresses(tx: Tx, partnerId: string): Promise<string[]> {
  const rows = await tx.partnerMember.findMany({
    where: { partnerId, role: 'owner', leftAt: null, user: { disabledAt: null } },
    select: { user: { select: { email: true } } },
  });
  return rows.map(({ user }) => user.email);
}
