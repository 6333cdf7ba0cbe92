import type { Flaw } from '~/domain/agency/configuration-json';
import {
  type ConfigurationView,
  getVersion,
  insertConfiguration,
  insertVersion,
  lockConfiguration,
  saveConfigurationArchival,
  type VersionView,
} from '~/domain/agency/configurations.server';
import { accessEndedAt, lockProject } from '~/domain/agency/projects.server';
import { getTemplate, getTemplateVersion, type TemplateVersionView } from '~/domain/agency/templates.server';
import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { deriveDocument } from './configuration-document.server';

export interface NewConfiguration {
  projectId: string;
  name: string;
  templateId: string | null;
  /** as it was written or sent; null: the template's document, or an empty one */
  text: string | null;
  note: string | null;
}

export type ConfigurationCreation =
  | { outcome: 'created'; id: string }
  | { outcome: 'not_found' | 'name_taken' | 'unknown_template' }
  | { outcome: 'flawed'; flaws: Flaw[] };

/** A configuration of a client with its first version: empty, from a template, or from what was sent. */
export function addConfiguration(
  scope: PartnerScope,
  wanted: NewConfiguration,
): Promise<ConfigurationCreation> {
  return transaction(async (tx) => {
    const { projectId, name, templateId, note } = wanted;
    const project = await lockProject(tx, scope, projectId);
    if (!project || (await accessEndedAt(projectId, tx)) !== null) return { outcome: 'not_found' };
    const template = templateId === null ? null : await getTemplate(scope, templateId, tx);
    if (templateId !== null && (!template || template.archivedAt !== null))
      return { outcome: 'unknown_template' };
    const derived = await deriveDocument(
      wanted.text ?? template?.current.document ?? '{}',
      template?.current ?? null,
    );
    if (derived.outcome === 'flawed') return derived;
    const at = now();
    const id = await insertConfiguration(tx, { projectId, name, templateId, at });
    if (id === null) return { outcome: 'name_taken' };
    const { outcome: _, ...content } = derived;
    await insertVersion(tx, id, { version: 1, ...content, ...authored(scope, note), createdAt: at });
    await audit(tx, scope, 'configuration.created', { id, detail: { version: 1 } });
    return { outcome: 'created', id };
  });
}

const authored = ({ userId }: PartnerScope, note: string | null) => ({
  note,
  updateId: null,
  createdBy: userId,
});

async function audit(
  tx: Tx,
  scope: PartnerScope,
  action: string,
  { id, detail = {} }: { id: string; detail?: { version?: number } },
): Promise<void> {
  const subject = { type: 'client_configuration', id };
  await recordAudit(tx, { at: now(), actor: scope, action, subject, partnerId: scope.partnerId, detail });
}

/** Which configuration, and the version its author had before the eyes. */
export interface Edited {
  projectId: string;
  id: string;
  basedOn: number;
}

export type ConfigurationChange =
  | { outcome: 'changed'; version: number }
  | { outcome: 'unchanged' | 'not_found' }
  | { outcome: 'flawed'; flaws: Flaw[] }
  /** somebody else was quicker: nothing was written, here is what they made */
  | { outcome: 'stale'; current: VersionView };

/** Another document. It stays made from the version of the template it was made from. */
export function changeConfiguration(
  scope: PartnerScope,
  which: Edited,
  { text, note }: { text: string; note: string | null },
): Promise<ConfigurationChange> {
  return transaction(async (tx) => {
    const configuration = await lockConfiguration(tx, scope, which);
    if (!configuration) return { outcome: 'not_found' };
    const derived = await deriveDocument(text, await templateOf(tx, scope, configuration));
    if (derived.outcome === 'flawed') return derived;
    const { outcome: _, ...content } = derived;
    return append(tx, scope, { configuration, basedOn: which.basedOn, content, note });
  });
}

async function templateOf(
  tx: Tx,
  scope: PartnerScope,
  { templateId, current }: ConfigurationView,
): Promise<TemplateVersionView | null> {
  if (templateId === null || current.templateVersion === null) return null;
  return getTemplateVersion(scope, { id: templateId, version: current.templateVersion }, tx);
}

/** An older version again, as a new one: what came between stays to be seen. */
export function restoreConfiguration(
  scope: PartnerScope,
  which: Edited,
  version: number,
): Promise<ConfigurationChange> {
  return transaction(async (tx) => {
    const configuration = await lockConfiguration(tx, scope, which);
    const older = configuration && (await getVersion(scope, which.id, version, tx));
    if (!configuration || !older) return { outcome: 'not_found' };
    const { document, overrides, templateVersion } = older;
    const content = { document, overrides, templateVersion };
    return append(tx, scope, {
      configuration,
      basedOn: which.basedOn,
      content,
      note: `Version ${version} again`,
    });
  });
}

interface Appended {
  configuration: ConfigurationView;
  basedOn: number;
  content: Pick<VersionView, 'document' | 'overrides' | 'templateVersion'>;
  note: string | null;
}

async function append(
  tx: Tx,
  scope: PartnerScope,
  { configuration: { id, current }, basedOn, content, note }: Appended,
): Promise<ConfigurationChange> {
  if (current.version !== basedOn) return { outcome: 'stale', current };
  const isSame =
    content.document === current.document &&
    content.overrides === current.overrides &&
    content.templateVersion === current.templateVersion;
  if (isSame) return { outcome: 'unchanged' };
  const version = current.version + 1;
  await insertVersion(tx, id, { version, ...content, ...authored(scope, note), createdAt: now() });
  await audit(tx, scope, 'configuration.changed', { id, detail: { version } });
  return { outcome: 'changed', version };
}

/** Takes a configuration out of what the client inherits, or back into it; its versions stay. */
export function archiveConfiguration(
  scope: PartnerScope,
  which: { projectId: string; id: string },
  isArchived: boolean,
): Promise<'changed' | 'not_found'> {
  return transaction(async (tx) => {
    const configuration = await lockConfiguration(tx, scope, which);
    if (!configuration) return 'not_found';
    if (isArchived === (configuration.archivedAt !== null)) return 'changed';
    await saveConfigurationArchival(tx, which.id, isArchived ? now() : null);
    const action = isArchived ? 'configuration.archived' : 'configuration.restored';
    await audit(tx, scope, action, { id: which.id });
    return 'changed';
  });
}
