import { describe, expect, it } from 'vitest';
import { sha256Hex } from '~/platform/crypto.server';
import { db } from '~/platform/db.server';
import {
  buildAgency,
  buildClient,
  buildConfiguration,
  buildTemplate,
  currentVersion,
  publishTemplate,
} from '~/test-support/builders/configurations';
import { signedInCookie } from '~/test-support/builders/people';
import * as page from './clients.$id.configurations.$configuration';
import * as edit from './clients.$id.configurations.$configuration.edit';
import * as file from './clients.$id.configurations.$configuration.versions.$version.document';
import * as bundle from './clients.$id.configurations.json';
import * as add from './clients.$id.configurations.new';
import * as updates from './templates.$id.updates';

interface Call {
  request: Request;
  params: Record<string, string>;
  context: Record<string, unknown>;
}

type Answer = Response | { data: unknown; init: { status?: number } | null };

/** What a route answers, thrown or returned: its status, its data. */
async function answer(route: (call: Call) => unknown, call: Omit<Call, 'context'>) {
  const given = (await Promise.resolve()
    .then(() => route({ ...call, context: {} }))
    .catch((error: unknown) => {
      if (error instanceof Response) return error;
      throw error;
    })) as Answer;
  if (given instanceof Response) {
    return { status: given.status, to: given.headers.get('Location'), text: await given.text(), data: null };
  }
  return {
    status: given.init?.status ?? 200,
    to: null,
    text: '',
    data: given.data as Record<string, unknown>,
  };
}

async function scene() {
  const scope = await buildAgency();
  const projectId = await buildClient(scope, 'Acme');
  const id = await buildConfiguration(scope, { projectId, document: { b: 1, a: 'ü' } });
  const cookie = await signedInCookie({ id: scope.userId ?? '', role: 'partner' });
  const params = { id: projectId, configuration: id };
  return { scope, projectId, id, cookie, params };
}

function request(cookie: string, form?: Record<string, string | Blob | string[]>): Request {
  const url = 'http://localhost:3000/clients';
  if (!form) return new Request(url, { headers: { Cookie: cookie } });
  const body = new FormData();
  for (const [name, value] of Object.entries(form)) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  return new Request(url, { method: 'POST', headers: { Cookie: cookie }, body });
}

const json = (text: string | Uint8Array<ArrayBuffer>) => new File([text], 'it.json');

describe('the editor', () => {
  it('takes a file instead of the text, and the export gives its canonical bytes', async () => {
    const { cookie, params, id } = await scene();
    const form = { basedOn: '1', document: '{"ignored": 1}', file: json('\uFEFF{"z": 1,\n "a": "ü"}') };
    const saved = await answer(edit.action, { request: request(cookie, form), params });
    expect([saved.status, saved.to]).toEqual([
      302,
      `/clients/${params.id}/configurations/${id}?result=saved`,
    ]);
    const exported = await answer(file.loader, {
      request: request(cookie),
      params: { ...params, version: '2' },
    });
    expect(exported.text).toBe('{"a":"ü","z":1}');
    const shown = (await page.loader({ request: request(cookie), params, context: {} })) as {
      sha256: string;
    };
    expect(shown.sha256).toBe(sha256Hex(exported.text));
    const all = await answer(bundle.loader, { request: request(cookie), params: { id: params.id } });
    expect(JSON.parse(all.text)).toEqual({
      client: 'Acme',
      domain: null,
      configurations: [{ name: 'Main', version: 2, sha256: shown.sha256, document: { a: 'ü', z: 1 } }],
    });
  });

  it('gives back what was typed with the line of what is wrong', async () => {
    const { cookie, params, id } = await scene();
    const form = { basedOn: '1', document: '{\r\n "a": 1,,\r\n}', note: 'why' };
    const refused = await answer(edit.action, { request: request(cookie, form), params });
    expect(refused).toMatchObject({
      status: 422,
      data: { typed: { text: '{\n "a": 1,,\n}', note: 'why' }, flaws: [{ line: 2, column: 9 }] },
    });
    expect((await currentVersion(id)).version).toBe(1);
  });

  it('shows both when somebody was quicker, and saves the second time', async () => {
    const { cookie, params, id } = await scene();
    const save = (basedOn: string, document: string) =>
      answer(edit.action, { request: request(cookie, { basedOn, document }), params });
    await save('1', '{"theirs": 1}');
    const late = await save('1', '{"mine": 1}');
    expect(late).toMatchObject({
      status: 409,
      data: {
        typed: { text: '{"mine": 1}', basedOn: 2 },
        stale: { version: 2, comparison: { isCut: false } },
      },
    });
    expect((await save('2', '{"mine": 1}')).status).toBe(302);
    expect(await currentVersion(id)).toMatchObject({ version: 3, document: '{"mine":1}' });
  });

  it.each<[string, Record<string, string | Blob>, number]>([
    ['a file too large', { basedOn: '1', document: '{}', file: json('x'.repeat(600_000)) }, 422],
    [
      'a file that is no text',
      { basedOn: '1', document: '{}', file: json(new Uint8Array([0xff, 0xfe, 0])) },
      422,
    ],
    ['depth', { basedOn: '1', document: `${'['.repeat(100_000)}` }, 422],
    ['a file where text belongs', { basedOn: json('1'), document: '{}' }, 400],
    ['no version it was based on', { document: '{"x":1}' }, 409],
    ['a version that is none', { basedOn: '1e9', document: '{"x":1}' }, 409],
    ['a note too long', { basedOn: '1', document: '{"x":1}', note: 'x'.repeat(501) }, 422],
  ])('refuses %s, and writes nothing', async (_, form, status) => {
    const { cookie, params, id } = await scene();
    expect((await answer(edit.action, { request: request(cookie, form), params })).status).toBe(status);
    expect((await currentVersion(id)).version).toBe(1);
  });
});

