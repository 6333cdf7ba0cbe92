import { recordAudit } from '~/domain/audit/audit.server';
import { domainOf, isFreeMailDomain } from '~/domain/identity/mail-domain';
import {
  endMemberInvitation,
  type OpenMemberInvitation,
  readMemberInvitation,
} from '~/domain/identity/member-invitations.server';
import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import type { MemberRole } from '~/domain/identity/scope';
import { findUserByEmail, insertUser } from '~/domain/identity/users.server';
import { takesMembers } from '~/domain/partner/members';
import { isMember, joinPartner } from '~/domain/partner/members.server';
import { lockPartner } from '~/domain/partner/partner.server';
import { markUnsettled } from '~/domain/qualification/customer-book.server';
import type { User } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { hashPassword } from '~/platform/password.server';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { createRateLimit, networkOf } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { mailOwners } from './member-mail.server';

/** What the page of an invitation says. */
export type ShownInvitation =
  | {
      state: 'open';
      email: string;
      role: MemberRole;
      partnerName: string;
      /** the address has an account: its owner signs in first */
      hasAccount: boolean;
    }
  /** the viewer accepted it before */
  | { state: 'accepted'; partnerName: string }
  /** unknown, used, taken back or too old */
  | { state: 'gone' };

/** What a link invites to. Only looks: mail programs open links to preview them. */
export async function showMemberInvitation(
  secret: string,
  viewerId: string | null,
): Promise<ShownInvitation> {
  return transaction(async (tx) => {
    const found = await readMemberInvitation(tx, secret);
    if (!found) return { state: 'gone' };
    const { email, role, partnerId } = found.invitation;
    const partner = await tx.partner.findUniqueOrThrow({ where: { id: partnerId } });
    if (found.used) {
      const joined = viewerId !== null && (await isInvited(tx, found.invitation, viewerId));
      return joined ? { state: 'accepted', partnerName: partner.name } : { state: 'gone' };
    }
    if (!takesMembers(partner.status)) return { state: 'gone' };
    const hasAccount = (await tx.user.count({ where: { email } })) > 0;
    return { state: 'open', email, role, partnerName: partner.name, hasAccount };
  });
}

async function isInvited(
  tx: Tx,
  { email, partnerId }: OpenMemberInvitation,
  userId: string,
): Promise<boolean> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
  return user?.email === email && (await isMember(tx, partnerId, userId));
}

export type InvitationAccepted =
  | { outcome: 'joined'; partnerId: string }
  /** by another request at the same time, or by another invitation: nothing changed */
  | { outcome: 'is_member'; partnerId: string }
  /** it is for somebody else */
  | { outcome: 'other_address' }
  | { outcome: 'gone' };

/** Somebody signed in accepts the invitation of the own address. Used up once: accepted twice at once, it makes one membership. */
export async function acceptMemberInvitation(userId: string, secret: string): Promise<InvitationAccepted> {
  await assertQueueReady();
  return transaction(async (tx) => {
    const found = await readMemberInvitation(tx, secret);
    if (!found) return { outcome: 'gone' };
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.email !== found.invitation.email) return { outcome: 'other_address' };
    return admit(tx, user, found.invitation);
  });
}

export interface JoinWish {
  secret: string;
  name: string;
  password: string;
  /** who asks, to slow down floods */
  ip: string;
}

export type JoinedByInvitation =
  | { outcome: 'joined'; userId: string; partnerId: string }
  /** somebody with that address has an account since: its owner signs in */
  | { outcome: 'has_account' }
  | { outcome: 'weak_password'; problem: PasswordProblem }
  | { outcome: 'gone' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

const perNetwork = createRateLimit({ name: 'invited-sign-up', most: 60, seconds: 3600 });

/** A new person makes an account for the address that was invited, which is thereby confirmed, and belongs to the workspace. */
export async function joinByMemberInvitation(wish: JoinWish): Promise<JoinedByInvitation> {
  const { secret, name, password, ip } = wish;
  const allowance = await perNetwork.take(networkOf(ip));
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  await assertQueueReady();
  // before the hash is computed: without a link there is nothing to compute it for
  const known = await transaction((tx) => readMemberInvitation(tx, secret));
  if (!known || known.used) return { outcome: 'gone' };
  const { email } = known.invitation;
  if (await findUserByEmail(email)) return { outcome: 'has_account' };
  const problem = passwordProblem(password, [email, name]);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(password);
  try {
    return await transaction(async (tx) => {
      const person = { email, name, role: 'partner' as const, passwordHash, emailVerifiedAt: new Date() };
      const user = await insertUser(tx, person);
      if (!user) return { outcome: 'has_account' };
      const admitted = await admit(tx, user, known.invitation);
      // no account without a workspace
      if (admitted.outcome !== 'joined') throw new Gone();
      return { outcome: 'joined', userId: user.id, partnerId: admitted.partnerId };
    });
  } catch (thrown) {
    if (thrown instanceof Gone) return { outcome: 'gone' };
    throw thrown;
  }
}

/** Rolls the account back. */
class Gone extends Error {}

async function admit(tx: Tx, user: User, invitation: OpenMemberInvitation): Promise<InvitationAccepted> {
  const { partnerId, role } = invitation;
  const partner = await lockPartner(tx, partnerId);
  if (!partner || !takesMembers(partner.status)) return { outcome: 'gone' };
  const taken = await endMemberInvitation(tx, invitation.id);
  if (!taken) {
    return (await isMember(tx, partnerId, user.id))
      ? { outcome: 'is_member', partnerId }
      : { outcome: 'gone' };
  }
  // whoever reads the mail of an address has it
  if (!user.emailVerifiedAt) {
    await tx.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date() } });
  }
  const at = now();
  if (!(await joinPartner(tx, { partnerId, userId: user.id, role, at }))) {
    return { outcome: 'is_member', partnerId };
  }
  await recordAudit(tx, {
    at,
    actor: { kind: user.role, userId: user.id, keyId: null },
    action: 'member.joined',
    subject: { type: 'user', id: user.id },
    partnerId,
    detail: { role, invitation: invitation.id },
  });
  await mailOwners(tx, partner, `${user.name} (${user.email}) joined ${partner.name} as ${role}.`);
  await unsettleAddress(tx, user.email);
  return { outcome: 'joined', partnerId };
}

/**
 * Customers of an address that now belongs to a partner are judged again: they may be self-referrals (domain.md section 3). All of them, also
 * those no partner is credited with yet: one that is being settled at this moment is marked when its row is free.
 */
async function unsettleAddress(tx: Tx, email: string): Promise<void> {
  const domain = domainOf(email);
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select id from customer
     where lower(email) = ${email} or match_domain = ${isFreeMailDomain(domain) ? null : domain}`;
  if (rows.length === 0) return;
  await markUnsettled(tx, { customerIds: rows.map(({ id }) => id) });
  await wake('settle', tx);
}
