import type { PartnerScope } from '~/domain/identity/scope';
import type { ClientProject } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** What an agency says about a client; `dueOn` is a day, "2026-12-31". */
export interface ProjectFacts {
  name: string;
  /** lower case */
  domain: string | null;
  contactName: string | null;
  /** lower case */
  contactEmail: string | null;
  notes: string | null;
  dueOn: string | null;
}

export interface ProjectView extends ProjectFacts {
  id: string;
  internal: boolean;
  createdAt: Instant;
  createdBy: string | null;
  archivedAt: Instant | null;
}

/** Writes a project down. @returns its id */
export async function insertProject(
  tx: Tx,
  scope: PartnerScope,
  { facts, internal, at }: { facts: ProjectFacts; internal: boolean; at: Instant },
): Promise<string> {
  const id = newId('cli', at);
  const { partnerId, userId } = scope;
  const dates = { createdAt: new Date(at), createdBy: userId };
  await tx.clientProject.create({ data: { id, partnerId, internal, ...rowOf(facts), ...dates } });
  return id;
}

const rowOf = ({ name, domain, contactName, contactEmail, notes, dueOn }: ProjectFacts) => ({
  name,
  domain,
  contactName,
  contactEmail,
  notes,
  dueOn: dueOn === null ? null : new Date(`${dueOn}T00:00:00Z`),
});

/** Keeps a project of the asker's from being changed by others until the end of the transaction; null when there is none. */
export async function lockProject(tx: Tx, scope: PartnerScope, id: string): Promise<ProjectView | null> {
  const [locked] = await tx.$queryRaw<unknown[]>`
    select id from client_project where id = ${id} and partner_id = ${scope.partnerId} for no key update`;
  return locked ? getProject(scope, id, tx) : null;
}

/** Other facts about a project that is locked. */
export async function saveProject(tx: Tx, id: string, facts: ProjectFacts): Promise<void> {
  await tx.clientProject.update({ where: { id }, data: rowOf(facts) });
}

/** Takes a locked project out of the lists, or back into them. */
export async function saveArchival(tx: Tx, id: string, archivedAt: Instant | null): Promise<void> {
  await tx.clientProject.update({
    where: { id },
    data: { archivedAt: archivedAt === null ? null : new Date(archivedAt) },
  });
}

/** A project of the asker's; null for one of somebody else's. */
export async function getProject(scope: PartnerScope, id: string, tx: Tx = db): Promise<ProjectView | null> {
  const row = await tx.clientProject.findFirst({ where: { id, partnerId: scope.partnerId } });
  return row && viewOf(row);
}

function viewOf(row: ClientProject): ProjectView {
  const { id, name, domain, contactName, contactEmail, notes, internal, createdBy } = row;
  return {
    id,
    name,
    domain,
    contactName,
    contactEmail,
    notes,
    internal,
    createdBy,
    dueOn: row.dueOn?.toISOString().slice(0, 10) ?? null,
    createdAt: row.createdAt.getTime(),
    archivedAt: row.archivedAt?.getTime() ?? null,
  };
}

/** The agency uses a domain for itself from now on; said once, it stays. */
export async function insertInternalUse(
  tx: Tx,
  { partnerId, userId }: PartnerScope,
  { projectId, domain, at }: { projectId: string; domain: string; at: Instant },
): Promise<void> {
  const id = newId('use', at);
  await tx.internalUse.createMany({
    data: [{ id, partnerId, domain, at: new Date(at), projectId, byUserId: userId }],
    skipDuplicates: true,
  });
}

/** When the agency's access to the configurations of a project ended (reliability.md I17); null: it has not. */
export async function accessEndedAt(projectId: string, tx: Tx = db): Promise<Instant | null> {
  const ended = await tx.handoff.findFirst({
    where: { projectId, accessEndedAt: { not: null } },
    select: { accessEndedAt: true },
  });
  return ended?.accessEndedAt?.getTime() ?? null;
}

/** What was accepted for a project: its domain then stays. */
export async function acceptedDomain(tx: Tx, projectId: string): Promise<string | null> {
  const accepted = await tx.handoff.findFirst({
    where: { projectId, acceptedAt: { not: null } },
    select: { domain: true },
  });
  return accepted?.domain ?? null;
}
