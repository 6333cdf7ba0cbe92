import type { Tx } from '~/platform/transaction.server';
import type { Outcome } from './configuration-update';

/** What a run still has to do, with the configuration as it stands, locked until the end of the transaction. */
export interface WaitingItem {
  configurationId: string;
  fromVersion: number;
  version: number;
  document: string;
  overrides: string;
  templateVersion: number | null;
  isArchived: boolean;
  accessEnded: boolean;
}

/** The next items of a run that nobody else works on, in the order of their configurations, so that two runs never wait crosswise. */
export async function takeWaiting(tx: Tx, updateId: string, most: number): Promise<WaitingItem[]> {
  const taken = await tx.$queryRaw<Array<{ id: string }>>`
    select configuration_id as id from configuration_update_item
     where update_id = ${updateId} and outcome = 'waiting'
     order by configuration_id limit ${most} for update skip locked`;
  const ids = taken.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.$queryRaw`select id from client_configuration where id = any (${ids}::text[]) order by id for no key update`;
  await tx.$queryRaw`
    select h.id from handoff h join client_configuration c on c.project_id = h.project_id
     where c.id = any (${ids}::text[]) order by h.id for share of h`;
  return tx.$queryRaw<WaitingItem[]>`
    select c.id as "configurationId", i.from_version as "fromVersion", v.version, v.document, v.overrides,
           v.template_version as "templateVersion",
           (c.archived_at is not null or p.archived_at is not null) as "isArchived",
           exists (select from handoff h where h.project_id = p.id and h.access_ended_at is not null) as "accessEnded"
      from configuration_update_item i
      join client_configuration c on c.id = i.configuration_id
      join client_project p on p.id = c.project_id
      join lateral (select * from client_configuration_version
                     where configuration_id = c.id order by version desc limit 1) v on true
     where i.update_id = ${updateId} and c.id = any (${ids}::text[])
     order by c.id`;
}

/** The version before the one a run made: what taking it back gives again. */
export async function versionsBefore(
  tx: Tx,
  items: ReadonlyArray<{ configurationId: string; fromVersion: number }>,
): Promise<Map<string, { document: string; overrides: string; templateVersion: number | null }>> {
  const rows = await tx.clientConfigurationVersion.findMany({
    where: {
      OR: items.map(({ configurationId, fromVersion }) => ({ configurationId, version: fromVersion - 1 })),
    },
  });
  return new Map(rows.map((row) => [row.configurationId, row]));
}

/** Writes down what became of items of a run. */
export async function saveOutcomes(
  tx: Tx,
  updateId: string,
  results: ReadonlyArray<{ configurationId: string; outcome: Outcome; detail: string | null }>,
): Promise<void> {
  await tx.$executeRaw`
    update configuration_update_item i set outcome = r.outcome, detail = r.detail
      from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as r("configurationId" text, outcome text, detail text)
     where i.update_id = ${updateId} and i.configuration_id = r."configurationId" and i.outcome = 'waiting'`;
}
