import type { PartnerScope } from '~/domain/identity/scope';
import type { ConfigurationUpdate } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';
import { noOutcomes, type Outcome, type OutcomeCounts } from './configuration-update';

/** A run: configurations made from a template follow one of its versions, or get back what they had before such a run. */
export interface UpdateView {
  id: string;
  templateId: string;
  version: number;
  /** the run whose changes this one takes back */
  undoes: string | null;
  /** the run that takes this one's back */
  undoneBy: string | null;
  state: 'running' | 'done';
  total: number;
  counts: OutcomeCounts;
  createdBy: string | null;
  createdAt: Instant;
  finishedAt: Instant | null;
}

export interface NewUpdate {
  partnerId: string;
  templateId: string;
  version: number;
  undoes: string | null;
  createdBy: string | null;
  at: Instant;
  items: ReadonlyArray<{ configurationId: string; fromVersion: number }>;
}

/** Writes a run down; the worker finds it by its state. @returns null when its changes are already being taken back */
export async function insertUpdate(tx: Tx, { at, items, ...run }: NewUpdate): Promise<string | null> {
  const id = newId('upd', at);
  const made = { id, ...run, state: 'running', total: items.length, createdAt: new Date(at) };
  const { count } = await tx.configurationUpdate.createMany({ data: [made], skipDuplicates: true });
  if (count === 0) return null;
  const rows = items.map((item) => ({ ...item, updateId: id, outcome: 'waiting' }));
  await tx.configurationUpdateItem.createMany({ data: rows });
  return id;
}

/** A run of the asker's; null for somebody else's. */
export async function getUpdate(
  scope: PartnerScope,
  { id, templateId }: { id: string; templateId: string },
  tx: Tx = db,
): Promise<UpdateView | null> {
  const row = await tx.configurationUpdate.findFirst({
    where: { id, templateId, partnerId: scope.partnerId },
  });
  if (!row) return null;
  const [view] = await withCounts(tx, [row]);
  return view ?? null;
}

/** The latest runs of a template of the asker's, the newest first. */
export async function listUpdates(scope: PartnerScope, templateId: string): Promise<UpdateView[]> {
  const rows = await db.configurationUpdate.findMany({
    where: { templateId, partnerId: scope.partnerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 25,
  });
  return withCounts(db, rows);
}

async function withCounts(tx: Tx, rows: readonly ConfigurationUpdate[]): Promise<UpdateView[]> {
  const ids = rows.map(({ id }) => id);
  const counted = await tx.configurationUpdateItem.groupBy({
    by: ['updateId', 'outcome'],
    where: { updateId: { in: ids } },
    _count: true,
  });
  const undoing = await tx.configurationUpdate.findMany({
    where: { undoes: { in: ids } },
    select: { id: true, undoes: true },
  });
  return rows.map((row) => {
    const counts = noOutcomes();
    for (const { updateId, outcome, _count } of counted) {
      if (updateId === row.id) counts[outcome as Outcome] = _count;
    }
    return viewOf(row, counts, undoing.find(({ undoes }) => undoes === row.id)?.id ?? null);
  });
}

function viewOf(row: ConfigurationUpdate, counts: OutcomeCounts, undoneBy: string | null): UpdateView {
  const { partnerId: _, state, createdAt, finishedAt, ...rest } = row;
  return {
    ...rest,
    counts,
    undoneBy,
    state: state === 'done' ? 'done' : 'running',
    createdAt: createdAt.getTime(),
    finishedAt: finishedAt?.getTime() ?? null,
  };
}

export interface UpdateItemView {
  configurationId: string;
  configuration: string;
  projectId: string;
  project: string;
  fromVersion: number;
  outcome: Outcome;
  detail: string | null;
  /** the version it was given */
  made: number | null;
}

/** The items of a run of the asker's with the clients' names: what was left first, then by client and name. */
export async function listUpdateItems(
  scope: PartnerScope,
  updateId: string,
  { skip, take }: { skip: number; take: number },
): Promise<UpdateItemView[]> {
  return db.$queryRaw<UpdateItemView[]>`
    select i.configuration_id as "configurationId", c.name as configuration, p.id as "projectId", p.name as project,
           i.from_version as "fromVersion", i.outcome, i.detail, v.version as made
      from configuration_update_item i
      join configuration_update u on u.id = i.update_id and u.partner_id = ${scope.partnerId}
      join client_configuration c on c.id = i.configuration_id
      join client_project p on p.id = c.project_id
      left join client_configuration_version v on v.update_id = i.update_id and v.configuration_id = i.configuration_id
     where i.update_id = ${updateId}
     order by array_position(array['invalid', 'changed_since', 'waiting', 'updated', 'unchanged'], i.outcome), p.name, c.name, c.id
     offset ${skip} limit ${take}`;
}

/** What a run gave new versions, with those versions: what taking it back is about. */
export async function changedBy(tx: Tx, updateId: string): Promise<NewUpdate['items']> {
  const rows = await tx.clientConfigurationVersion.findMany({
    where: { updateId },
    select: { configurationId: true, version: true },
    orderBy: { configurationId: 'asc' },
  });
  return rows.map(({ configurationId, version }) => ({ configurationId, fromVersion: version }));
}

/** The runs that are not over, the oldest first; a killed one is among them. */
export async function unfinishedUpdates(): Promise<ConfigurationUpdate[]> {
  return db.configurationUpdate.findMany({
    where: { state: 'running' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
}

/** Ends a run, once. */
export async function finishUpdate(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.configurationUpdate.updateMany({
    where: { id, state: 'running' },
    data: { state: 'done', finishedAt: new Date(at) },
  });
}
