import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';

// The product's address is set before any module of ours is loaded; nobody sends here.
process.env.PRODUCT_WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
process.env.PRODUCT_WEBHOOK_URL = 'http://127.0.0.1:1/webhooks';

const { db } = await import('~/platform/db.server');
const { now, setClock } = await import('~/platform/clock.server');
const people = await import('~/test-support/builders/people');
const offers = await import('~/test-support/builders/offers');
const { acceptHandoff } = await import('./accept-handoff.server');
const { declineHandoff } = await import('./decline-handoff.server');
const { declareHandoffSignUp } = await import('./declare-handoff-sign-up.server');
const { deliverHandoffAgain, deliveriesOf, readDelivery } = await import('./deliver-handoff.server');
const access = await import('./end-handoff-access.server');
const { openHandoff } = await import('./open-handoff.server');
const { resendHandoff } = await import('./resend-handoff.server');
const { revokeHandoff } = await import('./revoke-handoff.server');
const { sendHandoffCode } = await import('./send-handoff-code.server');
const { viewHandoff } = await import('./view-handoff.server');
const { listAdminHandoffs } = await import('./list-admin-handoffs.server');
const { changePartner } = await import('./change-partner.server');
const { changeConfiguration } = await import('./edit-configuration.server');

// each is a life of a handoff, of many transactions
vi.setConfig({ testTimeout: 60_000 });

const DAY = 86_400_000;
const { makeAgencyScope, makeClient, makeOffer, makeAccepted, sendOffer, linkMailedTo, codeMailedTo } =
  offers;
const later = (ms: number) => setClock({ at: now() + ms, running: false });
const mailsTo = (to: string) => db.mail.findMany({ where: { to }, orderBy: { id: 'desc' } });
const audits = async (id: string) =>
  (await db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })).map(
    (row) => row.action,
  );
const stateOf = async (token: string) => (await openHandoff(token, { isPerson: false }))?.state;
let n = 0;
const domain = () => `client${(n++).toString(36)}.test`;

async function changeDocument(scope: Parameters<typeof changeConfiguration>[0], projectId: string) {
  const { id, versions } = await db.clientConfiguration.findFirstOrThrow({
    where: { projectId },
    include: { versions: { orderBy: { version: 'desc' } } },
  });
  const base = versions[0]?.version ?? 0;
  await db.clientConfigurationVersion.create({
    data: {
      configurationId: id,
      version: base + 1,
      overrides: `{"v":${base + 1}}`,
      document: `{"v":${base + 1}}`,
      createdAt: new Date(now()),
      createdBy: scope.userId,
    },
  });
}

afterEach(() => later(2 * 3600_000));

