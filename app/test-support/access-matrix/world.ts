import { randomBytes } from 'node:crypto';
import { canonical } from '~/domain/chain/canonical';
import type { ApiScope } from '~/domain/identity/api-key';
import { insertApiKey } from '~/domain/identity/api-keys.server';
import type { MemberRole, PartnerScope } from '~/domain/identity/scope';
import { addLink } from '~/flows/edit-links.server';
import { inviteMember } from '~/flows/invite-member.server';
import { requestPayout } from '~/flows/request-payout.server';
import { newId } from '~/kernel/ids';
import { DAY_MS } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import { invitationMailedTo, memberScope } from '~/test-support/builders/members';
import { linkMailedTo, sendOffer } from '~/test-support/builders/offers';
import { buildCustomer, buildReleasedCommission } from '~/test-support/builders/payouts';
import { signedInCookie, signUp } from '~/test-support/builders/people';

/** One object of each kind that a workspace has. */
export interface WorldIds {
  partner: string;
  handle: string;
  owner: string;
  manager: string;
  viewer: string;
  /** a viewer nobody acts as */
  member: string;
  memberInvitation: string;
  link: string;
  /** one nobody calls with */
  apiKey: string;
  customer: string;
  referral: string;
  commission: string;
  payout: string;
  project: string;
  template: string;
  configuration: string;
  run: string;
  handoff: string;
  reservation: string;
  /** of a customer somebody else got */
  conflict: string;
  dispute: string;
}

export type Kind = keyof WorldIds;

/** An agency with everything an agency can have, each thing carrying a mark that stands nowhere else. */
export interface World {
  mark: string;
  ids: WorldIds;
  cookies: Record<MemberRole, string>;
  /** an API key with all a partner's key can do */
  key: string;
  /** in links of mails: who holds one may look; never swapped */
  secrets: { memberInvitation: string; handoff: string };
}

/** Makes one. @param letter tells its mark from another's in a failure's text */
export async function makeWorld(letter: string): Promise<World> {
  const mark = `mark${letter}${randomBytes(5).toString('hex')}`;
  const agency = await signUp({ kind: 'agency', name: `${mark} agency`, email: `owner@${mark}.test` });
  const { partnerId } = agency;
  const account = { stripeAccountId: `acct_${mark}`, payable: true, status: 'active' as const };
  await db.partner.update({ where: { id: partnerId }, data: account });
  await db.user.update({ where: { id: agency.userId }, data: { emailVerifiedAt: new Date(0) } });
  const owner = memberScope(partnerId, agency.userId);
  const [manager, viewer, member] = await Promise.all([
    join(partnerId, `manager@${mark}.test`, 'manager'),
    join(partnerId, `viewer@${mark}.test`, 'viewer'),
    join(partnerId, `member@${mark}.test`, 'viewer'),
  ]);
  const invited = `guest@${mark}.test`;
  await inviteMember(owner, { email: invited, role: 'viewer' });
  const memberInvitation = await invitationMailedTo(invited);
  const wanted = { scopes: ['read', 'write', 'payouts:request'] as ApiScope[], partnerId, userId: null };
  const { secret } = await insertApiKey(db, { ...wanted, name: `${mark} key` });
  const { key: another } = await insertApiKey(db, { ...wanted, name: `${mark} other key` });
  const offered = await clients(owner, mark);
  const ids: WorldIds = {
    ...{ partner: partnerId, handle: agency.handle, owner: agency.userId, manager, viewer, member },
    ...{ memberInvitation: sha256Hex(memberInvitation), apiKey: another.id, link: await linkOf(owner, mark) },
    ...(await earnings(owner, mark)),
    ...offered.ids,
  };
  const cookie = (id: string) => signedInCookie({ id, role: 'partner' });
  return {
    ...{ mark, ids, key: secret, secrets: { memberInvitation, handoff: offered.token } },
    cookies: {
      owner: await cookie(owner.userId),
      manager: await cookie(manager),
      viewer: await cookie(viewer),
    },
  };
}

/** A person who belongs to this workspace alone. */
async function join(partnerId: string, email: string, role: MemberRole): Promise<string> {
  const id = newId('usr');
  await db.user.create({ data: { id, email, name: email, role: 'partner', emailVerifiedAt: new Date(0) } });
  await db.partnerMember.create({ data: { partnerId, userId: id, role, joinedAt: new Date(now()) } });
  return id;
}

