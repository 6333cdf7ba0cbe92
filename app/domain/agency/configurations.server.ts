import type { PartnerScope } from '~/domain/identity/scope';
import type { ClientConfigurationVersion, Prisma } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** A configuration as its client inherits it: the document is canonical JSON (RFC 8785), `sha256` that of its UTF-8 bytes in hex. */
export interface CurrentConfiguration {
  configurationId: string;
  name: string;
  version: number;
  document: string;
  sha256: string;
}

/** The newest version of each configuration of a project that is not archived, ordered by name (by code points). */
export async function currentConfigurations(tx: Tx, projectId: string): Promise<CurrentConfiguration[]> {
  const rows = await tx.$queryRaw<Array<Omit<CurrentConfiguration, 'sha256'>>>`
    select c.id as "configurationId", c.name, v.version, v.document
      from client_configuration c
      join lateral (select version, document from client_configuration_version
                     where configuration_id = c.id order by version desc limit 1) v on true
     where c.project_id = ${projectId} and c.archived_at is null
     order by c.name collate "C"`;
  return rows.map((row) => ({ ...row, sha256: sha256Hex(row.document) }));
}

/** A version as it is kept; documents and overrides are canonical JSON. */
export interface VersionView {
  version: number;
  templateVersion: number | null;
  overrides: string;
  document: string;
  note: string | null;
  updateId: string | null;
  createdBy: string | null;
  createdAt: Instant;
}

export interface ConfigurationView {
  id: string;
  projectId: string;
  name: string;
  templateId: string | null;
  archivedAt: Instant | null;
  current: VersionView;
}

/** What the agency may read: configurations of its clients, until its access to them ends (reliability.md I17). */
export const readableBy = ({ partnerId }: PartnerScope): Prisma.ClientConfigurationWhereInput => ({
  project: { partnerId, handoffs: { none: { accessEndedAt: { not: null } } } },
});

const latest = {
  versions: { orderBy: { version: 'desc' }, take: 1 },
} satisfies Prisma.ClientConfigurationInclude;
type Row = Prisma.ClientConfigurationGetPayload<{ include: typeof latest }>;

function viewOf({
  id,
  projectId,
  name,
  templateId,
  archivedAt,
  versions: [version],
}: Row): ConfigurationView {
  if (!version) throw new Error(`configuration ${id} has a first version`);
  return {
    id,
    projectId,
    name,
    templateId,
    archivedAt: archivedAt?.getTime() ?? null,
    current: versionOf(version),
  };
}

function versionOf(row: ClientConfigurationVersion): VersionView {
  const { configurationId: _, createdAt, ...rest } = row;
  return { ...rest, createdAt: createdAt.getTime() };
}

/** The configurations of a project, by name; none when the agency's access has ended. */
export async function listConfigurations(
  scope: PartnerScope,
  projectId: string,
): Promise<ConfigurationView[]> {
  const where = { projectId, ...readableBy(scope) };
  const rows = await db.clientConfiguration.findMany({ where, include: latest, orderBy: { name: 'asc' } });
  return rows.map(viewOf);
}

/** A configuration of a project of the asker's; null for one that is not theirs, or no longer. */
export async function getConfiguration(
  scope: PartnerScope,
  { projectId, id }: { projectId: string; id: string },
  tx: Tx = db,
): Promise<ConfigurationView | null> {
  const where = { id, projectId, ...readableBy(scope) };
  const row = await tx.clientConfiguration.findFirst({ where, include: latest });
  return row && viewOf(row);
}

/** getConfiguration, with everybody else kept from changing it until the end of the transaction. */
export async function lockConfiguration(
  tx: Tx,
  scope: PartnerScope,
  which: { projectId: string; id: string },
): Promise<ConfigurationView | null> {
  await tx.$queryRaw`select id from client_configuration where id = ${which.id} for no key update`;
  // whoever ends the agency's access waits for this, or this finds it ended
  await tx.$queryRaw`select id from handoff where project_id = ${which.projectId} for share`;
  return getConfiguration(scope, which, tx);
}

const MOST_VERSIONS = 100;

/** The newest versions of a configuration, at most 100, without their documents. */
export async function listVersions(
  scope: PartnerScope,
  configurationId: string,
  before?: number,
): Promise<Array<Omit<VersionView, 'document' | 'overrides'>>> {
  const rows = await db.clientConfigurationVersion.findMany({
    where: {
      configurationId,
      configuration: readableBy(scope),
      ...(before === undefined ? {} : { version: { lt: before } }),
    },
    omit: { document: true, overrides: true },
    orderBy: { version: 'desc' },
    take: MOST_VERSIONS,
  });
  return rows.map(({ configurationId: _, createdAt, ...rest }) => ({
    ...rest,
    createdAt: createdAt.getTime(),
  }));
}

/** One version of a configuration of the asker's; null when there is none. */
export async function getVersion(
  scope: PartnerScope,
  configurationId: string,
  version: number,
  tx: Tx = db,
): Promise<VersionView | null> {
  const row = await tx.clientConfigurationVersion.findFirst({
    where: { configurationId, version, configuration: readableBy(scope) },
  });
  return row && versionOf(row);
}

/** A configuration without a version; null when the project has one of that name. */
export async function insertConfiguration(
  tx: Tx,
  wanted: { projectId: string; name: string; templateId: string | null; at: Instant },
): Promise<string | null> {
  const { projectId, name, templateId, at } = wanted;
  const id = newId('cfg', at);
  const { count } = await tx.clientConfiguration.createMany({
    data: [{ id, projectId, name, templateId, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
}

/** The next version of a configuration that is locked. */
export async function insertVersion(
  tx: Tx,
  configurationId: string,
  { createdAt, ...version }: VersionView,
): Promise<void> {
  await tx.clientConfigurationVersion.create({
    data: { configurationId, ...version, createdAt: new Date(createdAt) },
  });
}

/** Takes a locked configuration out of what the client inherits, or back into it. */
export async function saveConfigurationArchival(
  tx: Tx,
  id: string,
  archivedAt: Instant | null,
): Promise<void> {
  await tx.clientConfiguration.update({
    where: { id },
    data: { archivedAt: archivedAt === null ? null : new Date(archivedAt) },
  });
}
