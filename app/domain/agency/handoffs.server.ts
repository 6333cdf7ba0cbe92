import type { PartnerScope } from '~/domain/identity/scope';
import type { Handoff, HandoffLink } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { newSecret, sha256Hex } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';
import { linkEnd } from './handoff-state';
import { lockProject } from './projects.server';

/** The link of a token, with its handoff; null when no such link was ever made. */
export function findLink(tx: Tx, token: string): Promise<(HandoffLink & { handoff: Handoff }) | null> {
  return tx.handoffLink.findUnique({ where: { tokenHash: sha256Hex(token) }, include: { handoff: true } });
}

/** A new link to a handoff, good for fourteen days; the earlier ones end. @returns its token, which is stored nowhere */
export async function renewLink(tx: Tx, handoffId: string, now: Instant): Promise<string> {
  const token = newSecret();
  const at = new Date(now);
  await tx.handoffLink.updateMany({ where: { handoffId, endedAt: null }, data: { endedAt: at } });
  const expiresAt = new Date(linkEnd(now));
  await tx.handoffLink.create({
    data: { tokenHash: sha256Hex(token), handoffId, createdAt: at, expiresAt },
  });
  await tx.handoff.update({ where: { id: handoffId }, data: { expiresAt } });
  return token;
}

/**
 * Keeps every handoff of a domain from changing until the end of the transaction, in one order: of several that are accepted at once the first
 * is alone. A handoff's domain never changes.
 */
export async function lockHandoffsOf(tx: Tx, domain: string): Promise<void> {
  await tx.$queryRaw`select id from handoff where domain = ${domain} order by id for update`;
}

/** A project's handoff that stands for it: the accepted one, else the latest; null when it was never sent. */
export async function currentHandoff(tx: Tx, projectId: string): Promise<Handoff | null> {
  const accepted = await tx.handoff.findFirst({ where: { projectId, acceptedAt: { not: null } } });
  return (
    accepted ?? tx.handoff.findFirst({ where: { projectId }, orderBy: [{ sentAt: 'desc' }, { id: 'desc' }] })
  );
}

/** A project's handoff, kept from changing with every other of its domain until the end of the transaction; null when it is not the asker's. */
export async function lockHandoffOfProject(
  tx: Tx,
  scope: PartnerScope,
  projectId: string,
): Promise<Handoff | null> {
  const project = await lockProject(tx, scope, projectId);
  const found = project && (await currentHandoff(tx, projectId));
  if (!found) return null;
  await lockHandoffsOf(tx, found.domain);
  return tx.handoff.findUniqueOrThrow({ where: { id: found.id } });
}
