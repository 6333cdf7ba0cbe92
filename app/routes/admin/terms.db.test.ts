import { beforeAll, describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { getTermsDraft } from '~/domain/program/terms-draft.server';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { makeAdmin, requestWith, signedInCookie, signUp } from '~/test-support/builders/people';
import { action as postRate, loader as ratesPage } from './rates';
import { loader as termsPage } from './terms';
import { loader as historyPage } from './terms.$key';
import { loader as draftPage, action as saveDraft } from './terms.$key.draft';
import { loader as simulationPage } from './terms.$key.simulation';
import { action as removeDraft } from './terms-draft-removal';
import { fieldsOf } from './terms-fields';
import { action as publish } from './terms-publication';

type Handler = (args: {
  request: Request;
  params: Record<string, string>;
  context: object;
}) => Promise<unknown>;

let admin: { id: string; role: 'admin' };
let partner: string;
let cookie: string;
let steppedUp: string;

beforeAll(async () => {
  await setClock({ at: Date.parse('2026-06-01T12:00:00Z'), running: false });
  admin = { id: (await makeAdmin()).userId, role: 'admin' };
  cookie = await signedInCookie(admin);
  steppedUp = await signedInCookie(admin, { steppedUp: true });
  partner = await signedInCookie({ id: (await signUp()).userId, role: 'partner' });
});

const developer = fieldsOf(defaultTerms[0] as Terms, 'USD');

function formOf(change: Record<string, string> = {}): Record<string, string> {
  const { rewards, ...rest } = { ...developer, ...change };
  const own = rewards.flatMap((reward, n) =>
    Object.entries(reward).map(([name, value]) => [`rewards[${n}].${name}`, value] as const),
  );
  return Object.fromEntries([...Object.entries(rest), ...own].filter(([, value]) => value !== ''));
}

/** What a page or form answers, thrown or returned. */
async function ask(
  handler: unknown,
  { as = cookie, path = '/admin/terms/developer', form }: { as?: string; path?: string; form?: object } = {},
): Promise<{ status: number; location: string | null; body: unknown }> {
  const request = form
    ? new Request(`http://localhost:3000${path}`, {
        method: 'POST',
        headers: { Cookie: as },
        body: new URLSearchParams(form as Record<string, string>),
      })
    : requestWith(as, path);
  const key = path.split('/')[3] ?? '';
  const answer = await (handler as Handler)({ request, params: { key }, context: {} }).catch(
    (thrown) => thrown,
  );
  if (answer instanceof Response)
    return { status: answer.status, location: answer.headers.get('Location'), body: null };
  const { init, data } = answer as { init?: { status?: number } | null; data?: unknown };
  return { status: init?.status ?? 200, location: null, body: data ?? answer };
}

describe('the pages of terms and rates', () => {
  const all = { termsPage, historyPage, draftPage, simulationPage, ratesPage };

  it.each(Object.entries(all))(
    '%s: an admin sees it, a partner and a stranger do not',
    async (_name, page) => {
      expect((await ask(page)).status).toBe(200);
      expect((await ask(page, { as: partner })).status).toBe(404);
      expect(await ask(page, { as: '' })).toMatchObject({ status: 302, location: /^\/login/ });
    },
  );

  it.each(Object.entries({ saveDraft, removeDraft, publish, postRate }))(
    '%s: a partner cannot',
    async (_name, action) => {
      expect((await ask(action, { as: partner, form: formOf() })).status).toBe(404);
    },
  );

  it.each([historyPage, draftPage, simulationPage, removeDraft])(
    'unknown terms are not found',
    async (page) => {
      for (const key of ['nobodys', 'a\0b', 'x'.repeat(300)]) {
        const answer = await ask(page, { path: `/admin/terms/${encodeURIComponent(key)}` });
        expect([404, 302]).toContain(answer.status);
      }
    },
  );
});

describe('drafting', () => {
  it('keeps what was typed, or says at each field what is wrong', async () => {
    const wrong = await ask(saveDraft, { form: formOf({ holdDays: 'long' }) });
    expect(wrong).toMatchObject({ status: 422, body: { error: { holdDays: ['Give a whole number.'] } } });
    const scope = { kind: 'admin' as const, userId: admin.id, keyId: null };
    expect(await getTermsDraft(scope, 'developer')).toBeNull();
    expect((await ask(saveDraft, { form: formOf({ holdDays: '14' }) })).status).toBe(302);
    expect(await getTermsDraft(scope, 'developer')).toMatchObject({ terms: { holdDays: 14 } });
    expect((await ask(draftPage)).body).toMatchObject({
      draft: { changes: [{ what: 'Hold', before: '30 days', after: '14 days' }] },
    });
    expect((await ask(simulationPage)).body).toMatchObject({
      drafted: true,
      simulation: { draft: { holdDays: 14 } },
    });
  });

  it('publishes with the second factor alone, and what was seen', async () => {
    await ask(saveDraft, { form: formOf({ holdDays: '15' }) });
    const { revision } = await db.termsDraft.findUniqueOrThrow({ where: { termsKey: 'developer' } });
    const versions = async () =>
      (await loadAllTerms()).filter(({ key }) => key === 'developer').map(({ holdDays }) => holdDays);
    expect(await ask(publish, { form: { revision } })).toMatchObject({
      status: 302,
      location: '/step-up?returnTo=%2Fadmin%2Fterms%2Fdeveloper%2Fdraft',
    });
    const problems = [
      [{ revision: 'dft_other' }, 'draft_changed'],
      [{ revision, begins: '2026-05-31' }, 'in_the_past'],
      [{ revision, begins: '2026-02-30' }, 'no_day'],
    ] as const;
    for (const [form, problem] of problems) {
      expect((await ask(publish, { as: steppedUp, form })).location).toBe(
        `/admin/terms/developer/draft?problem=${problem}`,
      );
    }
    expect(await versions()).toEqual([30]);
    expect(await ask(publish, { as: steppedUp, form: { revision, begins: '2026-07-01' } })).toMatchObject({
      location: '/admin/terms/developer?published=2',
    });
    expect(await versions()).toEqual([30, 15]);
    expect(await db.termsVersion.findFirst({ where: { termsKey: 'developer', version: 2 } })).toMatchObject({
      effectiveAt: new Date('2026-07-01T00:00:00Z'),
      createdBy: admin.id,
    });
  });
});

describe('entering a rate', () => {
  const query = 'day=2026-05-01&currency=eur&rate=1.10';

  it('shows first what it does, and enters it once', async () => {
    const shown = await ask(ratesPage, { path: `/admin/rates?${query}` });
    expect(shown.body).toMatchObject({ entry: { errors: {}, preview: { payments: 0 } } });
    const form = { day: '2026-05-01', currency: 'EUR', rate: '1.10' };
    expect((await ask(postRate, { form })).location).toBe('/admin/rates?converted=0');
    expect(await ask(postRate, { form: { ...form, rate: '1.2' } })).toMatchObject({
      status: 422,
      body: { refused: expect.stringContaining('is 1.1 and stays') },
    });
  });

  it.each([
    ['day=2026-06-02&currency=EUR&rate=1', 'day'],
    ['day=never&currency=EUR&rate=1', 'day'],
    ['day=2026-05-01&currency=EURO&rate=1', 'currency'],
    ['day=2026-05-01&currency=USD&rate=1', 'currency'],
    ['day=2026-05-01&currency=EUR&rate=one', 'rate'],
    ['day=2026-05-01&currency=EUR&rate=0', 'rate'],
  ])('%s is wrong at its %s', async (typed, field) => {
    const { body } = await ask(ratesPage, { path: `/admin/rates?${typed}` });
    const { entry } = body as { entry: { errors: object; preview: unknown } };
    expect(entry.preview).toBeNull();
    expect(Object.keys(entry.errors)).toEqual([field]);
  });
});
