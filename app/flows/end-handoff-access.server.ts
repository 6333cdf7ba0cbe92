import { endCodes, tryCode } from '~/domain/agency/handoff-codes.server';
import { currentHandoff, lockHandoffsOf } from '~/domain/agency/handoffs.server';
import { parseManifest } from '~/domain/agency/manifest';
import { lockProject } from '~/domain/agency/projects.server';
import type { AdminScope, PartnerScope, Scope } from '~/domain/identity/scope';
import type { Handoff } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { lockHandoff } from './find-handoff.server';
import { auditHandoff } from './handoff-link.server';
import { mailAgency, mailClient } from './handoff-mail.server';

export type AccessEnded =
  | { outcome: 'ended' }
  | { outcome: 'not_found' }
  /** not accepted, ended before, or never given */
  | { outcome: 'no_access' };

export type AccessEndedByClient =
  | AccessEnded
  | { outcome: 'wrong_code'; triesLeft: number }
  | { outcome: 'no_code' };

/** The client ends the agency's access, by a fresh code to its mailbox. What the agency earns stays as agreed (domain.md section 11). */
export function endAccessByClient(token: string, code: string): Promise<AccessEndedByClient> {
  return transaction(async (tx) => {
    const found = await lockHandoff(tx, token);
    if (!found) return { outcome: 'not_found' };
    const { handoff, state } = found;
    if (state !== 'accepted' || !hasAccess(handoff)) return { outcome: 'no_access' };
    const tried = await tryCode(tx, { handoffId: handoff.id, code, now: now() });
    if (tried.outcome === 'wrong') return { outcome: 'wrong_code', triesLeft: tried.triesLeft };
    if (tried.outcome === 'no_code') return { outcome: 'no_code' };
    await end(tx, handoff, { by: 'client', actor: null });
    return { outcome: 'ended' };
  });
}

/** The agency gives its access up. */
export function endAccessByAgency(scope: PartnerScope, projectId: string): Promise<AccessEnded> {
  return transaction(async (tx) => {
    const project = await lockProject(tx, scope, projectId);
    const found = project && (await currentHandoff(tx, projectId));
    return found ? endLocked(tx, found, { by: 'agency', actor: scope }) : { outcome: 'not_found' };
  });
}

/** An admin ends it, on a client's word that came another way. */
export function endAccessByAdmin(scope: AdminScope, handoffId: string): Promise<AccessEnded> {
  return transaction(async (tx) => {
    const found = await tx.handoff.findUnique({ where: { id: handoffId } });
    return found ? endLocked(tx, found, { by: 'admin', actor: scope }) : { outcome: 'not_found' };
  });
}

interface Ending {
  by: 'client' | 'agency' | 'admin';
  actor: Scope | null;
}

async function endLocked(tx: Tx, { id, domain }: Handoff, ending: Ending): Promise<AccessEnded> {
  await lockHandoffsOf(tx, domain);
  const handoff = await tx.handoff.findUniqueOrThrow({ where: { id } });
  if (!hasAccess(handoff)) return { outcome: 'no_access' };
  await end(tx, handoff, ending);
  return { outcome: 'ended' };
}

/** Whether the agency may still change what the client inherited. */
export function hasAccess(handoff: Pick<Handoff, 'acceptedAt' | 'accessEndedAt' | 'manifest'>): boolean {
  const { acceptedAt, accessEndedAt, manifest } = handoff;
  return acceptedAt !== null && accessEndedAt === null && parseManifest(manifest).access !== 'none';
}

const who = { client: 'The client', agency: 'The agency', admin: 'An admin of the program' };

async function end(tx: Tx, handoff: Handoff, { by, actor }: Ending): Promise<void> {
  const at = now();
  await tx.handoff.update({
    where: { id: handoff.id },
    data: { accessEndedAt: new Date(at), accessEndedBy: by },
  });
  await endCodes(tx, handoff.id, at);
  await auditHandoff(tx, { actor, handoff, action: 'handoff.access_ended', at, detail: { by } });
  const { agency, client } = parseManifest(handoff.manifest);
  const stays = `What ${agency.name} earns stays as it was agreed: ending its access does not change that.`;
  await mailClient(tx, handoff.contactEmail, {
    subject: `${agency.name} has no access any more`,
    paragraphs: [
      `${who[by]} ended the access of ${agency.name} to the configurations of ${client.domain}. You keep them as they are; ${agency.name} can deliver no newer ones.`,
      stays,
    ],
  });
  await mailAgency(tx, handoff.partnerId, {
    subject: `Your access to ${client.domain} has ended`,
    paragraphs: [
      `${who[by]} ended your access to the configurations of ${client.name} (${client.domain}). You can deliver no newer ones.`,
      stays,
      `The client in your workspace: ${env.origin}/clients/${handoff.projectId}/handoff`,
    ],
  });
}
