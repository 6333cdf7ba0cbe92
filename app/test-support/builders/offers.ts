import type { Access } from '~/domain/agency/manifest';
import { getProject } from '~/domain/agency/projects.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { acceptHandoff } from '~/flows/accept-handoff.server';
import { addConfiguration } from '~/flows/edit-configuration.server';
import { createProject } from '~/flows/edit-project.server';
import { currentManifest, seenHash } from '~/flows/handoff-manifest.server';
import { sendHandoff } from '~/flows/send-handoff.server';
import { sendHandoffCode } from '~/flows/send-handoff-code.server';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { makeAgency, memberScope } from './members';

/** An agency with its owner's scope. */
export async function makeAgencyScope(name = 'River Agency'): Promise<PartnerScope> {
  const { partnerId, owner } = await makeAgency(name);
  return memberScope(partnerId, owner.userId);
}

/** A client with one configuration, ready to be handed over. */
export async function makeClient(
  scope: PartnerScope,
  domain: string,
  { contactEmail = `it@${domain}`, document = { theme: 'dark' } as unknown } = {},
): Promise<string> {
  const facts = { domain, contactName: 'Cara', contactEmail, notes: null, dueOn: null };
  const made = await createProject(scope, { ...facts, name: `Client ${domain}`, internal: false });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  const text = JSON.stringify(document);
  const wish = { projectId: made.id, name: 'site', templateId: null, text, note: null };
  const added = await addConfiguration(scope, wish);
  if (added.outcome !== 'created') throw new Error(added.outcome);
  return made.id;
}

/** What the sender of a project sees. */
export async function seenOf(scope: PartnerScope, projectId: string): Promise<string> {
  const project = await getProject(scope, projectId);
  if (!project) throw new Error(`there is no project ${projectId}`);
  const { partnerId } = scope;
  return seenHash(await currentManifest(db, project, { partnerId, access: 'configure', at: now() }));
}

/** Sends a project as its page does. */
export async function sendOffer(scope: PartnerScope, projectId: string, access: Access = 'configure') {
  return sendHandoff(scope, { projectId, access, seen: await seenOf(scope, projectId) });
}

/** The token of the newest link mailed to an address. */
export async function linkMailedTo(email: string): Promise<string> {
  const token = await mailed(email, /\/handoff\/([\w-]{20,})/);
  if (!token) throw new Error(`no mail to ${email} has a link`);
  return token;
}

/** Has a code mailed to a contact. @returns it */
export async function codeMailedTo(email: string, token: string, ip = '192.0.2.9'): Promise<string> {
  const sent = await sendHandoffCode(token, ip);
  if (sent.outcome !== 'sent') throw new Error(sent.outcome);
  return (await mailed(email, /is (\d{6})\./)) ?? '';
}

async function mailed(email: string, pattern: RegExp): Promise<string | undefined> {
  const mails = await db.mail.findMany({ where: { to: email }, orderBy: { id: 'desc' } });
  for (const { text } of mails) {
    const [, found] = pattern.exec(text) ?? [];
    if (found) return found;
  }
  return undefined;
}

/** A client whose handoff was sent; its contact is it@<domain>. */
export async function makeOffer(scope: PartnerScope, domain: string, access: Access = 'configure') {
  const projectId = await makeClient(scope, domain);
  const sent = await sendOffer(scope, projectId, access);
  if (sent.outcome !== 'sent') throw new Error(`not sent: ${JSON.stringify(sent)}`);
  const contact = `it@${domain}`;
  return { projectId, handoffId: sent.handoffId, contact, token: await linkMailedTo(contact) };
}

/** The same, accepted by its client. */
export async function makeAccepted(scope: PartnerScope, domain: string, access: Access = 'configure') {
  const offer = await makeOffer(scope, domain, access);
  const code = await codeMailedTo(offer.contact, offer.token);
  const accepted = await acceptHandoff({ token: offer.token, name: 'Cara Lane', code });
  if (accepted.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(accepted)}`);
  return offer;
}
