import { beforeEach, describe, expect, it } from 'vitest';
import { listMemberInvitations } from '~/domain/identity/member-invitations.server';
import { MOST_OPEN_MEMBER_INVITATIONS } from '~/domain/partner/members';
import { listMembers } from '~/domain/partner/members.server';
import { db } from '~/platform/db.server';
import {
  invitationMailedTo,
  makeAgency,
  makePerson,
  memberScope,
  putMember,
  type Workspace,
} from '~/test-support/builders/members';
import { PASSWORD } from '~/test-support/builders/people';
import {
  acceptMemberInvitation,
  joinByMemberInvitation,
  showMemberInvitation,
} from './accept-member-invitation.server';
import { changeMemberRole, leaveWorkspace, removeMember } from './change-member.server';
import { inviteMember, resendMemberInvitation, revokeMemberInvitation } from './invite-member.server';

let agency: Workspace;
const owner = () => memberScope(agency.partnerId, agency.owner.userId);
const rolesNow = async () => {
  const members = await listMembers(owner());
  return Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
};
const actions = async () => {
  const rows = await db.auditEntry.findMany({
    where: { partnerId: agency.partnerId, action: { startsWith: 'member.' } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ action }) => action.slice('member.'.length));
};

let counter = 0;
const address = () => `guest${counter++}@guests.test`;

/** Invites an address; the secret of the mail. */
async function invited(email: string, role: 'owner' | 'manager' | 'viewer' = 'manager'): Promise<string> {
  expect(await inviteMember(owner(), { email, role })).toEqual({ outcome: 'invited' });
  return invitationMailedTo(email);
}
const newcomer = (secret: string) => ({ secret, name: 'Ann', password: PASSWORD, ip: '192.0.2.7' });

beforeEach(async () => {
  agency = await makeAgency();
});

