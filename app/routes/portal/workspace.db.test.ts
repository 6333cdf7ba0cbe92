import type { ActionFunctionArgs } from '@remix-run/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { requireAgency } from '~/routes/guards.server';
import { action as accept, loader as invitation } from '~/routes/public/invitation';
import { loader as accountPage, action as createAccount } from '~/routes/public/invitation.account';
import {
  invitationMailedTo,
  makeAgency,
  makePerson,
  putMember,
  type Workspace,
} from '~/test-support/builders/members';
import { cookieOf, PASSWORD, signedInCookie } from '~/test-support/builders/people';
import { loader as dashboard } from './dashboard';
import { loader as layout } from './layout';
import { action as invite, loader as members } from './settings/members';
import { action as remove } from './settings/members.$id.removal';
import { action as switchTo } from './workspace';

interface Asked {
  cookie?: string;
  fields?: Record<string, string>;
  params?: Record<string, string>;
}

/** What a loader or action answers, thrown or returned. */
async function ask(work: (args: ActionFunctionArgs) => unknown, { cookie = '', fields, params = {} }: Asked) {
  const request = new Request('http://localhost:3000/x', {
    method: fields ? 'POST' : 'GET',
    headers: { Cookie: cookie },
    ...(fields && { body: new URLSearchParams(fields) }),
  });
  const answer = await Promise.resolve(work({ request, params, context: { ip: '192.0.2.9' } })).catch(
    (thrown: unknown) => thrown,
  );
  if (answer instanceof Response) {
    const cookies = answer.headers.getSetCookie();
    return {
      status: answer.status,
      to: answer.headers.get('Location'),
      cookie: cookieOf(cookies[0] ?? ''),
      data: null,
    };
  }
  if (answer instanceof Error) throw answer;
  const framed = answer as { data?: unknown; init?: { status?: number } | null; type?: string };
  const isFramed = framed.type === 'DataWithResponseInit';
  return {
    status: (isFramed && framed.init?.status) || 200,
    to: null,
    cookie: '',
    data: isFramed ? framed.data : answer,
  };
}

const cookieFor = (userId: string) => signedInCookie({ id: userId, role: 'partner' });
let agency: Workspace;
let ownerCookie: string;
let counter = 0;

beforeEach(async () => {
  agency = await makeAgency('River Agency');
  ownerCookie = await cookieFor(agency.owner.userId);
});

async function invited(email: string, role = 'manager'): Promise<string> {
  const fields = { email, role, workspace: agency.partnerId };
  expect((await ask(invite, { cookie: ownerCookie, fields })).to).toBe('/settings/members?result=invited');
  return invitationMailedTo(email);
}

describe('the page of an invitation', () => {
  it('opened by GET, as link previews do, accepts nothing; a new person posts name and password', async () => {
    const email = `new${counter++}@guests.test`;
    const params = { token: await invited(email) };
    const before = await db.emailToken.findMany();
    for (let i = 0; i < 3; i++) expect((await ask(invitation, { params })).status).toBe(200);
    expect((await ask(accountPage, { params })).status).toBe(200);
    expect(await db.emailToken.findMany()).toEqual(before);
    expect(await db.user.count({ where: { email } })).toBe(0);

    const weak = await ask(createAccount, { params, fields: { name: 'Ann', password: 'short' } });
    expect(weak.status).toBe(400);
    const joined = await ask(createAccount, { params, fields: { name: 'Ann', password: PASSWORD } });
    expect(joined.to).toBe('/dashboard');
    expect((await ask(members, { cookie: joined.cookie })).data).toMatchObject({
      workspace: { name: 'River Agency' },
      isOwner: false,
    });
    expect((await ask(invitation, { params })).status).toBe(410);
    expect((await ask(createAccount, { params, fields: { name: 'Eve', password: PASSWORD } })).to).toBe(
      `/invitations/${params.token}`,
    );
  });

  it('asks somebody with an account to sign in and come back, then accepts with one press', async () => {
    const guest = await makePerson();
    const params = { token: await invited(guest.email) };
    expect((await ask(invitation, { params })).data).toMatchObject({ invitation: { hasAccount: true } });
    expect((await ask(accept, { params, fields: {} })).to).toMatch(/^\/login\?returnTo=/);
    const own = await cookieFor(guest.userId);
    const accepted = await ask(accept, { params, cookie: own, fields: {} });
    expect(accepted.to).toBe('/dashboard');
    // a fresh session, which looks at the workspace
    expect(accepted.cookie).not.toBe(own);
    expect((await ask(layout, { cookie: own })).to).toMatch(/^\/login/);
    expect((await ask(layout, { cookie: accepted.cookie })).data).toMatchObject({
      account: { workspace: 'River Agency' },
    });
  });

  it('tells who is signed in with another address', async () => {
    const other = await makePerson();
    const params = { token: await invited(`guest${counter++}@guests.test`) };
    const cookie = await cookieFor(other.userId);
    expect((await ask(invitation, { params, cookie })).data).toMatchObject({ viewer: other.email });
    expect((await ask(accept, { params, cookie, fields: {} })).status).toBe(403);
    expect((await ask(accountPage, { params, cookie })).to).toBe(`/invitations/${params.token}`);
  });
});

