import type { PartnerScope } from '~/domain/identity/scope';
import type { ConfigurationTemplateVersion } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** A version of a template; schema and document are canonical JSON, no schema allows everything. */
export interface TemplateVersionView {
  version: number;
  schema: string | null;
  document: string;
  note: string | null;
  createdBy: string | null;
  createdAt: Instant;
}

export interface TemplateView {
  id: string;
  name: string;
  archivedAt: Instant | null;
  current: TemplateVersionView;
}

export interface ListedTemplate {
  id: string;
  name: string;
  archivedAt: Instant | null;
  version: number;
  changedAt: Instant;
  /** configurations made from it that are in use */
  configurations: number;
}

function versionOf({ templateId: _, createdAt, ...rest }: ConfigurationTemplateVersion): TemplateVersionView {
  return { ...rest, createdAt: createdAt.getTime() };
}

/** The templates of the asker's agency, by name. */
export async function listTemplates(scope: PartnerScope): Promise<ListedTemplate[]> {
  const rows = await db.configurationTemplate.findMany({
    where: { partnerId: scope.partnerId },
    include: {
      versions: { orderBy: { version: 'desc' }, take: 1, select: { version: true, createdAt: true } },
      _count: { select: { configurations: { where: { archivedAt: null } } } },
    },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ id, name, archivedAt, versions: [latest], _count, createdAt }) => ({
    id,
    name,
    archivedAt: archivedAt?.getTime() ?? null,
    version: latest?.version ?? 0,
    changedAt: (latest?.createdAt ?? createdAt).getTime(),
    configurations: _count.configurations,
  }));
}

/** A template of the asker's with its newest version; null for somebody else's. */
export async function getTemplate(
  scope: PartnerScope,
  id: string,
  tx: Tx = db,
): Promise<TemplateView | null> {
  const row = await tx.configurationTemplate.findFirst({
    where: { id, partnerId: scope.partnerId },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  const latest = row?.versions[0];
  if (!row || !latest) return null;
  return { id, name: row.name, archivedAt: row.archivedAt?.getTime() ?? null, current: versionOf(latest) };
}

/** getTemplate, with everybody else kept from changing it until the end of the transaction. */
export async function lockTemplate(tx: Tx, scope: PartnerScope, id: string): Promise<TemplateView | null> {
  await tx.$queryRaw`select id from configuration_template where id = ${id} and partner_id = ${scope.partnerId} for no key update`;
  return getTemplate(scope, id, tx);
}

/** One version of a template of the asker's; null when there is none. */
export async function getTemplateVersion(
  scope: PartnerScope,
  { id, version }: { id: string; version: number },
  tx: Tx = db,
): Promise<TemplateVersionView | null> {
  const row = await tx.configurationTemplateVersion.findFirst({
    where: { templateId: id, version, template: { partnerId: scope.partnerId } },
  });
  return row && versionOf(row);
}

/** All versions of a template of the asker's, the newest first, without their documents. */
export async function listTemplateVersions(
  scope: PartnerScope,
  id: string,
): Promise<Array<Omit<TemplateVersionView, 'document' | 'schema'>>> {
  const rows = await db.configurationTemplateVersion.findMany({
    where: { templateId: id, template: { partnerId: scope.partnerId } },
    omit: { document: true, schema: true },
    orderBy: { version: 'desc' },
    take: 200,
  });
  return rows.map(({ templateId: _, createdAt, ...rest }) => ({ ...rest, createdAt: createdAt.getTime() }));
}

/** A template without a version; null when the agency has one of that name. */
export async function insertTemplate(
  tx: Tx,
  { partnerId }: PartnerScope,
  { name, at }: { name: string; at: Instant },
): Promise<string | null> {
  const id = newId('tpl', at);
  const { count } = await tx.configurationTemplate.createMany({
    data: [{ id, partnerId, name, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
}

/** The next version of a template that is locked. */
export async function insertTemplateVersion(
  tx: Tx,
  templateId: string,
  { createdAt, ...version }: TemplateVersionView,
): Promise<void> {
  await tx.configurationTemplateVersion.create({
    data: { templateId, ...version, createdAt: new Date(createdAt) },
  });
}

/** Takes a locked template out of the choices, or back into them. */
export async function saveTemplateArchival(tx: Tx, id: string, archivedAt: Instant | null): Promise<void> {
  await tx.configurationTemplate.update({
    where: { id },
    data: { archivedAt: archivedAt === null ? null : new Date(archivedAt) },
  });
}