/** A link beside the default one. */
export async function linkOf(scope: PartnerScope, mark: string): Promise<string> {
  const made = await addLink({
    partnerId: scope.partnerId,
    destination: 'https://emdash.dev/pricing',
    source: 'direct_link',
    label: `${mark} link`,
  });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.link.id;
}

async function earnings(owner: ReturnType<typeof memberScope>, mark: string) {
  const { partnerId } = owner;
  const at = now();
  const commission = await buildReleasedCommission(partnerId, 90_000n, at - 40 * DAY_MS);
  const customer = commission.customerId ?? '';
  await db.customer.update({ where: { id: customer }, data: { name: `${mark} customer` } });
  const referral = newId('ref');
  const when = new Date(at - 60 * DAY_MS);
  await db.referral.create({
    data: {
      ...{ id: referral, customerId: customer, channel: 'partner', partnerId, reason: 'agency' },
      ...{
        source: 'agency',
        linkedAt: when,
        creditedAt: when,
        termsKey: 'agency',
        termsVersion: 1,
        createdAt: when,
      },
    },
  });
  const requested = await requestPayout({ by: owner, partnerId, amount: 6_000n, at });
  if (requested.outcome !== 'created') throw new Error(`no payout: ${requested.outcome}`);
  const dispute = newId('dsp');
  await db.attributionDispute.create({
    data: {
      ...{ id: dispute, customerId: customer, partnerId, statement: `${mark} statement` },
      ...{ openedAt: new Date(at), openedBy: owner.userId },
    },
  });
  const conflict = newId('cfl');
  const lost = await buildCustomer();
  await db.attributionConflict.create({
    data: { id: conflict, customerId: lost.id, loserId: partnerId, reason: 'later_click', at: new Date(at) },
  });
  return { customer, referral, commission: commission.id, payout: requested.payoutId, dispute, conflict };
}

async function clients(owner: ReturnType<typeof memberScope>, mark: string) {
  const { partnerId, userId } = owner;
  const createdAt = new Date(now());
  const document = canonical({ region: `${mark} region`, secret: `${mark} secret` });
  const [project, template, configuration, run] = [newId('prj'), newId('tpl'), newId('cfg'), newId('run')];
  const domain = `client.${mark}.test`;
  const contact = { contactName: `${mark} contact`, contactEmail: `it@${domain}` };
  await db.clientProject.create({
    data: {
      id: project,
      partnerId,
      name: `${mark} client`,
      domain,
      ...contact,
      notes: `${mark} notes`,
      createdAt,
    },
  });
  await db.configurationTemplate.create({
    data: {
      ...{ id: template, partnerId, name: `${mark} template`, createdAt },
      versions: { create: [1, 2].map((version) => ({ version, document, note: `${mark} note`, createdAt })) },
    },
  });
  await db.configurationUpdate.create({
    data: {
      ...{ id: run, partnerId, templateId: template, version: 2, state: 'done', total: 1 },
      ...{ createdBy: userId, createdAt, finishedAt: createdAt },
    },
  });
  await db.clientConfiguration.create({
    data: {
      id: configuration,
      projectId: project,
      name: `${mark} configuration`,
      templateId: template,
      createdAt,
    },
  });
  const version = {
    configurationId: configuration,
    overrides: '{}',
    document,
    note: `${mark} version`,
    createdAt,
  };
  await db.clientConfigurationVersion.create({ data: { ...version, version: 1, templateVersion: 1 } });
  await db.clientConfigurationVersion.create({
    data: { ...version, version: 2, templateVersion: 2, updateId: run },
  });
  await db.configurationUpdateItem.create({
    data: { updateId: run, configurationId: configuration, fromVersion: 1, outcome: 'updated' },
  });
  const sent = await sendOffer(owner, project);
  if (sent.outcome !== 'sent') throw new Error(`no handoff: ${sent.outcome}`);
  const { id: reservation } = await db.invitation.findFirstOrThrow({ where: { partnerId } });
  const ids = { project, template, configuration, run, handoff: sent.handoffId, reservation };
  return { ids, token: await linkMailedTo(contact.contactEmail) };
}