describe('switching', () => {
  it('shows the other workspace, and none the person does not belong to', async () => {
    const guest = await makePerson();
    const stranger = await makeAgency('Stranger');
    await putMember(agency.partnerId, guest.userId, 'viewer');
    const cookie = await cookieFor(guest.userId);
    const nameNow = async () =>
      ((await ask(layout, { cookie })).data as { account: { workspace: string } }).account.workspace;
    expect(await nameNow()).toBe('Ada');
    expect(await ask(switchTo, { cookie, fields: { partnerId: agency.partnerId } })).toMatchObject({
      to: '/dashboard',
    });
    expect(await nameNow()).toBe('River Agency');
    for (const partnerId of [stranger.partnerId, 'par_unknown', '', "' or true"]) {
      expect((await ask(switchTo, { cookie, fields: { partnerId } })).status).toBe(404);
    }
    expect(await nameNow()).toBe('River Agency');
    expect((await ask(switchTo, { fields: { partnerId: agency.partnerId } })).to).toMatch(/^\/login/);
  });

  it('a form of one workspace changes nothing after the switch to another', async () => {
    const guest = await makePerson();
    const other = await makeAgency('Other');
    for (const { partnerId } of [agency, other]) await putMember(partnerId, guest.userId, 'viewer');
    await putMember(other.partnerId, agency.owner.userId, 'owner');
    const session = { cookie: ownerCookie };
    await ask(switchTo, { ...session, fields: { partnerId: other.partnerId } });
    const stale = { workspace: agency.partnerId };
    const removal = { ...session, params: { id: guest.userId }, fields: stale };
    expect((await ask(remove, removal)).status).toBe(409);
    const wish = { ...stale, email: 'guest@guests.test', role: 'viewer' };
    expect((await ask(invite, { ...session, fields: wish })).status).toBe(409);
    expect(await db.partnerMember.count({ where: { userId: guest.userId, leftAt: null } })).toBe(3);
    expect((await ask(remove, { ...removal, fields: { workspace: other.partnerId } })).to).toBe(
      '/settings/members?result=removed',
    );
    expect(await db.partnerMember.count({ where: { userId: guest.userId, leftAt: null } })).toBe(2);
  });

  it('who belongs to nothing sees no workspace', async () => {
    const guest = await makePerson();
    await db.partnerMember.updateMany({
      where: { userId: guest.userId },
      data: { leftAt: new Date(Date.now() + 60_000) },
    });
    expect((await ask(dashboard, { cookie: await cookieFor(guest.userId) })).status).toBe(404);
  });
});

describe('requireAgency', () => {
  const as = (cookie: string, method = 'GET') =>
    new Request('http://localhost:3000/clients', { method, headers: { Cookie: cookie } });
  const status = async (work: Promise<unknown>) => {
    const answer = await work.catch((thrown: unknown) => thrown);
    return answer instanceof Response ? answer.status : 200;
  };

  it('is for agencies alone', async () => {
    expect(await status(requireAgency(as(ownerCookie), 'owner'))).toBe(200);
    const developer = await cookieFor((await makePerson()).userId);
    expect(await status(requireAgency(as(developer)))).toBe(404);
    expect(await status(requireAgency(as('')))).toBe(302);
  });

  it.each(['suspended', 'closed', 'rejected'] as const)('a %s one only looks', async (state) => {
    await db.partner.update({ where: { id: agency.partnerId }, data: { status: state } });
    expect(await status(requireAgency(as(ownerCookie)))).toBe(200);
    expect(await status(requireAgency(as(ownerCookie, 'POST')))).toBe(403);
  });
});
