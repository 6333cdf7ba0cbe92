import { recordAudit } from '~/domain/audit/audit.server';
import type { MemberRole } from '~/domain/identity/scope';
import { endMembership, findMember, hasOtherOwner, setRole } from '~/domain/partner/members.server';
import { lockPartner } from '~/domain/partner/partner.server';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { lockAsOwner, type MemberScope } from './invite-member.server';
import { mailOwners } from './member-mail.server';

export type MemberChanged =
  | { outcome: 'changed' }
  /** nobody of that id belongs to the workspace, or the asker is no owner any more */
  | { outcome: 'not_found' }
  /** a workspace always has an owner */
  | { outcome: 'last_owner' };

/** An owner gives somebody another role. The partner's row is locked: of two owners who demote each other one succeeds. */
export function changeMemberRole(
  scope: MemberScope,
  userId: string,
  role: MemberRole,
): Promise<MemberChanged> {
  return transaction(async (tx) => {
    const { partnerId } = scope;
    const partner = await lockAsOwner(tx, scope);
    const member = partner && (await findMember(tx, partnerId, userId));
    if (!partner || !member) return { outcome: 'not_found' };
    if (member.role === role) return { outcome: 'changed' };
    if (member.role === 'owner' && !(await hasOtherOwner(tx, partnerId, userId))) {
      return { outcome: 'last_owner' };
    }
    await setRole(tx, { partnerId, userId }, role);
    await audit(tx, scope, { action: 'member.role_changed', userId, from: member.role, to: role });
    if (role === 'owner' || member.role === 'owner') {
      await mailOwners(tx, partner, `${await nameOf(tx, userId)} is now ${role} of ${partner.name}.`);
    }
    return { outcome: 'changed' };
  });
}

/** An owner takes somebody out of the workspace; what they did stays, and their row is kept (domain.md section 3). */
export function removeMember(scope: MemberScope, userId: string): Promise<MemberChanged> {
  return transaction(async (tx) => {
    const partner = await lockAsOwner(tx, scope);
    return partner
      ? part(tx, scope, { partner, userId, action: 'member.removed' })
      : { outcome: 'not_found' };
  });
}

/** Somebody leaves a workspace, whatever their role; the last owner cannot. */
export function leaveWorkspace(scope: MemberScope): Promise<MemberChanged> {
  return transaction(async (tx) => {
    const partner = await lockPartner(tx, scope.partnerId);
    if (!partner) return { outcome: 'not_found' };
    return part(tx, scope, { partner, userId: scope.userId, action: 'member.left' });
  });
}

interface Parting {
  partner: { id: string; name: string };
  userId: string;
  action: 'member.removed' | 'member.left';
}

async function part(
  tx: Tx,
  scope: MemberScope,
  { partner, userId, action }: Parting,
): Promise<MemberChanged> {
  const member = await findMember(tx, partner.id, userId);
  if (!member) return { outcome: 'not_found' };
  if (member.role === 'owner' && !(await hasOtherOwner(tx, partner.id, userId))) {
    return { outcome: 'last_owner' };
  }
  await endMembership(tx, member, now());
  await audit(tx, scope, { action, userId, from: member.role, to: null });
  const did = action === 'member.left' ? 'has left' : 'was removed from';
  await mailOwners(tx, partner, `${await nameOf(tx, userId)} (${member.role}) ${did} ${partner.name}.`);
  return { outcome: 'changed' };
}

async function nameOf(tx: Tx, userId: string): Promise<string> {
  return (await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } })).name;
}

function audit(
  tx: Tx,
  scope: MemberScope,
  change: { action: string; userId: string; from: MemberRole; to: MemberRole | null },
): Promise<void> {
  const { action, userId, from, to } = change;
  return recordAudit(tx, {
    at: now(),
    actor: scope,
    action,
    subject: { type: 'user', id: userId },
    partnerId: scope.partnerId,
    detail: to === null ? { role: from } : { from, to },
  });
}
