import { afterEach, describe, expect, it } from 'vitest';
import { compareDocuments } from '~/domain/agency/configuration-comparison';
import { getUpdate, listUpdateItems } from '~/domain/agency/configuration-updates.server';
import { templateFollowers } from '~/domain/agency/template-followers.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';
import {
  buildAgency,
  buildClient,
  buildConfiguration,
  buildTemplate,
  currentVersion,
  publishTemplate,
} from '~/test-support/builders/configurations';
import { acceptOffer, offerHandoff } from '~/test-support/builders/handoffs';
import { ownerPool, testDatabaseUrl } from '~/test-support/db';
import { eventually, startWorkerProcess, type WorkerProcess } from '~/test-support/worker';
import { changeConfiguration } from './edit-configuration.server';
import { previewTemplate } from './preview-template.server';
import { requestUndo, requestUpdate } from './request-configuration-update.server';
import { runConfigurationUpdates } from './update-configurations.server';

const first = { locale: 'en', limits: { seats: 5, storage: 10 }, tags: ['shop'] };
const second = { locale: 'en', limits: { seats: 20, storage: 10 }, support: 'mail' };

const workers: WorkerProcess[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end()));
});

/** An agency with a template and configurations made from it, every third with something of its own. */
async function followersOf(count: number) {
  const scope = await buildAgency();
  const templateId = await buildTemplate(scope, { document: first });
  const build = async (n: number) => {
    const projectId = await buildClient(scope, `Client ${String(n).padStart(3, '0')}`);
    const own = n % 3 === 0 ? { ...first, locale: 'de', limits: { seats: 5, storage: n } } : undefined;
    return buildConfiguration(scope, { projectId, templateId, document: own });
  };
  const ids: string[] = [];
  for (let n = 0; n < count; n += 10) {
    const some = Array.from({ length: Math.min(10, count - n) }, (_, i) => build(n + i));
    ids.push(...(await Promise.all(some)));
  }
  return { scope, templateId, ids };
}

async function request(scope: PartnerScope, templateId: string, version: number): Promise<string> {
  const requested = await requestUpdate(scope, { templateId, version, chosen: null });
  if (requested.outcome !== 'requested') throw new Error(requested.outcome);
  return requested.id;
}

const bytesOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await currentVersion(id)).document));

const outcomesOf = async (updateId: string) =>
  (
    await db.configurationUpdateItem.findMany({ where: { updateId }, orderBy: { configurationId: 'asc' } })
  ).map(({ outcome }) => outcome);

const runOf = async (scope: PartnerScope, templateId: string, id: string) => {
  const run = await getUpdate(scope, { id, templateId });
  if (!run) throw new Error('the run is there');
  return run;
};

describe('200 configurations from one template', () => {
  it('follow a new version at once, through kill -9 in the middle, and a mistake is undone', {
    timeout: 480_000,
  }, async () => {
    const { scope, templateId, ids } = await followersOf(200);
    const before = await bytesOf(ids);
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second });
    const id = await request(scope, templateId, 2);

    // the worker is slowed down where it writes, so that it can be killed in the middle
    await ownerPool.query(`create function slowly() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.01); return new; end $$`);
    await ownerPool.query(`create trigger slowly before insert on client_configuration_version
      for each row execute function slowly()`);
    const seen: number[] = [];
    const worker = start();
    await eventually(
      async () => {
        const { waiting } = (await runOf(scope, templateId, id)).counts;
        seen.push(waiting);
        return waiting <= 140 ? true : undefined;
      },
      { seconds: 120, explain: worker.output },
    );
    await worker.end();
    const killed = await runOf(scope, templateId, id);
    expect(killed.state).toBe('running');
    expect(killed.counts.waiting).toBeGreaterThan(0);
    expect(killed.counts.updated).toBeGreaterThan(0);
    // what is done is done, what is not is untouched: no half configuration, no version without its mark
    expect(await db.clientConfigurationVersion.count({ where: { updateId: id } })).toBe(
      killed.counts.updated,
    );
    expect(new Set(seen).size).toBeGreaterThan(1);

    await ownerPool.query('drop trigger slowly on client_configuration_version');
    const began = performance.now();
    const again = start();
    await eventually(async () => ((await runOf(scope, templateId, id)).state === 'done' ? true : undefined), {
      seconds: 120,
      explain: again.output,
    });
    const rest = Math.round(performance.now() - began);
    const done = await runOf(scope, templateId, id);
    expect(done.counts).toEqual({ waiting: 0, updated: 200, unchanged: 0, changed_since: 0, invalid: 0 });
    for (const [n, each] of ids.entries()) {
      const { version, document, templateVersion } = await currentVersion(each);
      expect({ version, templateVersion }).toEqual({ version: 2, templateVersion: 2 });
      const own = n % 3 === 0 ? { locale: 'de', limits: { seats: 20, storage: n } } : {};
      expect(JSON.parse(document)).toEqual({ ...second, ...own });
    }

    const undone = await requestUndo(scope, { id, templateId });
    if (undone.outcome !== 'requested') throw new Error(undone.outcome);
    await eventually(
      async () => ((await runOf(scope, templateId, undone.id)).state === 'done' ? true : undefined),
      { seconds: 120, explain: again.output },
    );
    expect(await bytesOf(ids)).toEqual(before);
    expect(await db.clientConfigurationVersion.count()).toBe(600);
    expect(await requestUndo(scope, { id, templateId })).toEqual({ outcome: 'already_undone' });
    console.info(
      `200 configurations: killed with ${killed.counts.waiting} waiting, the rest in ${rest} ms with the start of the worker`,
    );
  });
});

