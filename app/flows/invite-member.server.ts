import { recordAudit } from '~/domain/audit/audit.server';
import {
  countOtherInvitations,
  endMemberInvitation,
  findMemberInvitation,
  insertMemberInvitation,
} from '~/domain/identity/member-invitations.server';
import type { MemberRole, PartnerScope } from '~/domain/identity/scope';
import { MOST_OPEN_MEMBER_INVITATIONS, takesMembers } from '~/domain/partner/members';
import { findMember } from '~/domain/partner/members.server';
import { lockPartner } from '~/domain/partner/partner.server';
import type { Partner } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { createRateLimit, takeAll } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { mailInvitation } from './member-mail.server';

/** A member's scope: a person, not a key. */
export type MemberScope = PartnerScope & { userId: string };

export type MemberInvited =
  | { outcome: 'invited' }
  | { outcome: 'is_member' }
  | { outcome: 'too_many_open'; most: number }
  /** the partner is suspended, closed or rejected */
  | { outcome: 'not_active' }
  /** the asker is no owner any more */
  | { outcome: 'not_owner' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

// An invitation sends mail to an address its sender chose.
const perWorkspace = createRateLimit({ name: 'member-invitations', most: 40, seconds: 86_400 });
const perAddress = createRateLimit({ name: 'member-invitations-to', most: 5, seconds: 86_400 });

/**
 * Invites somebody to the workspace by mail, good for seven days; an earlier invitation of the address ends.
 * @param wish.email lower case
 */
export async function inviteMember(
  scope: MemberScope,
  wish: { email: string; role: MemberRole },
): Promise<MemberInvited> {
  const allowance = await takeAll([
    [perWorkspace, scope.partnerId],
    [perAddress, wish.email],
  ]);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  return transaction(async (tx) => {
    const partner = await lockAsOwner(tx, scope);
    if (!partner) return { outcome: 'not_owner' };
    if (!takesMembers(partner.status)) return { outcome: 'not_active' };
    if (await isMemberAddress(tx, partner.id, wish.email)) return { outcome: 'is_member' };
    if ((await countOtherInvitations(tx, partner.id, wish.email)) >= MOST_OPEN_MEMBER_INVITATIONS) {
      return { outcome: 'too_many_open', most: MOST_OPEN_MEMBER_INVITATIONS };
    }
    await send(tx, { scope, partner, wish, action: 'member.invited' });
    return { outcome: 'invited' };
  });
}

export type MemberInvitationResent =
  | { outcome: 'sent' }
  /** no such invitation of this workspace, or it has ended */
  | { outcome: 'not_found' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

/** Sends an invitation again with a new link, good for seven days from now; the old link ends. */
export async function resendMemberInvitation(
  scope: MemberScope,
  id: string,
): Promise<MemberInvitationResent> {
  const known = await transaction((tx) => findMemberInvitation(tx, scope.partnerId, id));
  if (!known) return { outcome: 'not_found' };
  const allowance = await takeAll([
    [perWorkspace, scope.partnerId],
    [perAddress, known.email],
  ]);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  return transaction(async (tx) => {
    const partner = await lockAsOwner(tx, scope);
    const wish = await findMemberInvitation(tx, scope.partnerId, id);
    if (!partner || !wish || !takesMembers(partner.status)) return { outcome: 'not_found' };
    await send(tx, { scope, partner, wish, action: 'member.invitation_resent' });
    return { outcome: 'sent' };
  });
}

/** Takes an invitation back: its link is worth nothing from now on. @returns whether there was one */
export function revokeMemberInvitation(scope: MemberScope, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const partner = await lockAsOwner(tx, scope);
    const invitation = partner && (await findMemberInvitation(tx, scope.partnerId, id));
    if (!invitation || !(await endMemberInvitation(tx, id))) return false;
    await audit(tx, { scope, id, role: invitation.role, action: 'member.invitation_revoked' });
    return true;
  });
}

/** The partner, locked until the end of the transaction, for somebody who still is an owner of it; else null. */
export async function lockAsOwner(tx: Tx, scope: MemberScope): Promise<Partner | null> {
  const partner = await lockPartner(tx, scope.partnerId);
  const asker = await findMember(tx, scope.partnerId, scope.userId);
  return asker?.role === 'owner' ? partner : null;
}

async function isMemberAddress(tx: Tx, partnerId: string, email: string): Promise<boolean> {
  return (await tx.partnerMember.count({ where: { partnerId, leftAt: null, user: { email } } })) > 0;
}

interface Sending {
  scope: MemberScope;
  partner: Partner;
  wish: { email: string; role: MemberRole };
  action: string;
}

async function send(tx: Tx, { scope, partner, wish, action }: Sending): Promise<void> {
  const { email, role } = wish;
  const { id, secret } = await insertMemberInvitation(tx, { partnerId: partner.id, email, role });
  const by = await tx.user.findUniqueOrThrow({ where: { id: scope.userId }, select: { name: true } });
  await mailInvitation(tx, { email, role, secret, partnerName: partner.name, byName: by.name });
  await audit(tx, { scope, id, role, action });
}

function audit(
  tx: Tx,
  { scope, id, role, action }: { scope: MemberScope; id: string; role: MemberRole; action: string },
): Promise<void> {
  return recordAudit(tx, {
    at: now(),
    actor: scope,
    action,
    subject: { type: 'member_invitation', id },
    partnerId: scope.partnerId,
    detail: { role },
  });
}
