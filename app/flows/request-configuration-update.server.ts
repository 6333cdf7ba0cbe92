import {
  changedBy,
  getUpdate,
  insertUpdate,
  type NewUpdate,
} from '~/domain/agency/configuration-updates.server';
import { templateFollowers } from '~/domain/agency/template-followers.server';
import { lockTemplate } from '~/domain/agency/templates.server';
import { recordAudit } from '~/domain/audit/audit.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { wake } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';

export interface WantedUpdate {
  templateId: string;
  /** the version that was shown; another one that came meanwhile is not applied unseen */
  version: number;
  /** those chosen, each at the version that was shown; null = all that were made from the template and do not follow it yet */
  chosen: NewUpdate['items'] | null;
}

export type UpdateRequest =
  | { outcome: 'requested'; id: string }
  | { outcome: 'not_found' | 'nothing_to_do' }
  | { outcome: 'stale'; version: number };

/** Asks for a run; the worker does it. Configurations that are not the asker's are not there. */
export async function requestUpdate(
  scope: PartnerScope,
  { templateId, version, chosen }: WantedUpdate,
): Promise<UpdateRequest> {
  return transaction(async (tx) => {
    const template = await lockTemplate(tx, scope, templateId);
    if (!template) return { outcome: 'not_found' };
    if (template.current.version !== version) return { outcome: 'stale', version: template.current.version };
    const followers = await templateFollowers(scope, { templateId, version }, tx);
    const items = chosen === null ? followers.map(shown) : followersAmong(followers.map(shown), chosen);
    if (items.length === 0) return { outcome: 'nothing_to_do' };
    const id = await insert(tx, scope, { templateId, version, undoes: null, items });
    return id === null ? { outcome: 'nothing_to_do' } : { outcome: 'requested', id };
  });
}

const shown = ({ id, version }: { id: string; version: number }) => ({
  configurationId: id,
  fromVersion: version,
});

/** The version that was shown counts, whatever it is now: the run tells which changed since. */
function followersAmong(followers: NewUpdate['items'], chosen: NewUpdate['items']): NewUpdate['items'] {
  const known = new Set(followers.map(({ configurationId }) => configurationId));
  const wanted = new Map(chosen.map((item) => [item.configurationId, item]));
  return [...wanted.values()].filter(({ configurationId }) => known.has(configurationId));
}

export type UndoRequest =
  | { outcome: 'requested'; id: string }
  | { outcome: 'not_found' | 'still_running' | 'already_undone' | 'nothing_to_do' };

/** Asks for a run that gives each configuration a run changed its earlier document back, unless it was changed since. */
export function requestUndo(
  scope: PartnerScope,
  which: { id: string; templateId: string },
): Promise<UndoRequest> {
  return transaction(async (tx) => {
    const run = await getUpdate(scope, which, tx);
    if (!run) return { outcome: 'not_found' };
    if (run.state === 'running') return { outcome: 'still_running' };
    const items = await changedBy(tx, run.id);
    if (items.length === 0) return { outcome: 'nothing_to_do' };
    const { templateId, version } = run;
    const id = await insert(tx, scope, { templateId, version, undoes: run.id, items });
    return id === null ? { outcome: 'already_undone' } : { outcome: 'requested', id };
  });
}

async function insert(
  tx: Tx,
  scope: PartnerScope,
  wanted: Pick<NewUpdate, 'templateId' | 'version' | 'undoes' | 'items'>,
): Promise<string | null> {
  const at = now();
  const { partnerId, userId } = scope;
  const id = await insertUpdate(tx, { ...wanted, partnerId, createdBy: userId, at });
  if (id === null) return null;
  await recordAudit(tx, {
    at,
    actor: scope,
    action: wanted.undoes === null ? 'configurations.updated' : 'configurations.update_undone',
    subject: { type: 'configuration_update', id },
    partnerId,
    detail: { template: wanted.templateId, version: wanted.version, configurations: wanted.items.length },
  });
  await wake('configuration-updates', tx);
  return id;
}
