import { describe, expect, it } from 'vitest';
import {
  currentConfigurations,
  getConfiguration,
  getVersion,
  listConfigurations,
  listVersions,
} from '~/domain/agency/configurations.server';
import { getTemplate, getTemplateVersion, listTemplates } from '~/domain/agency/templates.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import {
  buildAgency,
  buildClient,
  buildConfiguration,
  buildTemplate,
  currentVersion,
  publishTemplate,
} from '~/test-support/builders/configurations';
import { acceptOffer, offerHandoff } from '~/test-support/builders/handoffs';
import {
  addConfiguration,
  archiveConfiguration,
  changeConfiguration,
  restoreConfiguration,
} from './edit-configuration.server';
import { archiveTemplate, changeTemplate } from './edit-template.server';

/** A client with one configuration that follows no template. */
async function plain(document: unknown = { a: 1 }) {
  const scope = await buildAgency();
  const projectId = await buildClient(scope, 'Acme');
  const id = await buildConfiguration(scope, { projectId, document });
  const edit = (basedOn: number, text: string) =>
    changeConfiguration(scope, { projectId, id, basedOn }, { text, note: 'why' });
  return { scope, projectId, id, edit };
}

describe('a configuration', () => {
  it('has versions with who, when and why; an older one can be used again', async () => {
    const { scope, projectId, id, edit } = await plain();
    expect(await edit(1, '{"b": 2,\r\n "a": 1}')).toEqual({ outcome: 'changed', version: 2 });
    expect(await currentVersion(id)).toMatchObject({
      document: '{"a":1,"b":2}',
      note: 'why',
      createdBy: scope.userId,
    });
    expect(await restoreConfiguration(scope, { projectId, id, basedOn: 2 }, 1)).toEqual({
      outcome: 'changed',
      version: 3,
    });
    const versions = await listVersions(scope, id);
    expect(versions.map(({ version, note }) => [version, note])).toEqual([
      [3, 'Version 1 again'],
      [2, 'why'],
      [1, null],
    ]);
    expect((await currentVersion(id)).document).toBe('{"a":1}');
  });

  it('that says the same gets no new version', async () => {
    const { edit } = await plain({ a: 1, b: 2 });
    expect(await edit(1, ' { "b": 2.0, "a": 1 } ')).toEqual({ outcome: 'unchanged' });
  });

  it('changed from a version that is not the newest is refused with what is there, and nothing is lost', async () => {
    const { id, edit } = await plain();
    await edit(1, '{"theirs": true}');
    const late = await edit(1, '{"mine": true}');
    expect(late).toMatchObject({ outcome: 'stale', current: { version: 2, document: '{"theirs":true}' } });
    expect((await currentVersion(id)).version).toBe(2);
    expect(await edit(2, '{"mine": true}')).toEqual({ outcome: 'changed', version: 3 });
  });

  it('changed by twenty at once from one version is changed once', async () => {
    const { id, edit } = await plain();
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => edit(1, `{"n": ${n}}`)));
    expect(results.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'stale')).toHaveLength(19);
    expect((await currentVersion(id)).version).toBe(2);
  });

  it('is not written when it cannot be read, at the line', async () => {
    const { id, edit } = await plain();
    const flawed = await edit(1, '{\n  "a": 1,\n  "a": 2\n}');
    expect(flawed).toMatchObject({ outcome: 'flawed', flaws: [{ line: 3, column: 3 }] });
    for (const text of ['['.repeat(500_000), `{"a":"${'x'.repeat(300_000)}"}`, '{"__proto__": 1}', '']) {
      expect(await edit(1, text)).toMatchObject({ outcome: 'flawed' });
    }
    expect((await currentVersion(id)).version).toBe(1);
  });

  it('has a name of its own within its client', async () => {
    const { scope, projectId } = await plain();
    const wanted = { projectId, name: 'Main', templateId: null, text: null, note: null };
    expect(await addConfiguration(scope, wanted)).toEqual({ outcome: 'name_taken' });
  });

  it('archived is not inherited, and can be restored', async () => {
    const { scope, projectId, id } = await plain();
    const names = () => transaction((tx) => currentConfigurations(tx, projectId));
    expect(await names()).toMatchObject([{ configurationId: id, version: 1, document: '{"a":1}' }]);
    await archiveConfiguration(scope, { projectId, id }, true);
    expect(await names()).toEqual([]);
    await archiveConfiguration(scope, { projectId, id }, false);
    expect(await names()).toHaveLength(1);
  });
});

