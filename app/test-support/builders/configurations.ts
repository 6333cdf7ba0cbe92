import type { PartnerScope } from '~/domain/identity/scope';
import { addConfiguration } from '~/flows/edit-configuration.server';
import { createProject } from '~/flows/edit-project.server';
import { addTemplate, changeTemplate } from '~/flows/edit-template.server';
import { db } from '~/platform/db.server';
import { signUp } from './people';

/** An agency with somebody who may change things. */
export async function buildAgency(): Promise<PartnerScope> {
  const { partnerId, userId } = await signUp({ kind: 'agency' });
  await db.partner.update({ where: { id: partnerId }, data: { status: 'active' } });
  return { kind: 'partner', partnerId, userId, keyId: null, role: 'manager' };
}

const nothing = { domain: null, contactName: null, contactEmail: null, notes: null, dueOn: null };

/** A client of an agency. @returns its project's id */
export async function buildClient(scope: PartnerScope, name: string): Promise<string> {
  const made = await createProject(scope, { ...nothing, name, internal: false });
  if (made.outcome !== 'created') throw new Error(made.refusal);
  return made.id;
}

/** A template with its first version. @returns its id */
export async function buildTemplate(
  scope: PartnerScope,
  { name = 'Shop', document, schema = '' }: { name?: string; document: unknown; schema?: string },
): Promise<string> {
  const made = await addTemplate(scope, { name, document: JSON.stringify(document), schema, note: null });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.id;
}

/** The next version of a template. @returns its number */
export async function publishTemplate(
  scope: PartnerScope,
  { id, basedOn, document, schema = '' }: { id: string; basedOn: number; document: unknown; schema?: string },
): Promise<number> {
  const written = { document: JSON.stringify(document), schema, note: null };
  const made = await changeTemplate(scope, { id, basedOn }, written);
  if (made.outcome !== 'changed') throw new Error(made.outcome);
  return made.version;
}

/** A configuration of a client. @returns its id */
export async function buildConfiguration(
  scope: PartnerScope,
  wanted: { projectId: string; name?: string; templateId?: string; document?: unknown },
): Promise<string> {
  const { projectId, name = 'Main', templateId = null, document } = wanted;
  const text = document === undefined ? null : JSON.stringify(document);
  const made = await addConfiguration(scope, { projectId, name, templateId, text, note: null });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.id;
}

/** The newest version of a configuration, as it is stored. */
export function currentVersion(configurationId: string) {
  return db.clientConfigurationVersion.findFirstOrThrow({
    where: { configurationId },
    orderBy: { version: 'desc' },
  });
}