describe('an offer', () => {
  it('is sent: the domain is reserved, the manifest kept with its hash, the link only in the mail', async () => {
    const scope = await makeAgencyScope();
    const { handoffId, token, contact } = await makeOffer(scope, domain());
    const row = await db.handoff.findUniqueOrThrow({ where: { id: handoffId } });
    expect(row.manifestHash).toBe(createHash('sha256').update(row.manifest).digest('hex'));
    expect(row.expiresAt.getTime() - row.sentAt.getTime()).toBe(14 * DAY);
    const invitation = await db.invitation.findFirstOrThrow({ where: { domain: row.domain } });
    expect(invitation).toMatchObject({
      partnerId: scope.partnerId,
      status: 'open',
      projectId: row.projectId,
    });
    expect(await audits(handoffId)).toEqual(['handoff.sent']);
    const everything = JSON.stringify(
      [await db.handoff.findMany(), await db.handoffLink.findMany(), await db.auditEntry.findMany()],
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    );
    expect(everything).not.toContain(token);
    expect((await mailsTo(contact))[0]?.text).toContain(`/handoff/${token}`);
  });

  it('to whom not', async () => {
    const scope = await makeAgencyScope();
    const other = await makeAgencyScope();
    const own = domain();
    const projectId = await makeClient(scope, own);
    expect(await sendOffer(scope, projectId).then((one) => one.outcome)).toBe('sent');
    const seen = await offers.seenOf(scope, projectId);
    const { sendHandoff } = await import('./send-handoff.server');
    const wish = { projectId, access: 'none', seen } as const;
    expect(await sendHandoff(other, wish)).toEqual({ outcome: 'not_found' });
    expect(await sendHandoff(scope, { ...wish, projectId: 'cli_none' })).toEqual({ outcome: 'not_found' });
    expect(await sendHandoff(scope, { ...wish, seen: 'x' })).toEqual({ outcome: 'changed' });
    await db.clientProject.update({ where: { id: projectId }, data: { archivedAt: new Date() } });
    expect(await sendHandoff(scope, wish)).toEqual({ outcome: 'not_found' });

    const bare = await makeClient(scope, domain());
    await db.clientProject.update({
      where: { id: bare },
      data: { domain: null, contactName: null, contactEmail: null },
    });
    await db.clientConfiguration.updateMany({ where: { projectId: bare }, data: { archivedAt: new Date() } });
    expect(await sendOffer(scope, bare)).toEqual({
      outcome: 'incomplete',
      missing: ['domain', 'contact_name', 'contact_email', 'configuration'],
    });
    const { createProject } = await import('./edit-project.server');
    const facts = {
      name: 'Us',
      domain: domain(),
      contactName: 'A',
      contactEmail: 'a@b.test',
      notes: null,
      dueOn: null,
    };
    const internal = await createProject(scope, { ...facts, internal: true });
    if (internal.outcome !== 'created') throw new Error(internal.outcome);
    expect(await sendOffer(scope, internal.id)).toEqual({ outcome: 'internal' });
  });

  it('is not made to the agency itself', async () => {
    const scope = await makeAgencyScope();
    const { email } = await db.user.findUniqueOrThrow({ where: { id: scope.userId ?? '' } });
    const mine = await makeClient(scope, domain(), { contactEmail: email });
    expect(await sendOffer(scope, mine)).toEqual({ outcome: 'contact_is_agency' });
    const colleague = await makeClient(scope, domain(), { contactEmail: `x@${email.split('@')[1]}` });
    expect(await sendOffer(scope, colleague)).toEqual({ outcome: 'contact_is_agency' });
    // who left an agency stays its own, as for the self-referral rule
    const left = domain();
    const gone = await db.user.create({ data: { id: `usr-${left}`, email: `it@${left}`, name: 'Gone' } });
    await db.partnerMember.create({
      data: {
        ...{ partnerId: scope.partnerId, userId: gone.id, role: 'viewer' },
        ...{ joinedAt: new Date(0), leftAt: new Date(1) },
      },
    });
    expect(await sendOffer(scope, await makeClient(scope, left))).toEqual({ outcome: 'contact_is_agency' });
    const friend = await makeClient(scope, domain(), { contactEmail: 'friend@gmail.com' });
    expect(await sendOffer(scope, friend)).toEqual({ outcome: 'contact_elsewhere' });
    const shop = domain();
    const head = await makeClient(scope, `shop.${shop}`, { contactEmail: `it@${shop}` });
    expect(await sendOffer(scope, head)).toMatchObject({ outcome: 'sent' });
  });

  it('of a domain that has customers waits for an admin', async () => {
    const scope = await makeAgencyScope();
    const taken = domain();
    await customer(taken);
    await later(1000);
    const projectId = await makeClient(scope, taken);
    expect(await sendOffer(scope, projectId)).toEqual({ outcome: 'asked' });
    expect(await sendOffer(scope, projectId)).toEqual({ outcome: 'still_asked' });
    expect(await db.handoff.count({ where: { projectId } })).toBe(0);
    const { id } = await db.invitation.findFirstOrThrow({ where: { domain: taken } });
    const admin = await people.makeAdmin();
    const { approveInvitation } = await import('./decide-invitation.server');
    const adminScope = { kind: 'admin', userId: admin.userId, keyId: null } as const;
    expect(await approveInvitation(adminScope, id)).toEqual({ outcome: 'decided' });
    expect((await sendOffer(scope, projectId)).outcome).toBe('sent');
  });

  it('beyond the open invitations is refused and leaves nothing', async () => {
    const scope = await makeAgencyScope();
    await db.program.update({ where: { id: 1 }, data: { maxOpenInvitations: 1 } });
    try {
      await makeOffer(scope, domain());
      const second = await makeClient(scope, domain());
      expect(await sendOffer(scope, second)).toEqual({ outcome: 'refused', why: 'too_many_open' });
      expect(await db.invitation.count({ where: { partnerId: scope.partnerId } })).toBe(1);
    } finally {
      await db.program.update({ where: { id: 1 }, data: { maxOpenInvitations: 20 } });
    }
  });

  it('sent again is a new link; the old one ends and fourteen days begin anew', async () => {
    const scope = await makeAgencyScope();
    const { projectId, token, contact, handoffId } = await makeOffer(scope, domain());
    await later(15 * DAY);
    expect(await stateOf(token)).toBe('expired');
    expect(await resendHandoff(scope, projectId)).toEqual({ outcome: 'sent' });
    const renewed = await linkMailedTo(contact);
    expect(renewed).not.toBe(token);
    expect([await stateOf(token), await stateOf(renewed)]).toEqual(['replaced', 'open']);
    await later(14 * DAY - 1);
    expect(await stateOf(renewed)).toBe('open');
    await later(1);
    expect(await stateOf(renewed)).toBe('expired');
    expect(await audits(handoffId)).toEqual(['handoff.sent', 'handoff.resent']);
    expect(await resendHandoff(await makeAgencyScope(), projectId)).toEqual({ outcome: 'not_found' });
  });

  it('whose content changed is offered anew: the earlier one ends, what was declared stays', async () => {
    const scope = await makeAgencyScope();
    const { projectId, token, contact, handoffId } = await makeOffer(scope, domain());
    expect(await declareHandoffSignUp(scope, projectId, 'we@studio.test')).toEqual({ outcome: 'declared' });
    await changeDocument(scope, projectId);
    // what was sent is what is accepted, whatever the agency does meanwhile
    expect((await openHandoff(token, { isPerson: false }))?.manifest.configurations[0]?.document).toBe(
      '{"theme":"dark"}',
    );
    const again = await sendOffer(scope, projectId);
    if (again.outcome !== 'sent') throw new Error(again.outcome);
    expect(await stateOf(token)).toBe('replaced');
    const opened = await openHandoff(await linkMailedTo(contact), { isPerson: false });
    expect(opened?.manifest.configurations[0]).toMatchObject({ version: 2, document: '{"v":2}' });
    expect((await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).revokedAt).not.toBeNull();
    expect(await db.declaredSignUp.count({ where: { handoffId: again.handoffId } })).toBe(1);
  });

  it('is taken back: the link says so, and nothing is left to answer', async () => {
    const scope = await makeAgencyScope();
    const { projectId, token, contact } = await makeOffer(scope, domain());
    expect(await revokeHandoff(scope, projectId)).toEqual({ outcome: 'revoked' });
    expect(await stateOf(token)).toBe('revoked');
    expect((await mailsTo(contact))[0]?.subject).toMatch(/took its offer back/);
    expect(await revokeHandoff(scope, projectId)).toEqual({ outcome: 'not_open' });
    expect(await resendHandoff(scope, projectId)).toEqual({ outcome: 'not_open' });
    expect(await declineHandoff(token, null)).toEqual({ outcome: 'not_open', state: 'revoked' });
    expect(await acceptHandoff({ token, name: 'Cara', code: '000000' })).toEqual({
      outcome: 'not_open',
      state: 'revoked',
    });
    expect(await sendHandoffCode(token, '192.0.2.1')).toEqual({ outcome: 'nothing_to_confirm' });
    expect(await revokeHandoff(await makeAgencyScope(), projectId)).toEqual({ outcome: 'not_found' });
  });

  it('opened by a robot or a preview is not opened; by a person once', async () => {
    const scope = await makeAgencyScope();
    const { token, handoffId } = await makeOffer(scope, domain());
    const openedAt = async () => (await db.handoff.findUniqueOrThrow({ where: { id: handoffId } })).openedAt;
    await openHandoff(token, { isPerson: false });
    expect(await openedAt()).toBeNull();
    await openHandoff(token, { isPerson: true });
    const first = await openedAt();
    expect(first).not.toBeNull();
    await later(1000);
    await openHandoff(token, { isPerson: true });
    expect(await openedAt()).toEqual(first);
    expect(await openHandoff('no-such-token-anywhere', { isPerson: true })).toBeNull();
  });
});

