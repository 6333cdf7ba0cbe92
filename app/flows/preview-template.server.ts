import { type Comparison, compareDocuments } from '~/domain/agency/configuration-comparison';
import type { Flaw } from '~/domain/agency/configuration-json';
import { judgeEffect } from '~/domain/agency/template-effect.server';
import { countOutOfReach, type Follower, templateFollowers } from '~/domain/agency/template-followers.server';
import { getTemplate, type TemplateVersionView } from '~/domain/agency/templates.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { readSnapshot, type Tx } from '~/platform/transaction.server';

/** What the newest version of a template would make of one configuration. */
export interface PreviewRow extends Follower {
  outcome: 'changed' | 'unchanged' | 'invalid';
  comparison: Comparison;
  /** of an invalid one: what its schema refuses, at the lines of the document it would be */
  flaws: Flaw[];
}

export interface TemplatePreview {
  template: { id: string; name: string; version: number; archived: boolean };
  rows: PreviewRow[];
  /** how many do not follow the newest version, on all pages */
  total: number;
  /** made from it, but of clients whose agency has no access any more: they are never changed */
  outOfReach: number;
}

/**
 * Which configurations the newest version of a template would change, and how; nothing is written. What is shown is what a run would do as
 * long as nobody changes the configuration meanwhile.
 * @returns null for a template that is not the asker's
 */
export function previewTemplate(
  scope: PartnerScope,
  templateId: string,
  { skip, take }: { skip: number; take: number },
): Promise<TemplatePreview | null> {
  return readSnapshot(async (tx) => {
    const template = await getTemplate(scope, templateId, tx);
    if (!template) return null;
    const { id, name, archivedAt, current } = template;
    const followers = await templateFollowers(scope, { templateId: id, version: current.version }, tx);
    return {
      template: { id, name, version: current.version, archived: archivedAt !== null },
      rows: await judge(tx, current, followers.slice(skip, skip + take)),
      total: followers.length,
      outOfReach: await countOutOfReach(scope, id),
    };
  });
}

async function judge(
  tx: Tx,
  template: TemplateVersionView,
  followers: readonly Follower[],
): Promise<PreviewRow[]> {
  const rows = await tx.clientConfigurationVersion.findMany({
    where: { OR: followers.map(({ id, version }) => ({ configurationId: id, version })) },
  });
  const stored = new Map(rows.map((row) => [row.configurationId, row]));
  const judged: PreviewRow[] = [];
  for (const follower of followers) {
    const current = stored.get(follower.id);
    if (!current) continue;
    const effect = await judgeEffect(template, current);
    const comparison = compareDocuments(current.document, effect.document);
    const flaws = effect.outcome === 'invalid' ? effect.flaws : [];
    judged.push({ ...follower, outcome: effect.outcome, comparison, flaws });
  }
  return judged;
}