function start(): WorkerProcess {
  const production = {
    TRIBUTARY_MODE: 'production',
    ORIGIN: 'http://127.0.0.1:1',
    SESSION_SECRET: 'x'.repeat(32),
  };
  const worker = startWorkerProcess(testDatabaseUrl, production);
  workers.push(worker);
  return worker;
}

describe('a run', () => {
  it('leaves what changed since it was shown, what would be invalid, and says why', async () => {
    const { scope, templateId, ids } = await followersOf(4);
    const [, changed = '', sealed = ''] = ids;
    const projectOf = async (id: string) =>
      (await db.clientConfiguration.findUniqueOrThrow({ where: { id } })).projectId;
    const text = JSON.stringify({ ...first, limits: { seats: 5, storage: 999 } });
    const which = { projectId: await projectOf(sealed), id: sealed, basedOn: 1 };
    await changeConfiguration(scope, which, { text, note: null });
    const schema = JSON.stringify({
      properties: { limits: { properties: { storage: { type: 'integer', maximum: 100 } } } },
    });
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second, schema });
    const id = await request(scope, templateId, 2);
    const other = { projectId: await projectOf(changed), id: changed, basedOn: 1 };
    await changeConfiguration(scope, other, { text: JSON.stringify({ ...first, own: true }), note: null });

    await runConfigurationUpdates();
    expect((await outcomesOf(id)).sort()).toEqual(['changed_since', 'invalid', 'updated', 'updated']);
    const items = await listUpdateItems(scope, id, { skip: 0, take: 10 });
    expect(
      items.slice(0, 2).map(({ outcome, detail, configurationId }) => ({ outcome, detail, configurationId })),
    ).toEqual([
      { outcome: 'invalid', detail: 'Line 4: /limits/storage must be <= 100.', configurationId: sealed },
      {
        outcome: 'changed_since',
        detail: 'It is at version 2 now; version 1 was the one that was to be changed.',
        configurationId: changed,
      },
    ]);
    expect(items[2]).toMatchObject({ outcome: 'updated', made: 2, project: 'Client 000' });
    expect(JSON.parse((await currentVersion(changed)).document)).toEqual({ ...first, own: true });
  });

  it('undone leaves what was changed since it, and gives the rest its bytes back', async () => {
    const { scope, templateId, ids } = await followersOf(3);
    const before = await bytesOf(ids);
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second });
    const id = await request(scope, templateId, 2);
    expect(await requestUndo(scope, { id, templateId })).toEqual({ outcome: 'still_running' });
    await runConfigurationUpdates();
    const [touched = ''] = ids;
    const { projectId } = await db.clientConfiguration.findUniqueOrThrow({ where: { id: touched } });
    const text = '{"locale": "fr"}';
    const change = await changeConfiguration(
      scope,
      { projectId, id: touched, basedOn: 2 },
      { text, note: null },
    );
    expect(change).toEqual({ outcome: 'changed', version: 3 });

    const undone = await requestUndo(scope, { id, templateId });
    if (undone.outcome !== 'requested') throw new Error(undone.outcome);
    await runConfigurationUpdates();
    expect(await bytesOf(ids)).toEqual(['{"locale":"fr"}', ...before.slice(1)]);
    const { counts } = await runOf(scope, templateId, undone.id);
    expect(counts).toMatchObject({ updated: 2, changed_since: 1 });

    // and the undoing can be undone
    const redone = await requestUndo(scope, { id: undone.id, templateId });
    expect(redone.outcome).toBe('requested');
    await runConfigurationUpdates();
    expect(JSON.parse((await currentVersion(ids[1] ?? '')).document)).toEqual(second);
  });

  it('that changes no byte says so, and the configuration follows the template’s version from then on', async () => {
    const { scope, templateId, ids } = await followersOf(2);
    const before = await bytesOf(ids);
    await publishTemplate(scope, {
      id: templateId,
      basedOn: 1,
      document: first,
      schema: '{"type":"object"}',
    });
    const id = await request(scope, templateId, 2);
    await runConfigurationUpdates();
    expect(await outcomesOf(id)).toEqual(['unchanged', 'unchanged']);
    expect(await bytesOf(ids)).toEqual(before);
    expect(await templateFollowers(scope, { templateId, version: 2 })).toEqual([]);
  });

  it('says that a new schema refuses what stays the same, and of nothing done there is nothing to undo', async () => {
    const { scope, templateId } = await followersOf(1);
    const schema = JSON.stringify({ properties: { locale: { const: 'en' } } });
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: first, schema });
    const preview = await previewTemplate(scope, templateId, { skip: 0, take: 10 });
    expect(preview?.rows).toMatchObject([{ outcome: 'invalid', flaws: [{ line: 6 }] }]);
    const id = await request(scope, templateId, 2);
    await runConfigurationUpdates();
    expect(await outcomesOf(id)).toEqual(['invalid']);
    expect(await requestUndo(scope, { id, templateId })).toEqual({ outcome: 'nothing_to_do' });
  });

  it('does what the preview showed', async () => {
    const { scope, templateId, ids } = await followersOf(6);
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second });
    const preview = await previewTemplate(scope, templateId, { skip: 0, take: 10 });
    const shown = new Map(preview?.rows.map(({ id, comparison }) => [id, comparison]));
    const before = await bytesOf(ids);
    await request(scope, templateId, 2);
    await runConfigurationUpdates();
    const after = await bytesOf(ids);
    ids.forEach((id, n) => {
      expect(shown.get(id)).toEqual(compareDocuments(before[n] ?? '', after[n] ?? ''));
    });
    expect(await previewTemplate(await buildAgency(), templateId, { skip: 0, take: 10 })).toBeNull();
  });

  it('of two at once, and by many workers at once, changes each configuration once', async () => {
    const { scope, templateId, ids } = await followersOf(45);
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second });
    const [a, b] = await Promise.all([request(scope, templateId, 2), request(scope, templateId, 2)]);
    while ((await db.configurationUpdate.count({ where: { state: 'running' } })) > 0) {
      await Promise.all(Array.from({ length: 6 }, () => runConfigurationUpdates()));
    }
    const all = [...(await outcomesOf(a ?? '')), ...(await outcomesOf(b ?? ''))];
    expect(all.filter((outcome) => outcome === 'updated')).toHaveLength(45);
    expect(all.filter((outcome) => outcome === 'changed_since')).toHaveLength(45);
    expect(await db.clientConfigurationVersion.count({ where: { configurationId: { in: ids } } })).toBe(90);
  });

  it('is of the version that was shown, and of own configurations alone', async () => {
    const mine = await followersOf(1);
    const theirs = await followersOf(1);
    await publishTemplate(mine.scope, { id: mine.templateId, basedOn: 1, document: second });
    const wanted = { templateId: mine.templateId, version: 2, chosen: null };
    expect(await requestUpdate(mine.scope, { ...wanted, version: 1 })).toEqual({
      outcome: 'stale',
      version: 2,
    });
    expect(await requestUpdate(theirs.scope, wanted)).toEqual({ outcome: 'not_found' });
    const [foreign = ''] = theirs.ids;
    const chosen = [{ configurationId: foreign, fromVersion: 1 }];
    expect(await requestUpdate(mine.scope, { ...wanted, chosen })).toEqual({ outcome: 'nothing_to_do' });
    const id = await request(mine.scope, mine.templateId, 2);
    await runConfigurationUpdates();
    expect(await getUpdate(theirs.scope, { id, templateId: mine.templateId })).toBeNull();
    expect(await listUpdateItems(theirs.scope, id, { skip: 0, take: 10 })).toEqual([]);
    expect(await requestUndo(theirs.scope, { id, templateId: mine.templateId })).toEqual({
      outcome: 'not_found',
    });
  });

  it('changes nothing of a client whose agency has no access any more', async () => {
    const scope = await buildAgency();
    const templateId = await buildTemplate(scope, { document: first });
    const offer = await offerHandoff(scope.partnerId, { domain: 'ended.example', at: Date.now() - 1000 });
    const id = await buildConfiguration(scope, { projectId: offer.projectId, templateId });
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: second });
    const run = await request(scope, templateId, 2);
    await acceptOffer(offer, Date.now());
    await db.handoff.update({ where: { id: offer.id }, data: { accessEndedAt: new Date() } });
    await runConfigurationUpdates();
    expect(await listUpdateItems(scope, run, { skip: 0, take: 1 })).toMatchObject([
      { outcome: 'invalid', detail: 'Your access to this client’s configurations has ended.' },
    ]);
    expect((await currentVersion(id)).version).toBe(1);
    expect(await templateFollowers(scope, { templateId, version: 2 })).toEqual([]);
  });
});
