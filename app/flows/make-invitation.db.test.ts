import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { listAskedReservations } from '~/domain/agency/reservations.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { now, setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { makeAgencyScope, makeOffer } from '~/test-support/builders/offers';
import { makeAdmin, signUp } from '~/test-support/builders/people';
import { renewInvitation, revokeInvitation } from './change-invitation.server';
import { checkInvitationDomain } from './check-invitation-domain.server';
import { approveInvitation, leaveInvitationRefused } from './decide-invitation.server';
import { listInvitations } from './list-invitations.server';
import { makeInvitation } from './make-invitation.server';

const DAY = 86_400_000;
const later = (ms: number) => setClock({ at: now() + ms, running: false });
let n = 0;
const fresh = () => `place${(n++).toString(36)}.test`;
const reserve = (scope: PartnerScope, domain: string) => makeInvitation({ scope, domain, projectId: null });
const idOf = async (domain: string, partnerId: string) =>
  (await db.invitation.findFirstOrThrow({ where: { domain, partnerId } })).id;
const verdict = async (scope: PartnerScope, domain: string) => {
  const answer = await checkInvitationDomain(scope, domain);
  if (answer.outcome !== 'checked') throw new Error(answer.outcome);
  return answer.verdict;
};
const adminScope = async () => {
  const { userId } = await makeAdmin();
  return { kind: 'admin', userId, keyId: null } as const;
};

async function customerOf(domain: string): Promise<string> {
  const id = `cus_${randomBytes(8).toString('hex')}`;
  const at = new Date(now());
  const email = `ann@${domain}`;
  await db.customer.create({
    data: {
      ...{ id, externalId: id, email, emailDomain: domain, matchDomain: domain },
      ...{ signedUpAt: at, createdAt: at },
    },
  });
  return id;
}

beforeEach(() => later(1000));

describe('a look at a domain', () => {
  it('says what it is, and to nobody whose', async () => {
    const scope = await makeAgencyScope();
    const other = await makeAgencyScope('Other');
    const domain = fresh();
    expect(await verdict(scope, domain)).toEqual({ verdict: 'open' });
    expect(await reserve(other, domain)).toMatchObject({ outcome: 'invited' });
    const until = now() + 30 * DAY;
    expect(await verdict(scope, domain)).toEqual({ verdict: 'reserved', until });
    expect(await verdict(other, domain)).toEqual({ verdict: 'yours', until, behind: false });
    await later(1000);
    expect(await reserve(scope, domain)).toMatchObject({ outcome: 'invited' });
    expect(await verdict(scope, domain)).toMatchObject({ verdict: 'yours', behind: true });
    const taken = fresh();
    await customerOf(taken);
    await later(1000);
    expect(await verdict(scope, taken)).toEqual({ verdict: 'customer' });
    expect(await verdict(scope, 'gmail.com')).toEqual({ verdict: 'free_mail' });
    expect(await verdict(scope, 'people.test')).toEqual({ verdict: 'own_domain' });
  });

  it('is limited by person, also when the person has several workspaces', async () => {
    const scope = await makeAgencyScope();
    for (let i = 0; i < 30; i++) expect(await verdict(scope, 'gmail.com')).toEqual({ verdict: 'free_mail' });
    const more = await checkInvitationDomain(scope, 'gmail.com');
    expect(more).toMatchObject({ outcome: 'too_many' });
    const elsewhere = await makeAgencyScope();
    expect(await checkInvitationDomain({ ...elsewhere, userId: scope.userId }, 'gmail.com')).toMatchObject({
      outcome: 'too_many',
    });
  });

  it('is limited by workspace, whoever looks', async () => {
    const scope = await makeAgencyScope();
    const look = (person: string) => checkInvitationDomain({ ...scope, userId: person }, 'gmail.com');
    for (let i = 0; i < 100; i++) expect((await look(`p${i % 5}`)).outcome).toBe('checked');
    expect(await look('somebody-new')).toMatchObject({ outcome: 'too_many' });
  });
});