async function customer(of: string): Promise<string> {
  const id = `cus_${randomBytes(8).toString('hex')}`;
  const at = new Date(now());
  await db.customer.create({
    data: {
      id,
      externalId: id,
      email: `ann@${of}`,
      emailDomain: of,
      matchDomain: of,
      signedUpAt: at,
      createdAt: at,
    },
  });
  return id;
}

describe('an acceptance', () => {
  it('is one fact: signed, told, delivered byte for byte, in the chain', async () => {
    const scope = await makeAgencyScope();
    const { handoffId, contact, token } = await makeAccepted(scope, domain());
    const row = await db.handoff.findUniqueOrThrow({ where: { id: handoffId } });
    expect(row).toMatchObject({ acceptedName: 'Cara Lane', acceptedEmail: contact });
    expect(row.signature).toMatch(/^[0-9a-f]{128}$/);
    expect(await stateOf(token)).toBe('accepted');
    expect(await audits(handoffId)).toEqual(['handoff.sent', 'handoff.accepted']);
    expect(await db.chainEvent.count({ where: { chain: scope.partnerId, type: 'handoff' } })).toBe(1);
    const [delivery, ...more] = await deliveriesOf(db, handoffId);
    expect(more).toEqual([]);
    expect(delivery?.body).toContain('"document":{"theme":"dark"}');
    expect(readDelivery(delivery?.body ?? '').version).toBe(1);
    const [confirmation] = await mailsTo(contact);
    expect(confirmation?.text).toContain(row.manifestHash);
    expect(confirmation?.text).toMatch(/20 % of what you pay, for 12 months, at most \$5,000\.00 a month/);
    expect(confirmation?.text).toContain(`/handoff/${token}`);
  });

  it('fifty at once are one acceptance, one delivery, one event', async () => {
    const scope = await makeAgencyScope();
    const { handoffId, contact, token } = await makeOffer(scope, domain());
    const code = await codeMailedTo(contact, token);
    const before = await db.mail.count();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => acceptHandoff({ token, name: `Cara ${i}`, code })),
    );
    const outcomes = all.map((one) => (one.outcome === 'not_open' ? one.state : one.outcome));
    expect(outcomes.filter((one) => one === 'accepted')).toHaveLength(50);
    expect(all.filter((one) => one.outcome === 'accepted')).toHaveLength(1);
    expect(await deliveriesOf(db, handoffId)).toHaveLength(1);
    expect(await db.chainEvent.count({ where: { chain: scope.partnerId, type: 'handoff' } })).toBe(1);
    expect((await audits(handoffId)).filter((one) => one === 'handoff.accepted')).toHaveLength(1);
    // the client, and the agency's address, which is its owner's
    expect((await db.mail.count()) - before).toBe(2);
  });

  it('of one domain by two agencies’ clients at once is one; the other agency is told', async () => {
    const [one, two] = [await makeAgencyScope('One'), await makeAgencyScope('Two')];
    const shared = domain();
    const first = await makeOffer(one, shared);
    const projectId = await makeClient(two, shared);
    expect((await sendOffer(two, projectId)).outcome).toBe('sent');
    const second = { token: await linkMailedTo(first.contact), contact: first.contact };
    const codes = [
      await codeMailedTo(first.contact, first.token),
      await codeMailedTo(second.contact, second.token),
    ];
    const answers = await Promise.all(
      [first.token, second.token].map((token, i) =>
        acceptHandoff({ token, name: 'Cara', code: codes[i] ?? '' }),
      ),
    );
    expect(answers.filter((answer) => answer.outcome === 'accepted')).toHaveLength(1);
    expect(answers).toContainEqual({ outcome: 'not_open', state: 'taken' });
    const rows = await db.handoff.findMany({ where: { domain: shared }, orderBy: { acceptedAt: 'asc' } });
    expect(rows.map((row) => [row.acceptedAt !== null, row.endReason])).toEqual([
      [true, null],
      [false, 'domain_taken'],
    ]);
    const loser = await db.partner.findUniqueOrThrow({ where: { id: rows[1]?.partnerId ?? '' } });
    expect((await mailsTo(loser.email))[0]?.subject).toMatch(/accepted another agency/);
    const loserScope = rows[1]?.partnerId === one.partnerId ? one : two;
    expect(await sendOffer(loserScope, rows[1]?.projectId ?? '')).toEqual({
      outcome: 'refused',
      why: 'taken',
    });
  });

  it('needs the right code: five tries, ten minutes, the newest, once', async () => {
    const scope = await makeAgencyScope();
    const { contact, token } = await makeOffer(scope, domain());
    const accept = (code: string) => acceptHandoff({ token, name: 'Cara', code });
    expect(await accept('123456')).toEqual({ outcome: 'no_code' });
    const first = await codeMailedTo(contact, token);
    const wrong = first === '000000' ? '000001' : '000000';
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      expect(await accept(wrong)).toEqual({ outcome: 'wrong_code', triesLeft });
    }
    expect(await accept(first)).toEqual({ outcome: 'no_code' });
    const second = await codeMailedTo(contact, token);
    const third = await codeMailedTo(contact, token);
    if (second !== third) expect(await accept(second)).toMatchObject({ outcome: 'wrong_code' });
    await later(10 * 60_000);
    expect(await accept(third)).toEqual({ outcome: 'no_code' });
    const fourth = await codeMailedTo(contact, token);
    expect(await accept(fourth)).toEqual({ outcome: 'accepted' });
    expect(await accept(fourth)).toEqual({ outcome: 'not_open', state: 'accepted' });
    expect(JSON.stringify(await db.handoffCode.findMany())).not.toContain(fourth);
  });

  it('cannot be guessed: codes are limited by handoff, and wrong tries at once are counted one by one', async () => {
    const scope = await makeAgencyScope();
    const { contact, token } = await makeOffer(scope, domain());
    const code = await codeMailedTo(contact, token);
    const guesses = Array.from({ length: 20 }, (_, i) => String(i).padStart(6, '0')).filter(
      (one) => one !== code,
    );
    const answers = await Promise.all(
      guesses.map((guess) => acceptHandoff({ token, name: 'Thief', code: guess })),
    );
    expect(answers.filter(({ outcome }) => outcome === 'wrong_code')).toHaveLength(5);
    expect(answers.filter(({ outcome }) => outcome === 'no_code')).toHaveLength(guesses.length - 5);
    for (let sent = 1; sent < 5; sent++) await codeMailedTo(contact, token);
    expect(await sendHandoffCode(token, '192.0.2.77')).toMatchObject({ outcome: 'too_many' });
  });

  it('is not possible with what is no link, an expired one, or an altered one', async () => {
    const scope = await makeAgencyScope();
    const { contact, token } = await makeOffer(scope, domain());
    const code = await codeMailedTo(contact, token);
    const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const wrong of [altered, token.toUpperCase(), `${token}x`, '']) {
      expect(await acceptHandoff({ token: wrong, name: 'Cara', code })).toEqual({ outcome: 'not_found' });
      expect(await declineHandoff(wrong, null)).toEqual({ outcome: 'not_found' });
      expect(await sendHandoffCode(wrong, '192.0.2.3')).toEqual({ outcome: 'not_found' });
      expect(await access.endAccessByClient(wrong, code)).toEqual({ outcome: 'not_found' });
    }
    await later(14 * DAY);
    expect(await acceptHandoff({ token, name: 'Cara', code })).toEqual({
      outcome: 'not_open',
      state: 'expired',
    });
  });

  it.each(['paused', 'suspended'] as const)('waits while its agency is %s', async (status) => {
    const scope = await makeAgencyScope();
    const { contact, token, projectId } = await makeOffer(scope, domain());
    const code = await codeMailedTo(contact, token);
    const admin = await people.makeAdmin();
    const adminScope = { kind: 'admin', userId: admin.userId, keyId: null } as const;
    await changePartner(adminScope, scope.partnerId, { status, reason: 'looks odd' });
    expect(await acceptHandoff({ token, name: 'Cara', code })).toEqual({
      outcome: 'not_open',
      state: 'on_hold',
    });
    expect(await sendHandoffCode(token, '192.0.2.4')).toEqual({ outcome: 'nothing_to_confirm' });
    expect(await resendHandoff(scope, projectId)).toEqual({ outcome: 'not_active' });
    expect(await sendOffer(scope, projectId)).toEqual({ outcome: 'refused', why: 'not_active' });
    await later(1000);
    await changePartner(adminScope, scope.partnerId, { status: 'active', reason: null });
    expect(await acceptHandoff({ token, name: 'Cara', code })).toEqual({ outcome: 'accepted' });
  });

  it('credits who came through it or belongs to the domain again', async () => {
    const scope = await makeAgencyScope();
    const own = domain();
    const { token, contact } = await makeOffer(scope, own);
    await later(1000);
    const id = await customer(own);
    await db.customer.update({ where: { id }, data: { settleAt: null } });
    const code = await codeMailedTo(contact, token);
    expect(await acceptHandoff({ token, name: 'Cara', code })).toEqual({ outcome: 'accepted' });
    expect((await db.customer.findUniqueOrThrow({ where: { id } })).settleAt).toEqual(new Date(0));
  });
});