describe('a configuration from a template', () => {
  const schema = JSON.stringify({ properties: { seats: { type: 'integer', maximum: 9 } } });

  it('keeps what differs, and nothing else', async () => {
    const scope = await buildAgency();
    const projectId = await buildClient(scope, 'Acme');
    const templateId = await buildTemplate(scope, { document: { seats: 5, a: { b: 1, c: 2 } }, schema });
    const document = { seats: 5, a: { b: 9 }, own: [null] };
    const id = await buildConfiguration(scope, { projectId, templateId, document });
    expect(await currentVersion(id)).toMatchObject({
      templateVersion: 1,
      overrides: '{"a":{"b":9,"c":null},"own":[null]}',
      document: '{"a":{"b":9},"own":[null],"seats":5}',
    });
    await publishTemplate(scope, { id: templateId, basedOn: 1, document: { seats: 7 } });
    const which = { projectId, id, basedOn: 1 };
    expect(await changeConfiguration(scope, which, { text: '{"seats": 5}', note: null })).toMatchObject({
      outcome: 'changed',
    });
    // still made from the version it was made from
    expect(await currentVersion(id)).toMatchObject({ templateVersion: 1, overrides: '{"a":null}' });
  });

  it('is held to the schema, and to what a merge patch can say', async () => {
    const scope = await buildAgency();
    const projectId = await buildClient(scope, 'Acme');
    const templateId = await buildTemplate(scope, { document: { seats: 5 }, schema });
    const wanted = { projectId, name: 'Main', templateId, note: null };
    const flawed = await addConfiguration(scope, { ...wanted, text: '{\n"seats": 10\n}' });
    expect(flawed).toMatchObject({
      outcome: 'flawed',
      flaws: [{ line: 2, message: '/seats must be <= 9.' }],
    });
    const unsayable = await addConfiguration(scope, { ...wanted, text: '{\n\n"own": null}' });
    expect(unsayable).toMatchObject({ outcome: 'flawed', flaws: [{ line: 3 }] });
    await archiveTemplate(scope, templateId, true);
    expect(await addConfiguration(scope, { ...wanted, text: null })).toEqual({ outcome: 'unknown_template' });
  });

  it('a template whose own document its schema refuses is none, at the line of either', async () => {
    const scope = await buildAgency();
    const id = await buildTemplate(scope, { document: { seats: 5 } });
    const change = (document: string, by: string, basedOn = 1) =>
      changeTemplate(scope, { id, basedOn }, { document, schema: by, note: null });
    expect(await change('{"seats": 10}', schema)).toMatchObject({
      outcome: 'flawed',
      document: [{ line: 1 }],
      schema: [],
    });
    expect(await change('{', '{\n"type": "objekt"}')).toMatchObject({
      outcome: 'flawed',
      document: [{ line: 1 }],
      schema: expect.arrayContaining([expect.objectContaining({ line: 2 })]),
    });
    expect(await change('{"seats": 5}', '')).toEqual({ outcome: 'unchanged' });
    expect(await change('{"seats": 6}', schema)).toEqual({ outcome: 'changed', version: 2 });
    expect(await change('{"seats": 7}', schema)).toMatchObject({ outcome: 'stale', current: { version: 2 } });
  });
});

describe('what is another agency’s', () => {
  it('is not there: neither to read nor to change', async () => {
    const mine = await plain();
    const theirs = await plain();
    const templateId = await buildTemplate(theirs.scope, { document: {} });
    const { scope } = mine;
    const foreign = { projectId: theirs.projectId, id: theirs.id };
    expect(await getConfiguration(scope, foreign)).toBeNull();
    expect(await getConfiguration(scope, { projectId: mine.projectId, id: theirs.id })).toBeNull();
    expect(await listConfigurations(scope, theirs.projectId)).toEqual([]);
    expect(await listVersions(scope, theirs.id)).toEqual([]);
    expect(await getVersion(scope, theirs.id, 1)).toBeNull();
    expect(await getTemplate(scope, templateId)).toBeNull();
    expect(await getTemplateVersion(scope, { id: templateId, version: 1 })).toBeNull();
    expect((await listTemplates(scope)).map(({ id }) => id)).not.toContain(templateId);

    const text = '{"stolen": true}';
    for (const which of [foreign, { projectId: mine.projectId, id: theirs.id }]) {
      const based = { ...which, basedOn: 1 };
      expect(await changeConfiguration(scope, based, { text, note: null })).toEqual({ outcome: 'not_found' });
      expect(await restoreConfiguration(scope, based, 1)).toEqual({ outcome: 'not_found' });
      expect(await archiveConfiguration(scope, which, true)).toBe('not_found');
    }
    const wanted = { name: 'X', text, note: null };
    expect(
      await addConfiguration(scope, { ...wanted, projectId: theirs.projectId, templateId: null }),
    ).toEqual({
      outcome: 'not_found',
    });
    expect(await addConfiguration(scope, { ...wanted, projectId: mine.projectId, templateId })).toEqual({
      outcome: 'unknown_template',
    });
    const written = { document: '{"x":1}', schema: '', note: null };
    expect(await changeTemplate(scope, { id: templateId, basedOn: 1 }, written)).toEqual({
      outcome: 'not_found',
    });
    expect(await archiveTemplate(scope, templateId, true)).toBe('not_found');
    expect((await currentVersion(theirs.id)).version).toBe(1);
  });
});

it('after the agency’s access has ended it reads and writes nothing (I17)', async () => {
  const scope = await buildAgency();
  const offer = await offerHandoff(scope.partnerId, { domain: 'acme.example', at: Date.now() - 1000 });
  const { projectId } = offer;
  const id = await buildConfiguration(scope, { projectId, document: { secret: 1 } });
  await acceptOffer(offer, Date.now());
  const which = { projectId, id };
  const change = (basedOn: number, n: number) =>
    changeConfiguration(scope, { ...which, basedOn }, { text: `{"n": ${n}}`, note: null });
  expect(await change(1, 1)).toEqual({ outcome: 'changed', version: 2 });
  await db.handoff.update({ where: { id: offer.id }, data: { accessEndedAt: new Date() } });

  expect(await listConfigurations(scope, projectId)).toEqual([]);
  expect(await getConfiguration(scope, which)).toBeNull();
  expect(await listVersions(scope, id)).toEqual([]);
  expect(await getVersion(scope, id, 1)).toBeNull();
  expect(await change(2, 2)).toEqual({ outcome: 'not_found' });
  expect(await restoreConfiguration(scope, { ...which, basedOn: 2 }, 1)).toEqual({ outcome: 'not_found' });
  expect(await archiveConfiguration(scope, which, true)).toBe('not_found');
  const wanted = { projectId, name: 'New', templateId: null, text: null, note: null };
  expect(await addConfiguration(scope, wanted)).toEqual({ outcome: 'not_found' });
});
