import type { Flaw } from '~/domain/agency/configuration-json';
import { readSchema, schemaFlaws } from '~/domain/agency/configuration-schema.server';
import { readDocument } from '~/domain/agency/configuration-text';
import {
  insertTemplate,
  insertTemplateVersion,
  lockTemplate,
  saveTemplateArchival,
  type TemplateVersionView,
} from '~/domain/agency/templates.server';
import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

/** A version of a template as it was written; an empty schema allows everything. */
export interface WrittenTemplate {
  schema: string;
  document: string;
  note: string | null;
}

/** What is wrong in either text; both are looked at. */
export interface TemplateFlaws {
  outcome: 'flawed';
  schema: Flaw[];
  document: Flaw[];
}

async function readTemplate({ schema, document }: WrittenTemplate) {
  const drawn = await readSchema(schema);
  const read = readDocument(document);
  const ofSchema = drawn.outcome === 'flawed' ? drawn.flaws : [];
  const ofDocument =
    read.outcome === 'flawed'
      ? read.flaws
      : drawn.outcome === 'ok'
        ? await schemaFlaws(drawn.schema, read)
        : [];
  if (drawn.outcome === 'flawed' || read.outcome === 'flawed' || ofDocument.length > 0) {
    return { outcome: 'flawed', schema: ofSchema, document: ofDocument } as const;
  }
  return { outcome: 'ok', schema: drawn.schema, document: read.canonical } as const;
}

export type TemplateCreation = { outcome: 'created'; id: string } | { outcome: 'name_taken' } | TemplateFlaws;

/** A template with its first version. Its own document satisfies its schema. */
export async function addTemplate(
  scope: PartnerScope,
  { name, ...written }: WrittenTemplate & { name: string },
): Promise<TemplateCreation> {
  const read = await readTemplate(written);
  if (read.outcome === 'flawed') return read;
  return transaction(async (tx) => {
    const at = now();
    const id = await insertTemplate(tx, scope, { name, at });
    if (id === null) return { outcome: 'name_taken' };
    const { schema, document } = read;
    const made = { schema, document, note: written.note, createdBy: scope.userId, createdAt: at };
    await insertTemplateVersion(tx, id, { version: 1, ...made });
    await audit(tx, scope, 'template.created', { id, version: 1 });
    return { outcome: 'created', id };
  });
}

async function audit(
  tx: Tx,
  scope: PartnerScope,
  action: string,
  { id, version }: { id: string; version?: number },
): Promise<void> {
  const subject = { type: 'configuration_template', id };
  const detail = version === undefined ? {} : { version };
  await recordAudit(tx, { at: now(), actor: scope, action, subject, partnerId: scope.partnerId, detail });
}

export type TemplateChange =
  | { outcome: 'changed'; version: number }
  | { outcome: 'unchanged' | 'not_found' }
  /** somebody else was quicker: nothing was written, here is what they made */
  | { outcome: 'stale'; current: TemplateVersionView }
  | TemplateFlaws;

/** The next version of a template. No configuration changes by it: that is asked for by itself. */
export async function changeTemplate(
  scope: PartnerScope,
  { id, basedOn }: { id: string; basedOn: number },
  written: WrittenTemplate,
): Promise<TemplateChange> {
  const read = await readTemplate(written);
  if (read.outcome === 'flawed') return read;
  return transaction(async (tx) => {
    const template = await lockTemplate(tx, scope, id);
    if (!template) return { outcome: 'not_found' };
    const { current } = template;
    if (current.version !== basedOn) return { outcome: 'stale', current };
    const { schema, document } = read;
    if (schema === current.schema && document === current.document) return { outcome: 'unchanged' };
    const version = current.version + 1;
    const made = { schema, document, note: written.note, createdBy: scope.userId, createdAt: now() };
    await insertTemplateVersion(tx, id, { version, ...made });
    await audit(tx, scope, 'template.changed', { id, version });
    return { outcome: 'changed', version };
  });
}

/** Takes a template out of the choices, or back into them; what was made from it stays. */
export function archiveTemplate(
  scope: PartnerScope,
  id: string,
  isArchived: boolean,
): Promise<'changed' | 'not_found'> {
  return transaction(async (tx) => {
    const template = await lockTemplate(tx, scope, id);
    if (!template) return 'not_found';
    if (isArchived === (template.archivedAt !== null)) return 'changed';
    await saveTemplateArchival(tx, id, isArchived ? now() : null);
    await audit(tx, scope, isArchived ? 'template.archived' : 'template.restored', { id });
    return 'changed';
  });
}