describe('a refusal', () => {
  it('ends the offer and the reservation, and the agency hears the reason', async () => {
    const scope = await makeAgencyScope();
    const own = domain();
    const { token, projectId } = await makeOffer(scope, own);
    expect(await declineHandoff(token, 'We have another plan')).toEqual({ outcome: 'declined' });
    expect(await stateOf(token)).toBe('declined');
    expect(await db.invitation.findFirstOrThrow({ where: { domain: own } })).toMatchObject({
      status: 'declined',
      endedAt: new Date(now()),
    });
    const { email } = await db.partner.findUniqueOrThrow({ where: { id: scope.partnerId } });
    expect((await mailsTo(email))[0]?.text).toContain('We have another plan');
    expect(await declineHandoff(token, null)).toEqual({ outcome: 'not_open', state: 'declined' });
    // the agency may come again with another offer
    expect((await sendOffer(scope, projectId)).outcome).toBe('sent');
  });
});

describe('the agency’s access', () => {
  it('ends by the client’s fresh code, once, and the attribution stays', async () => {
    const scope = await makeAgencyScope();
    const { token, contact, handoffId, projectId } = await makeAccepted(scope, domain());
    expect(await access.endAccessByClient(token, '000000')).toEqual({ outcome: 'no_code' });
    const code = await codeMailedTo(contact, token);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await access.endAccessByClient(token, wrong)).toEqual({ outcome: 'wrong_code', triesLeft: 4 });
    expect(await access.endAccessByClient(token, code)).toEqual({ outcome: 'ended' });
    const row = await db.handoff.findUniqueOrThrow({ where: { id: handoffId } });
    expect(row).toMatchObject({ accessEndedBy: 'client' });
    expect(row.acceptedAt).not.toBeNull();
    expect((await mailsTo(contact))[0]?.text).toMatch(/earns stays as it was agreed/);
    expect(await access.endAccessByClient(token, code)).toEqual({ outcome: 'no_access' });
    expect(await access.endAccessByAgency(scope, projectId)).toEqual({ outcome: 'no_access' });
    expect(await sendHandoffCode(token, '192.0.2.5')).toEqual({ outcome: 'nothing_to_confirm' });
    expect(await deliverHandoffAgain(scope, projectId)).toEqual({ outcome: 'no_access' });
    expect(await audits(handoffId)).toContain('handoff.access_ended');
  });

  it('is given up by the agency, or ended by an admin', async () => {
    const scope = await makeAgencyScope();
    const admin = await people.makeAdmin();
    const adminScope = { kind: 'admin', userId: admin.userId, keyId: null } as const;
    const first = await makeAccepted(scope, domain());
    const second = await makeAccepted(scope, domain());
    expect(await access.endAccessByAgency(await makeAgencyScope(), first.projectId)).toEqual({
      outcome: 'not_found',
    });
    expect(await access.endAccessByAgency(scope, first.projectId)).toEqual({ outcome: 'ended' });
    expect(await access.endAccessByAdmin(adminScope, second.handoffId)).toEqual({ outcome: 'ended' });
    expect(await access.endAccessByAdmin(adminScope, second.handoffId)).toEqual({ outcome: 'no_access' });
    expect(await access.endAccessByAdmin(adminScope, 'hof_none')).toEqual({ outcome: 'not_found' });
  });

  it('that was never given has no end', async () => {
    const scope = await makeAgencyScope();
    const { projectId } = await makeAccepted(scope, domain(), 'none');
    expect(await access.endAccessByAgency(scope, projectId)).toEqual({ outcome: 'no_access' });
    expect(await deliverHandoffAgain(scope, projectId)).toEqual({ outcome: 'no_access' });
    const open = await makeOffer(scope, domain());
    expect(await access.endAccessByAgency(scope, open.projectId)).toEqual({ outcome: 'no_access' });
    expect(await deliverHandoffAgain(scope, open.projectId)).toEqual({ outcome: 'not_accepted' });
  });
});

