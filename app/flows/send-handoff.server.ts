import { linkEnd } from '~/domain/agency/handoff-state';
import { currentHandoff, lockHandoffsOf } from '~/domain/agency/handoffs.server';
import { type Access, type ManifestJson, manifestText } from '~/domain/agency/manifest';
import { lockProject, type ProjectView } from '~/domain/agency/projects.server';
import { domainOf } from '~/domain/identity/mail-domain';
import type { PartnerScope } from '~/domain/identity/scope';
import { addressesOfPartner } from '~/domain/partner/standings.server';
import type { Handoff } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { auditHandoff, mailLink, takeSending } from './handoff-link.server';
import { currentManifest, seenHash } from './handoff-manifest.server';
import { type Invited, inviteDomain, undoingTooMany } from './make-invitation.server';

export interface HandoffWish {
  projectId: string;
  /** what the agency keeps after the client accepted */
  access: Access;
  /** seenHash of the preview the sender looked at */
  seen: string;
}

export type Missing = 'domain' | 'contact_name' | 'contact_email' | 'configuration';

export type HandoffSent =
  | { outcome: 'sent'; handoffId: string }
  | { outcome: 'not_found' }
  /** internal use is never handed over */
  | { outcome: 'internal' }
  | { outcome: 'incomplete'; missing: Missing[] }
  /** the contact is one of the agency's own people, or has an address of its domain */
  | { outcome: 'contact_is_agency' }
  /** who answers for a domain reads a mailbox of it */
  | { outcome: 'contact_elsewhere' }
  /** the client accepted before */
  | { outcome: 'accepted_before' }
  /** what would be sent is not what the sender saw */
  | { outcome: 'changed' }
  /** the domain could not be reserved */
  | Extract<Invited, { outcome: 'asked' | 'still_asked' | 'refused' | 'too_many' }>;

/**
 * Offers a project to its client: reserves the domain unless the agency has it, writes down what is offered, and mails the only copy of the link.
 * An earlier offer without an answer ends, and its link with it (ADR-0109).
 */
export async function sendHandoff(scope: PartnerScope, wish: HandoffWish): Promise<HandoffSent> {
  const allowance = await takeSending(scope.partnerId);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  await assertQueueReady();
  return undoingTooMany(() => transaction((tx) => send(tx, scope, wish)));
}

async function send(tx: Tx, scope: PartnerScope, wish: HandoffWish): Promise<HandoffSent> {
  await lockApplying(tx);
  const project = await lockProject(tx, scope, wish.projectId);
  if (!project || project.archivedAt !== null) return { outcome: 'not_found' };
  if (project.internal) return { outcome: 'internal' };
  const at = now();
  const manifest = await currentManifest(tx, project, {
    partnerId: scope.partnerId,
    access: wish.access,
    at,
  });
  const missing = missingOf(manifest);
  if (missing.length > 0) return { outcome: 'incomplete', missing };
  const { domain, contactEmail } = manifest.client;
  const own = await addressesOfPartner(tx, scope.partnerId);
  if (own.emails.has(contactEmail) || own.domains.has(domainOf(contactEmail)))
    return { outcome: 'contact_is_agency' };
  if (!isAt(contactEmail, domain)) return { outcome: 'contact_elsewhere' };
  await lockHandoffsOf(tx, domain);
  const earlier = await currentHandoff(tx, project.id);
  if (earlier?.acceptedAt) return { outcome: 'accepted_before' };
  if (seenHash(manifest) !== wish.seen) return { outcome: 'changed' };
  const invited = await inviteDomain(tx, { scope, domain, projectId: project.id });
  if (invited.outcome !== 'invited' && invited.outcome !== 'in_force') return invited;
  const handoffId = await replaceOffer(tx, { scope, project, manifest, earlier, at });
  await auditHandoff(tx, {
    actor: scope,
    handoff: { id: handoffId, partnerId: scope.partnerId },
    action: 'handoff.sent',
    at,
    detail: { access: wish.access },
  });
  return { outcome: 'sent', handoffId };
}

/** Else an agency could have a domain accepted by whoever it likes, and keep every other agency from it (ADR-0109). */
function isAt(email: string, domain: string): boolean {
  const host = domainOf(email);
  return host === domain || host.endsWith(`.${domain}`) || domain.endsWith(`.${host}`);
}

/** What a project must say before it can be offered. */
export function missingOf({ client, configurations }: ManifestJson): Missing[] {
  return [
    ...(client.domain === '' ? (['domain'] as const) : []),
    ...(client.contactName === '' ? (['contact_name'] as const) : []),
    ...(client.contactEmail === '' ? (['contact_email'] as const) : []),
    ...(configurations.length === 0 ? (['configuration'] as const) : []),
  ];
}

interface Replacing {
  scope: PartnerScope;
  project: ProjectView;
  manifest: ManifestJson;
  earlier: Handoff | null;
  at: Instant;
}

async function replaceOffer(tx: Tx, replacing: Replacing): Promise<string> {
  const { scope, project, manifest, earlier, at } = replacing;
  const { domain, contactName, contactEmail } = manifest.client;
  const written = manifestText(manifest);
  // by the machine's time: of two sent while the program's clock stands, the second is the later
  const id = newId('hof');
  const unanswered = earlier !== null && earlier.declinedAt === null && earlier.revokedAt === null;
  if (unanswered) {
    await tx.handoff.update({ where: { id: earlier.id }, data: { revokedAt: new Date(at) } });
    await tx.handoffLink.updateMany({
      where: { handoffId: earlier.id, endedAt: null },
      data: { endedAt: new Date(at) },
    });
  }
  await tx.handoff.create({
    data: {
      id,
      projectId: project.id,
      partnerId: scope.partnerId,
      domain,
      contactName,
      contactEmail,
      manifest: written,
      manifestHash: sha256Hex(written),
      sentAt: new Date(at),
      sentBy: scope.userId,
      expiresAt: new Date(linkEnd(at)),
    },
  });
  if (unanswered) await keepDeclared(tx, earlier.id, id);
  await mailLink(tx, { id, manifest, at });
  return id;
}

/** What the agency declared for the offer that this one replaces holds for it too. */
async function keepDeclared(tx: Tx, from: string, to: string): Promise<void> {
  const rows = await tx.declaredSignUp.findMany({ where: { handoffId: from } });
  await tx.declaredSignUp.createMany({
    data: rows.map((row) => ({ ...row, id: newId('dsu', row.at.getTime()), handoffId: to })),
  });
}