describe('a reservation', () => {
  it('lasts thirty days, and thirty more once', async () => {
    const scope = await makeAgencyScope();
    const domain = fresh();
    const until = now() + 30 * DAY;
    expect(await reserve(scope, domain)).toEqual({ outcome: 'invited', until });
    expect(await reserve(scope, domain)).toEqual({ outcome: 'in_force', until });
    const id = await idOf(domain, scope.partnerId);
    await later(29 * DAY);
    expect(await renewInvitation(await makeAgencyScope(), id)).toEqual({ outcome: 'not_found' });
    expect(await renewInvitation(scope, id)).toEqual({ outcome: 'renewed', until: until + 30 * DAY });
    expect(await renewInvitation(scope, id)).toEqual({ outcome: 'renewed_before' });
    await later(31 * DAY);
    expect(await renewInvitation(scope, id)).toEqual({ outcome: 'not_in_force' });
    expect(await revokeInvitation(scope, id)).toEqual({ outcome: 'over' });
    expect((await listInvitations(scope)).map((row) => row.state)).toEqual(['expired']);
  });

  it('is taken back, once, by its agency alone', async () => {
    const scope = await makeAgencyScope();
    const domain = fresh();
    await reserve(scope, domain);
    const id = await idOf(domain, scope.partnerId);
    expect(await revokeInvitation(await makeAgencyScope(), id)).toEqual({ outcome: 'not_found' });
    expect(await revokeInvitation(scope, id)).toEqual({ outcome: 'revoked' });
    expect(await revokeInvitation(scope, id)).toEqual({ outcome: 'over' });
    expect(await verdict(scope, domain)).toEqual({ verdict: 'open' });
    expect((await listInvitations(scope)).map((row) => row.state)).toEqual(['revoked']);
  });

  it('has whoever belongs to the domain looked at again', async () => {
    const scope = await makeAgencyScope();
    const domain = fresh();
    await reserve(scope, domain);
    await later(1000);
    const id = await customerOf(domain);
    await db.customer.update({ where: { id }, data: { settleAt: null } });
    await later(1000);
    await revokeInvitation(scope, await idOf(domain, scope.partnerId));
    expect((await db.customer.findUniqueOrThrow({ where: { id } })).settleAt).toEqual(new Date(0));
    expect((await listInvitations(scope)).map((row) => row.state)).toEqual(['taken_up']);
  });

  it('is refused for what it names and who asks', async () => {
    const scope = await makeAgencyScope();
    expect(await reserve(scope, 'gmail.com')).toEqual({ outcome: 'refused', why: 'free_mail' });
    expect(await reserve(scope, 'people.test')).toEqual({ outcome: 'refused', why: 'own_domain' });
    const developer = await signUp();
    const foreign = { ...scope, partnerId: developer.partnerId, userId: developer.userId };
    expect(await reserve(foreign, fresh())).toEqual({ outcome: 'refused', why: 'not_active' });
    await db.partner.update({ where: { id: scope.partnerId }, data: { status: 'pending' } });
    expect(await reserve(scope, fresh())).toEqual({ outcome: 'refused', why: 'not_active' });
    expect(await db.invitation.count({ where: { partnerId: scope.partnerId } })).toBe(0);
  });

  it('of a domain whose client accepted is refused', async () => {
    const { acceptHandoff } = await import('./accept-handoff.server');
    const { codeMailedTo } = await import('~/test-support/builders/offers');
    const scope = await makeAgencyScope();
    const domain = fresh();
    const { token, contact } = await makeOffer(scope, domain);
    await acceptHandoff({ token, name: 'Cara', code: await codeMailedTo(contact, token) });
    expect(await reserve(scope, domain)).toEqual({ outcome: 'refused', why: 'accepted' });
    expect(await reserve(await makeAgencyScope(), domain)).toEqual({ outcome: 'refused', why: 'taken' });
  });

  it('beyond the open ones is refused and leaves nothing; one that ends makes room', async () => {
    const scope = await makeAgencyScope();
    const domains = Array.from({ length: 21 }, fresh);
    for (const domain of domains.slice(0, 20))
      expect(await reserve(scope, domain)).toMatchObject({ outcome: 'invited' });
    const last = domains[20] ?? '';
    expect(await reserve(scope, last)).toEqual({ outcome: 'refused', why: 'too_many_open' });
    expect(await db.invitation.count({ where: { partnerId: scope.partnerId } })).toBe(20);
    await revokeInvitation(scope, await idOf(domains[3] ?? '', scope.partnerId));
    await later(1);
    expect(await reserve(scope, last)).toMatchObject({ outcome: 'invited' });
  });

  it('of two agencies at once are both made: the earlier counts', async () => {
    const [one, two] = [await makeAgencyScope(), await makeAgencyScope()];
    const domain = fresh();
    const made = await Promise.all([reserve(one, domain), reserve(two, domain)]);
    expect(made.map(({ outcome }) => outcome)).toEqual(['invited', 'invited']);
  });
});

