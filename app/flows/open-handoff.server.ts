import type { InheritedConfiguration } from '~/domain/agency/handed-off';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { manifestDocuments } from './deliver-handoff.server';
import { type FoundHandoff, findHandoff } from './find-handoff.server';

export interface OpenedHandoff extends FoundHandoff {
  configurations: InheritedConfiguration[];
}

/**
 * What a client sees behind its link. A look uses nothing up; that a person looked is noted, once.
 * @param options.isPerson false for link previews, prefetches, robots and HEAD
 * @returns null when no such link was ever made
 */
export async function openHandoff(
  token: string,
  { isPerson }: { isPerson: boolean },
): Promise<OpenedHandoff | null> {
  const found = await findHandoff(token);
  if (!found) return null;
  const { handoff, manifest, state } = found;
  if (isPerson && state === 'open' && handoff.openedAt === null) {
    await db.handoff.updateMany({
      where: { id: handoff.id, openedAt: null },
      data: { openedAt: new Date(now()) },
    });
  }
  return { ...found, configurations: await manifestDocuments(db, manifest) };
}