describe('an invitation', () => {
  it('makes an account and a membership for a new person, whose address is thereby confirmed', async () => {
    const email = address();
    const secret = await invited(email, 'viewer');
    expect(await showMemberInvitation(secret, null)).toMatchObject({
      state: 'open',
      ...{ email, role: 'viewer', partnerName: agency.name, hasAccount: false },
    });
    const joined = await joinByMemberInvitation(newcomer(secret));
    if (joined.outcome !== 'joined') throw new Error(joined.outcome);
    expect(await rolesNow()).toMatchObject({ [joined.userId]: 'viewer' });
    const user = await db.user.findUniqueOrThrow({ where: { id: joined.userId } });
    expect(user).toMatchObject({ email, name: 'Ann', role: 'partner' });
    expect(user.emailVerifiedAt).not.toBeNull();
    expect(await actions()).toEqual(['invited', 'joined']);
    expect(await db.mail.count({ where: { to: agency.owner.email, text: { contains: 'joined' } } })).toBe(1);
  });

  it('lets somebody with an account in, and nobody else', async () => {
    const [guest, other] = [await makePerson(), await makePerson()];
    const secret = await invited(guest.email);
    expect(await acceptMemberInvitation(other.userId, secret)).toEqual({ outcome: 'other_address' });
    expect(await joinByMemberInvitation(newcomer(secret))).toEqual({ outcome: 'has_account' });
    expect(await acceptMemberInvitation(guest.userId, secret)).toMatchObject({ outcome: 'joined' });
    expect(await rolesNow()).toMatchObject({ [guest.userId]: 'manager' });
    expect(await showMemberInvitation(secret, guest.userId)).toMatchObject({ state: 'accepted' });
    expect(await showMemberInvitation(secret, other.userId)).toEqual({ state: 'gone' });
    expect(await showMemberInvitation(secret, null)).toEqual({ state: 'gone' });
  });

  it('stands nowhere but in the mail, and looking at it changes nothing', async () => {
    const secret = await invited(address());
    const rows = async () =>
      JSON.stringify([await db.emailToken.findMany(), await db.partnerMember.findMany()]);
    const before = await rows();
    expect(before).not.toContain(secret);
    await showMemberInvitation(secret, null);
    await showMemberInvitation(secret, agency.owner.userId);
    expect(await rows()).toBe(before);
  });

  it('accepted ten times at once makes one membership', async () => {
    const guest = await makePerson();
    const secret = await invited(guest.email);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => acceptMemberInvitation(guest.userId, secret)),
    );
    const outcomes = answers.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual([...Array.from({ length: 9 }, () => 'is_member'), 'joined']);
    expect(await actions()).toEqual(['invited', 'joined']);
  });

  it('used by ten new accounts at once makes one', async () => {
    const email = address();
    const secret = await invited(email);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => joinByMemberInvitation(newcomer(secret))),
    );
    expect(answers.filter(({ outcome }) => outcome === 'joined')).toHaveLength(1);
    expect(await db.user.count({ where: { email } })).toBe(1);
  });

  it.each([
    ['used', (secret: string) => joinByMemberInvitation(newcomer(secret))],
    ['too old', () => db.emailToken.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })],
    ['taken back', (_: string, id: string) => revokeMemberInvitation(owner(), id)],
    ['sent again', (_: string, id: string) => resendMemberInvitation(owner(), id)],
    [
      'of a closed partner',
      () => db.partner.update({ where: { id: agency.partnerId }, data: { status: 'closed' } }),
    ],
  ] as Array<[string, (secret: string, id: string) => Promise<unknown>]>)(
    'that is %s lets nobody in',
    async (_, spoil) => {
      const guest = await makePerson();
      const email = address();
      const secret = await invited(email);
      const [row] = await listMemberInvitations(owner());
      await spoil(secret, row?.id ?? '');
      await db.user.updateMany({ where: { email }, data: { email: address() } });
      await db.user.update({ where: { id: guest.userId }, data: { email } });
      expect(await acceptMemberInvitation(guest.userId, secret)).toEqual({ outcome: 'gone' });
      await db.user.update({ where: { id: guest.userId }, data: { email: guest.email } });
      expect(await joinByMemberInvitation(newcomer(secret))).toEqual({ outcome: 'gone' });
      expect(await db.user.count({ where: { email } })).toBe(0);
    },
  );

  it('altered, or of another kind, is none', async () => {
    const email = address();
    const secret = await invited(email);
    const altered = (secret.startsWith('A') ? 'B' : 'A') + secret.slice(1);
    expect(await joinByMemberInvitation(newcomer(altered))).toEqual({ outcome: 'gone' });
    expect(await showMemberInvitation('', null)).toEqual({ state: 'gone' });
    const mails = await db.mail.findMany({ where: { to: agency.owner.email } });
    const token = mails.map(({ text }) => /verify-email\?token=([\w-]+)/.exec(text)?.[1]).find(Boolean);
    expect(await showMemberInvitation(token ?? '', agency.owner.userId)).toEqual({ state: 'gone' });
  });

  it('a new one of the same address ends the one before; with another role it counts', async () => {
    const email = address();
    const first = await invited(email, 'viewer');
    const second = await invited(email, 'owner');
    expect(await showMemberInvitation(first, null)).toEqual({ state: 'gone' });
    expect(await showMemberInvitation(second, null)).toMatchObject({ role: 'owner' });
    expect(await listMemberInvitations(owner())).toHaveLength(1);
  });

  it('is refused for a member, for a weak password, beyond the most that may be open, and too often', async () => {
    expect(await inviteMember(owner(), { email: agency.owner.email, role: 'viewer' })).toEqual({
      outcome: 'is_member',
    });
    const email = address();
    const weak = { ...newcomer(await invited(email)), password: email };
    expect((await joinByMemberInvitation(weak)).outcome).toBe('weak_password');
    for (let open = 1; open < MOST_OPEN_MEMBER_INVITATIONS; open++) await invited(address());
    expect(await inviteMember(owner(), { email: address(), role: 'viewer' })).toEqual({
      outcome: 'too_many_open',
      most: MOST_OPEN_MEMBER_INVITATIONS,
    });
    for (let again = 0; again < 4; again++) await invited(email);
    expect((await inviteMember(owner(), { email, role: 'viewer' })).outcome).toBe('too_many');
  });

  it.each(['suspended', 'rejected', 'closed'] as const)('a %s partner sends none', async (status) => {
    await db.partner.update({ where: { id: agency.partnerId }, data: { status } });
    const wish = { email: address(), role: 'viewer' as const };
    expect(await inviteMember(owner(), wish)).toEqual({ outcome: 'not_active' });
  });
});