describe('newer configurations', () => {
  it('are delivered as the next version, when they differ', async () => {
    const scope = await makeAgencyScope();
    const { projectId, handoffId } = await makeAccepted(scope, domain());
    expect(await deliverHandoffAgain(scope, projectId)).toEqual({ outcome: 'unchanged' });
    await changeDocument(scope, projectId);
    expect(await deliverHandoffAgain(scope, projectId)).toEqual({ outcome: 'queued', version: 2 });
    expect(await deliverHandoffAgain(scope, projectId)).toEqual({ outcome: 'unchanged' });
    const [latest] = await deliveriesOf(db, handoffId);
    expect(latest?.body).toContain('"document":{"v":2}');
    expect(await deliverHandoffAgain(await makeAgencyScope(), projectId)).toEqual({ outcome: 'not_found' });
  });
});

describe('a declared sign-up', () => {
  it('is taken down once, while the offer is open', async () => {
    const scope = await makeAgencyScope();
    const { projectId, token, handoffId } = await makeOffer(scope, domain());
    const declare = (email: string) => declareHandoffSignUp(scope, projectId, email);
    expect(await declare('a@studio.test')).toEqual({ outcome: 'declared' });
    expect(await declare('a@studio.test')).toEqual({ outcome: 'declared_before' });
    for (let i = 1; i < 10; i++) expect(await declare(`${i}@studio.test`)).toEqual({ outcome: 'declared' });
    expect(await declare('eleven@studio.test')).toEqual({ outcome: 'too_many_declared' });
    expect(await declareHandoffSignUp(await makeAgencyScope(), projectId, 'x@y.test')).toEqual({
      outcome: 'not_found',
    });
    await declineHandoff(token, null);
    expect(await declare('late@studio.test')).toEqual({ outcome: 'not_open' });
    expect(await db.declaredSignUp.count({ where: { handoffId } })).toBe(10);
  });
});

