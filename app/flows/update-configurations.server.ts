import {
  saveOutcomes,
  takeWaiting,
  versionsBefore,
  type WaitingItem,
} from '~/domain/agency/configuration-chunk.server';
import { type Outcome, whyLeft } from '~/domain/agency/configuration-update';
import { finishUpdate, unfinishedUpdates } from '~/domain/agency/configuration-updates.server';
import { judgeEffect } from '~/domain/agency/template-effect.server';
import type { ConfigurationUpdate } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { type Tx, transaction } from '~/platform/transaction.server';

/** What becomes of one configuration, and its new content if it is given one. */
interface Result {
  item: WaitingItem;
  outcome: Exclude<Outcome, 'waiting'>;
  detail: string | null;
  content?: Content;
}

interface Content {
  document: string;
  overrides: string;
  templateVersion: number | null;
}

type Judge = (item: WaitingItem) => Promise<Omit<Result, 'item'>>;

// So many in one transaction: short enough that nobody who edits one of them waits for long.
const CHUNK = 10;

/**
 * Does every run that was asked for and is not over, the oldest first, in short transactions; one that was killed goes on where it stopped:
 * what is done is marked done in the transaction that did it. Several processes may do it together.
 * @returns how many configurations were looked at
 */
export async function runConfigurationUpdates(): Promise<number> {
  let looked = 0;
  for (const run of await unfinishedUpdates()) {
    for (let more = await chunk(run); more > 0; more = await chunk(run)) looked += more;
  }
  return looked;
}

/** @returns how many items were decided; 0 = none are left, or others work on them */
function chunk(run: ConfigurationUpdate): Promise<number> {
  return transaction(async (tx) => {
    const items = await takeWaiting(tx, run.id, CHUNK);
    if (items.length > 0) {
      const judge = run.undoes === null ? await following(tx, run) : await takingBack(tx, items);
      const results: Result[] = [];
      for (const item of items) results.push({ item, ...(standsInTheWay(item) ?? (await judge(item))) });
      await write(tx, run, results);
    }
    const left = await tx.configurationUpdateItem.count({ where: { updateId: run.id, outcome: 'waiting' } });
    if (left === 0) await finishUpdate(tx, run.id, now());
    return items.length;
  });
}

function standsInTheWay(item: WaitingItem): Omit<Result, 'item'> | null {
  if (item.accessEnded) return { outcome: 'invalid', detail: whyLeft.accessEnded };
  if (item.isArchived) return { outcome: 'invalid', detail: whyLeft.archived };
  if (item.version === item.fromVersion) return null;
  return { outcome: 'changed_since', detail: whyLeft.changedSince(item.fromVersion, item.version) };
}

/** What differs for a client is merged into the template's version again. */
async function following(tx: Tx, { templateId, version }: ConfigurationUpdate): Promise<Judge> {
  const template = await tx.configurationTemplateVersion.findUniqueOrThrow({
    where: { templateId_version: { templateId, version } },
  });
  return async (item) => {
    const effect = await judgeEffect(template, item);
    if (effect.outcome === 'invalid') return { outcome: 'invalid', detail: whyLeft.invalid(effect.flaws) };
    // the same bytes as before get a version too: it follows the template's from here on
    const content = { document: effect.document, overrides: item.overrides, templateVersion: version };
    return { outcome: effect.outcome === 'changed' ? 'updated' : 'unchanged', detail: null, content };
  };
}

/** Each configuration gets the bytes back that it had before the run. */
async function takingBack(tx: Tx, items: readonly WaitingItem[]): Promise<Judge> {
  const before = await versionsBefore(tx, items);
  return async ({ configurationId, document: present }) => {
    const earlier = before.get(configurationId);
    if (!earlier) throw new Error(`${configurationId} had a version before the run`);
    const { document, overrides, templateVersion } = earlier;
    const content = { document, overrides, templateVersion };
    return { outcome: document === present ? 'unchanged' : 'updated', detail: null, content };
  };
}

async function write(tx: Tx, run: ConfigurationUpdate, results: readonly Result[]): Promise<void> {
  const note =
    run.undoes === null ? `Template version ${run.version}` : `Template version ${run.version} undone`;
  const made = { note, updateId: run.id, createdBy: run.createdBy, createdAt: new Date(now()) };
  await tx.clientConfigurationVersion.createMany({
    data: results.flatMap(({ item: { configurationId, version }, content }) =>
      content ? [{ configurationId, version: version + 1, ...content, ...made }] : [],
    ),
  });
  await saveOutcomes(
    tx,
    run.id,
    results.map(({ item, outcome, detail }) => ({ configurationId: item.configurationId, outcome, detail })),
  );
}