describe('members', () => {
  it('change role, are removed, leave, come back; their row and the log are kept', async () => {
    const guest = await makePerson();
    const as = memberScope(agency.partnerId, guest.userId, 'manager');
    const membership = { partnerId: agency.partnerId, userId: guest.userId };
    const row = () => db.partnerMember.findMany({ where: membership });
    await acceptMemberInvitation(guest.userId, await invited(guest.email));
    expect(await changeMemberRole(owner(), guest.userId, 'viewer')).toEqual({ outcome: 'changed' });
    expect(await leaveWorkspace(as)).toEqual({ outcome: 'changed' });
    expect(await leaveWorkspace(as)).toEqual({ outcome: 'not_found' });
    expect((await row())[0]?.leftAt).not.toBeNull();
    await acceptMemberInvitation(guest.userId, await invited(guest.email, 'owner'));
    expect(await row()).toMatchObject([{ role: 'owner', leftAt: null }]);
    expect(await removeMember(owner(), guest.userId)).toEqual({ outcome: 'changed' });
    expect(await rolesNow()).toEqual({ [agency.owner.userId]: 'owner' });
    expect(await row()).toHaveLength(1);
    expect(await actions()).toEqual([
      'invited',
      'joined',
      'role_changed',
      'left',
      'invited',
      'joined',
      'removed',
    ]);
  });

  it('the last owner neither leaves nor is demoted or removed', async () => {
    const { userId } = agency.owner;
    const lastOwner = { outcome: 'last_owner' };
    expect(await leaveWorkspace(owner())).toEqual(lastOwner);
    expect(await changeMemberRole(owner(), userId, 'manager')).toEqual(lastOwner);
    expect(await removeMember(owner(), userId)).toEqual(lastOwner);
    // one who cannot sign in is no owner to count on
    const disabled = await makePerson();
    await putMember(agency.partnerId, disabled.userId, 'owner');
    await db.user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    expect(await leaveWorkspace(owner())).toEqual(lastOwner);
  });

  it('of owners who demote, remove and leave each other at once one always stays', async () => {
    for (let round = 0; round < 10; round++) {
      const workspace = await makeAgency(`Round ${round}`);
      const second = await makePerson();
      await putMember(workspace.partnerId, second.userId, 'owner');
      const [a, b] = [workspace.owner.userId, second.userId];
      const as = (userId: string) => memberScope(workspace.partnerId, userId);
      await Promise.all([
        changeMemberRole(as(a), b, 'viewer'),
        changeMemberRole(as(b), a, 'viewer'),
        leaveWorkspace(as(a)),
        removeMember(as(b), a),
        leaveWorkspace(as(b)),
      ]);
      const owners = { partnerId: workspace.partnerId, role: 'owner' as const, leftAt: null };
      expect(await db.partnerMember.count({ where: owners })).toBe(1);
    }
  });

  it('who was demoted meanwhile changes nothing any more', async () => {
    const [second, third] = [await makePerson(), await makePerson()];
    await putMember(agency.partnerId, second.userId, 'viewer');
    await putMember(agency.partnerId, third.userId, 'manager');
    // the guard has seen an owner; the row says otherwise by now
    const stale = memberScope(agency.partnerId, second.userId, 'owner');
    expect(await removeMember(stale, third.userId)).toEqual({ outcome: 'not_found' });
    expect(await changeMemberRole(stale, second.userId, 'owner')).toEqual({ outcome: 'not_found' });
    expect(await inviteMember(stale, { email: address(), role: 'owner' })).toEqual({ outcome: 'not_owner' });
  });

  it('of another workspace are not there', async () => {
    const other = await makeAgency('Other');
    const guest = await makePerson();
    await putMember(other.partnerId, guest.userId, 'manager');
    const secret = await inviteMember(memberScope(other.partnerId, other.owner.userId), {
      email: address(),
      role: 'viewer',
    });
    expect(secret.outcome).toBe('invited');
    const [theirs] = await listMemberInvitations(memberScope(other.partnerId, other.owner.userId));
    expect(await removeMember(owner(), guest.userId)).toEqual({ outcome: 'not_found' });
    expect(await changeMemberRole(owner(), guest.userId, 'viewer')).toEqual({ outcome: 'not_found' });
    expect(await revokeMemberInvitation(owner(), theirs?.id ?? '')).toBe(false);
    expect(await resendMemberInvitation(owner(), theirs?.id ?? '')).toEqual({ outcome: 'not_found' });
    expect(await listMemberInvitations(owner())).toEqual([]);
  });
});