describe('who may', () => {
  it('a viewer looks and writes nothing; another agency finds nothing; an affiliate has no such pages', async () => {
    const mine = await scene();
    const theirs = await scene();
    const form = { basedOn: '1', document: '{"x":1}', name: 'X' };
    for (const params of [theirs.params, { ...mine.params, configuration: theirs.id }]) {
      const call = (body?: typeof form) => ({
        request: request(mine.cookie, body),
        params: { ...params, version: '1' },
      });
      for (const route of [page.loader, edit.loader, file.loader]) {
        expect((await answer(route, call())).status).toBe(404);
      }
      expect((await answer(edit.action, call(form))).status).toBe(404);
    }
    const foreign = { request: request(mine.cookie, form), params: { id: theirs.projectId } };
    expect((await answer(add.action, foreign)).status).toBe(404);

    await db.partnerMember.updateMany({
      where: { userId: mine.scope.userId ?? '' },
      data: { role: 'viewer' },
    });
    const own = (body?: typeof form) => ({ request: request(mine.cookie, body), params: mine.params });
    expect((await answer(edit.action, own(form))).status).toBe(403);
    expect((await answer(add.action, own(form))).status).toBe(403);
    expect(await page.loader({ ...own(), context: {} })).toMatchObject({ mayEdit: false });
    await db.partner.update({ where: { id: mine.scope.partnerId }, data: { kind: 'affiliate' } });
    expect((await answer(page.loader, own())).status).toBe(404);
  });
});

it('chosen configurations alone follow the template', async () => {
  const { scope, cookie } = await scene();
  const templateId = await buildTemplate(scope, { document: { a: 1 } });
  const ids: string[] = [];
  for (const name of ['One', 'Two']) {
    ids.push(await buildConfiguration(scope, { projectId: await buildClient(scope, name), templateId }));
  }
  await publishTemplate(scope, { id: templateId, basedOn: 1, document: { a: 2 } });
  const form = { which: 'chosen', version: '2', chosen: [`${ids[1]}:1`, 'nonsense', `${ids[0]}:x`] };
  const asked = await answer(updates.action, { request: request(cookie, form), params: { id: templateId } });
  expect(asked.to).toMatch(`/templates/${templateId}/updates/upd_`);
  const items = await db.configurationUpdateItem.findMany({ where: { configurationId: { in: ids } } });
  expect(items).toMatchObject([{ configurationId: ids[1], fromVersion: 1, outcome: 'waiting' }]);
});