describe('what an agency sees of a handoff', () => {
  it('is what its client sees, what changed since, and what happened; nothing of another agency’s', async () => {
    const scope = await makeAgencyScope();
    const { projectId, token } = await makeOffer(scope, domain());
    expect(await viewHandoff(await makeAgencyScope(), projectId)).toBeNull();
    const sent = await viewHandoff(scope, projectId);
    const client = await openHandoff(token, { isPerson: true });
    expect(sent?.offer?.manifest).toEqual(client?.manifest);
    expect(sent).toMatchObject({ changes: null, missing: [], delivery: null, progress: { stage: 'sent' } });
    await later(1000);
    await changeDocument(scope, projectId);
    const changed = await viewHandoff(scope, projectId);
    expect(changed?.changes).toEqual({ added: [], removed: [], changed: ['site'], other: false });
    expect(changed?.preview.configurations[0]).toMatchObject({ version: 2, document: '{"v":2}' });
    expect(changed?.offer?.manifest.configurations[0]).toMatchObject({ version: 1 });
    await sendOffer(scope, projectId);
    await later(1000);
    await revokeHandoff(scope, projectId);
    const history = (await viewHandoff(scope, projectId))?.history.map(({ what }) => what);
    expect(history).toEqual(['revoked', 'sent', 'replaced', 'opened', 'sent']);
  });

  it('tells what was delivered, and no document once the access has ended', async () => {
    const scope = await makeAgencyScope();
    const { projectId, handoffId, token } = await makeAccepted(scope, domain());
    const before = await viewHandoff(scope, projectId);
    expect(before).toMatchObject({
      undelivered: false,
      delivery: { state: 'waiting', version: 1 },
      progress: { stage: 'accepted' },
      offer: { hasAccess: true, accessEnded: null },
    });
    await changeDocument(scope, projectId);
    expect((await viewHandoff(scope, projectId))?.undelivered).toBe(true);
    await access.endAccessByAgency(scope, projectId);
    const after = await viewHandoff(scope, projectId);
    expect(after?.offer).toMatchObject({ hasAccess: false, accessEnded: { by: 'agency' } });
    expect(
      JSON.stringify(after, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('theme');
    // the client reads it all the same
    expect((await openHandoff(token, { isPerson: false }))?.manifest.configurations[0]?.document).toBe(
      '{"theme":"dark"}',
    );
    const admin = await people.makeAdmin();
    const listed = await listAdminHandoffs({ kind: 'admin', userId: admin.userId, keyId: null });
    expect(listed.accepted.find((one) => one.id === handoffId)).toMatchObject({ hasAccess: false });
  });
});