describe('a domain that has customers', () => {
  const asked = async () => {
    const scope = await makeAgencyScope();
    const domain = fresh();
    await customerOf(domain);
    await later(1000);
    expect(await reserve(scope, domain)).toEqual({ outcome: 'asked' });
    return { scope, domain, id: await idOf(domain, scope.partnerId) };
  };

  it('is asked for once, and an admin told', async () => {
    const admin = await makeAdmin();
    const { scope, domain, id } = await asked();
    expect(await reserve(scope, domain)).toEqual({ outcome: 'still_asked' });
    expect((await listInvitations(scope)).map((row) => row.state)).toEqual(['asked']);
    expect((await listAskedReservations(now())).map((row) => row.id)).toContain(id);
    const mail = await db.mail.findFirstOrThrow({ where: { to: admin.email }, orderBy: { id: 'desc' } });
    expect(mail.text).toContain(domain);
  });

  it('is approved: it binds from when it was asked for, and the books follow', async () => {
    const { scope, domain, id } = await asked();
    await later(DAY);
    const meanwhile = await customerOf(domain);
    await db.customer.update({ where: { id: meanwhile }, data: { settleAt: null } });
    const admin = await adminScope();
    expect(await approveInvitation(admin, id)).toEqual({ outcome: 'decided' });
    expect(await db.invitation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'open',
      reason: null,
      approvedByUserId: admin.userId,
    });
    expect((await db.customer.findUniqueOrThrow({ where: { id: meanwhile } })).settleAt).toEqual(new Date(0));
    expect(await approveInvitation(admin, id)).toEqual({ outcome: 'not_waiting' });
    expect(await approveInvitation(admin, 'inv_none')).toEqual({ outcome: 'not_found' });
    const actions = await db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } });
    expect(actions.map((row) => row.action)).toEqual(['invitation.asked', 'invitation.approved']);
    const { email } = await db.partner.findUniqueOrThrow({ where: { id: scope.partnerId } });
    const mail = await db.mail.findFirstOrThrow({ where: { to: email }, orderBy: { id: 'desc' } });
    expect(mail.subject).toContain(`${domain} is reserved for you`);
  });

  it('is left refused with a reason, which the agency reads', async () => {
    const { scope, id } = await asked();
    const admin = await adminScope();
    expect(await leaveInvitationRefused(admin, id, 'They have an agency.')).toEqual({ outcome: 'decided' });
    expect(await listInvitations(scope)).toMatchObject([
      { state: 'not_approved', answer: 'They have an agency.', isRevocable: false },
    ]);
    expect((await listAskedReservations(now())).map((row) => row.id)).not.toContain(id);
    expect(await approveInvitation(admin, id)).toEqual({ outcome: 'not_waiting' });
    const { email } = await db.partner.findUniqueOrThrow({ where: { id: scope.partnerId } });
    const mail = await db.mail.findFirstOrThrow({ where: { to: email }, orderBy: { id: 'desc' } });
    expect(mail.text).toContain('They have an agency.');
  });

  it('waits no longer than the reservation would last', async () => {
    const { scope, id } = await asked();
    await later(30 * DAY);
    expect(await approveInvitation(await adminScope(), id)).toEqual({ outcome: 'not_waiting' });
    expect((await listInvitations(scope)).map((row) => row.state)).toEqual(['expired']);
  });
});
