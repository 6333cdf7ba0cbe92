import type { MemberRole } from '~/domain/identity/scope';
import type { MemberScope } from '~/flows/invite-member.server';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { signUp } from './people';

export interface Workspace {
  partnerId: string;
  name: string;
  owner: Person;
}

export interface Person {
  userId: string;
  email: string;
}

/** An agency that may work, with its owner. */
export async function makeAgency(name = 'River Agency'): Promise<Workspace> {
  const { partnerId, userId, email } = await signUp({ kind: 'agency', name });
  await db.partner.update({ where: { id: partnerId }, data: { status: 'active' } });
  return { partnerId, name, owner: { userId, email } };
}

/** Somebody with an account who is a member of nothing but their own new partner. */
export async function makePerson(): Promise<Person & { partnerId: string }> {
  const { userId, email, partnerId } = await signUp();
  return { userId, email, partnerId };
}

/** Puts a person into a workspace without an invitation. */
export async function putMember(partnerId: string, userId: string, role: MemberRole): Promise<void> {
  await db.partnerMember.create({ data: { partnerId, userId, role, joinedAt: new Date(now()) } });
}

/** Who a member is to the flows. */
export function memberScope(partnerId: string, userId: string, role: MemberRole = 'owner'): MemberScope {
  return { kind: 'partner', partnerId, userId, keyId: null, role };
}

/** The secret of the latest invitation mailed to an address. */
export async function invitationMailedTo(email: string): Promise<string> {
  const mails = await db.mail.findMany({ where: { to: email }, orderBy: { id: 'desc' } });
  for (const { text } of mails) {
    const secret = /\/invitations\/([\w-]+)/.exec(text)?.[1];
    if (secret) return secret;
  }
  throw new Error(`no mail to ${email} invites`);
}
