import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { MOST_PER_MINUTE, perKey } from '~/routes/api/key-limit.server';
import { adminKey, call, partnerKey, send } from '~/test-support/api';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { happen, referCustomer, writeClick } from '~/test-support/builders/referred';

const JANUARY = Date.UTC(2026, 0, 1, 12);
const day = (n: number) => JANUARY + n * DAY_MS;
const date = (n: number) => new Date(day(n)).toISOString();

let ada: BuiltPartner;
let bob: BuiltPartner;
let admin: string;
let adas: string;
let bobs: string;

beforeAll(async () => {
  ada = await writePartner('ada');
  bob = await writePartner('bob');
  admin = (await adminKey()).key;
  adas = await partnerKey(ada.id);
  bobs = await partnerKey(bob.id);
  await referCustomer(ada, { name: 'acme', clickedAt: day(0) });
  await referCustomer(ada, { name: 'apex', clickedAt: day(1), pays: null });
  await referCustomer(bob, { name: 'bolt', clickedAt: day(2), pays: '60000' });
  await happen({
    type: 'customer.signed_up',
    at: day(3),
    data: { customer: { id: 'oslo', email: 'o@oslo.dev' } },
  });
});

/** The only row of a list. */
async function only(path: string, key = admin) {
  const { status, body } = await call('GET', path, { key });
  expect(status).toBe(200);
  expect(body.data).toHaveLength(1);
  return body.data[0];
}

describe('keys', () => {
  it.each([
    ['none', {}],
    ['one of nobody', { key: 'trb_0000000000000000' }],
    ['a password', { headers: { authorization: 'Basic YTpi' } }],
  ])('%s: 401', async (_name, asked) => {
    const answer = await call('GET', '/partners', asked);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('without the scope: 403', async () => {
    const reader = await partnerKey(ada.id, ['read']);
    expect(await call('POST', '/links', { key: reader, body: {} })).toMatchObject({
      status: 403,
      body: { code: 'missing_scope' },
    });
    const { key } = await adminKey(['read', 'write', 'payouts:request', 'sandbox']);
    expect((await call('POST', '/payouts/po_1/approval', { key })).status).toBe(403);
  });

  it.each([
    ['POST', '/partners'],
    ['POST', '/payouts/po_1/approval'],
    ['POST', '/payouts/po_1/rejection'],
    ['GET', '/terms'],
    ['POST', '/terms'],
    ['GET', '/sandbox/clock'],
    ['POST', '/sandbox/clock'],
    ['POST', '/sandbox/stripe-accounts'],
    ['GET', '/sandbox/stripe-transfers'],
  ])("%s %s needs an admin's", async (method, path) => {
    const asked = method === 'POST' ? { key: adas, body: {} } : { key: adas };
    expect(await call(method, path, asked)).toMatchObject({ status: 403, body: { code: 'admin_only' } });
  });
});

describe('limits', () => {
  it('slow one key down and say until when', async () => {
    const key = await partnerKey(ada.id);
    const { id } = await db.apiKey.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    for (let n = 0; n < MOST_PER_MINUTE; n++) await perKey.take(id);
    const answer = await call('GET', '/balance', { key });
    expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('GET', '/balance', { key: adas })).status).toBe(200);
  });
});

describe("a partner's key", () => {
  it.each([
    ['/partners', 'id', 1],
    ['/links', 'partnerId', 1],
    ['/clicks', 'partnerId', 2],
    ['/commissions', 'partnerId', 2],
  ])('sees of %s its own alone, whatever it asks for', async (path, owner, count) => {
    for (const query of ['', `?partnerId=${bob.id}`]) {
      const { body } = await call('GET', `${path}${query}`, { key: adas });
      expect(body.data.map((row: Record<string, string>) => row[owner])).toEqual(Array(count).fill(ada.id));
    }
  });

  it('sees the customers credited to it, without their addresses', async () => {
    const { body } = await call('GET', `/customers?partnerId=${bob.id}`, { key: adas });
    expect(body.data.map((row: { externalId: string }) => row.externalId).sort()).toEqual(['acme', 'apex']);
    for (const row of body.data) expect(row).toMatchObject({ email: /^a…@/, name: null });
    expect(await only('/customers?externalId=acme')).toMatchObject({ email: 'ann@acme.dev', name: 'Ann' });
    expect((await call('GET', '/customers?externalId=bolt', { key: adas })).body.data).toEqual([]);
  });

  it("gets 404 for everything that is another's, and changes none of it", async () => {
    const customer = await only('/customers?externalId=bolt');
    const commissions = await call('GET', `/commissions?partnerId=${bob.id}`, { key: admin });
    const link = bob.defaultLink.id;
    const theirs: Array<[string, string, unknown?]> = [
      ['GET', `/partners/${bob.id}`],
      ['PATCH', `/partners/${bob.id}`, { name: 'Mine' }],
      ['GET', `/links/${link}`],
      ['PATCH', `/links/${link}`, { label: 'Mine' }],
      ['DELETE', `/links/${link}`],
      ['POST', `/links/${link}/archive`],
      ['POST', '/links', { partnerId: bob.id, destination: 'https://emdash.dev/', source: 'content' }],
      ['GET', `/customers/${customer.id}`],
      ['GET', `/customers/${customer.id}/timeline`],
      ['GET', `/commissions/${commissions.body.data[0].id}`],
      ['POST', '/payouts', { partnerId: bob.id }],
    ];
    for (const [method, path, body] of theirs) {
      const answer = await call(method, path, { key: adas, ...(body ? { body } : {}) });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    expect((await call('GET', `/partners/${bob.id}`, { key: admin })).body.name).toBe('bob');
    expect((await call('GET', `/links/${link}`, { key: bobs })).body).toMatchObject({
      label: null,
      archivedAt: null,
    });
  });

  it.each([{ status: 'active' }, { terms: 'agency' }, { rateBps: 9000 }])(
    'cannot decide %j',
    async (body) => {
      expect(await call('PATCH', `/partners/${ada.id}`, { key: adas, body })).toMatchObject({ status: 403 });
    },
  );
});

describe('/customers', () => {
  it('shows how far each has come, and who is credited', async () => {
    expect(await only('/customers?externalId=acme')).toMatchObject({
      stage: 'paid',
      milestones: {
        linkedAt: date(0),
        signedUpAt: date(1),
        activatedAt: null,
        paidAt: date(8),
        sustainedAt: null,
        churnedAt: null,
      },
      referral: {
        partnerId: ada.id,
        reason: 'click',
        clickId: expect.any(String),
        source: 'direct_link',
        locked: true,
      },
      lifetimeValue: { amount: '2900', currency: 'USD' },
      activeDays: 10,
    });
    expect((await only('/customers?externalId=acme')).referral).not.toHaveProperty('channel');
    expect(await only('/customers?externalId=oslo')).toMatchObject({
      referral: null,
      milestones: { linkedAt: null },
    });
    expect(await only('/customers?stage=paid&partnerId=par-bob')).toMatchObject({ externalId: 'bolt' });
  });

  it('tells what happened to one, oldest first, page by page', async () => {
    const { id } = await only('/customers?externalId=acme');
    const whole = await call('GET', `/customers/${id}/timeline`, { key: adas });
    const types = whole.body.data.map((entry: { type: string }) => entry.type);
    expect(types.slice(0, 3)).toEqual(['click', 'linked', 'signed_up']);
    expect(types).toEqual(
      expect.arrayContaining(['used', 'payment', 'paid', 'commission_accrued', 'commission_vested']),
    );
    const pages: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/customers/${id}/timeline?limit=4${cursor && `&cursor=${cursor}`}`;
      const { body } = await call('GET', path, { key: adas });
      pages.push(...body.data);
      cursor = body.nextCursor;
    }
    expect(pages).toEqual(whole.body.data);
  });
});

describe('/commissions and /balance', () => {
  it('show what was earned for what', async () => {
    const { body } = await call('GET', '/commissions?customerId=acme', { key: adas });
    expect(body.data).toMatchObject([
      {
        customerId: 'acme',
        reward: 'tier-1',
        cause: { type: 'customer', id: 'acme' },
        basis: null,
        rateBps: null,
        uncapped: { amount: '5000', currency: 'USD' },
        status: 'vested',
        month: null,
        vestedAt: date(8),
        releasedAt: null,
      },
    ]);
    expect(await only('/commissions?reward=tier-3')).toMatchObject({
      partnerId: bob.id,
      cause: { type: 'payment', id: 'inv-bolt', slice: 0 },
      basis: { amount: '60000' },
      rateBps: 1500,
      amount: { amount: '9000' },
      month: '2026-01',
    });
    expect(await only('/commissions?status=accrued')).toMatchObject({ customerId: 'apex' });
  });

  it('filter by when it accrued: from inclusive, to exclusive', async () => {
    const { accruedAt } = await only('/commissions?status=accrued');
    const count = async (query: string) =>
      (await call('GET', `/commissions?${query}`, { key: adas })).body.data.length;
    const next = new Date(Date.parse(accruedAt) + 1).toISOString();
    expect(await count(`customerId=apex&from=${accruedAt}&to=${next}`)).toBe(1);
    expect(await count(`customerId=apex&to=${accruedAt}`)).toBe(0);
    expect(await count(`customerId=apex&from=${next}`)).toBe(0);
    expect(await count('customerId=apex&from=2026-01-01&to=2026-02-01')).toBe(1);
  });

  it('add up to the balance', async () => {
    const of = async (key: string, query = '') => {
      const { body } = await call('GET', `/balance${query}`, { key });
      return [body.accrued.amount, body.pending.amount, body.available.amount];
    };
    expect(await of(adas)).toEqual(['5000', '5000', '0']);
    expect(await of(bobs)).toEqual(['0', '14000', '0']);
    expect(await of(admin, `?partnerId=${bob.id}`)).toEqual(['0', '14000', '0']);
    expect(await of(admin)).toEqual(['5000', '19000', '0']);
    expect((await call('GET', '/balance?partnerId=par-nobody', { key: admin })).status).toBe(404);
  });

  it('do not list what was withdrawn', async () => {
    const { id } = await only('/commissions?status=accrued');
    await db.commission.update({ where: { id }, data: { withdrawnAt: new Date() } });
    expect((await call('GET', '/commissions?status=accrued', { key: admin })).body.data).toEqual([]);
    expect((await call('GET', `/commissions/${id}`, { key: admin })).status).toBe(404);
    expect((await call('GET', '/balance', { key: adas })).body.accrued.amount).toBe('0');
    await db.commission.update({ where: { id }, data: { withdrawnAt: null } });
  });
});

describe('/analytics/funnel', () => {
  const funnel = async (key: string, query: string) =>
    (await call('GET', `/analytics/funnel?from=2026-01-01&to=2026-02-01&${query}`, { key })).body;

  it('follows what was linked in the period', async () => {
    const { totals } = await funnel(adas, 'interval=month');
    expect(totals).toMatchObject({
      clicks: 2,
      uniqueClicks: 2,
      linked: 2,
      signedUp: 2,
      activated: 1,
      paid: 1,
    });
    expect(totals).toMatchObject({
      revenue: { amount: '2900' },
      commission: { amount: '10000' },
      epc: { amount: '5000' },
    });
    expect((await funnel(admin, 'interval=month')).totals).toMatchObject({
      clicks: 3,
      linked: 3,
      signedUp: 3,
      paid: 2,
    });
  });

  it('shows in each point what happened in it', async () => {
    const { series } = await funnel(bobs, 'interval=day');
    expect(series).toHaveLength(31);
    const on = (text: string) => series.find((point: { date: string }) => point.date === text);
    expect(on('2026-01-03')).toMatchObject({ clicks: 1, linked: 1, signedUp: 0 });
    expect(on('2026-01-04')).toMatchObject({ clicks: 0, linked: 0, signedUp: 1 });
    expect(on('2026-01-11')).toMatchObject({ paid: 1, revenue: { amount: '60000' } });
    const sum = series.reduce(
      (total: number, point: { commission: { amount: string } }) => total + Number(point.commission.amount),
      0,
    );
    expect(sum).toBe(14_000);
  });

  it('counts parts of days exactly', async () => {
    const path = (from: string, to: string) => `/analytics/funnel?from=${from}&to=${to}`;
    const linked = async (from: string, to: string) =>
      (await call('GET', path(from, to), { key: adas })).body.totals.linked;
    expect(await linked(date(0), date(1))).toBe(1);
    expect(await linked('2026-01-01T12:00:00.001Z', '2026-01-02T12:00:00Z')).toBe(0);
    expect(await linked('2026-01-01T12:00:00Z', '2026-01-01T12:00:00.001Z')).toBe(1);
  });

  it('narrows to a link and a source', async () => {
    const clicks = async (query: string) => (await funnel(admin, query)).totals.clicks;
    expect(await clicks(`linkId=${bob.defaultLink.id}`)).toBe(1);
    expect(await clicks('source=content')).toBe(0);
    expect((await funnel(adas, `linkId=${bob.defaultLink.id}`)).totals).toMatchObject({
      clicks: 0,
      signedUp: 0,
    });
  });

  it.each([
    'from=2026-02-01&to=2026-02-01',
    'from=2000-01-01&to=2026-01-01',
    'interval=year',
    'from=yesterday',
  ])('refuses %s', async (query) => {
    expect((await call('GET', `/analytics/funnel?${query}`, { key: adas })).status).toBe(422);
  });
});

describe('lists', () => {
  it('go through every row once, though rows arrive meanwhile', async () => {
    const carl = await writePartner('carl');
    const key = await partnerKey(carl.id);
    for (let n = 0; n < 7; n++) await writeClick(carl, day(4), `carl-${n}`);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await call('GET', `/clicks?limit=3${cursor && `&cursor=${cursor}`}`, { key });
      seen.push(...body.data.map((click: { id: string }) => click.id));
      await writeClick(carl, day(5));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `carl-${n}`));
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1.5',
    'limit=',
    'cursor=x',
    'cursor=',
    'limit=1&limit=2',
  ])('refuse %s', async (query) => {
    const answer = await call('GET', `/partners?${query}`, { key: admin });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ field: query.split('=')[0], pointer: null }] },
    });
  });
});

describe('addresses', () => {
  it('that lead nowhere are a problem document', async () => {
    expect((await call('GET', '/nothing', { key: admin })).status).toBe(404);
    expect((await call('POST', '/nothing/at/all', { key: admin, body: {} })).status).toBe(404);
    expect((await call('GET', '/partners/a%00b', { key: admin })).status).toBe(404);
    expect((await call('GET', `/partners/${'x'.repeat(300)}`, { key: admin })).status).toBe(404);
  });

  it('answer other methods with 405', async () => {
    const answer = await call('DELETE', '/partners', { key: admin });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, POST');
    expect((await call('POST', '/balance', { key: admin })).status).toBe(405);
  });

  it('of the OpenAPI document and the probes need no key', async () => {
    expect((await send('GET', '/api/v1/openapi.json')).body.openapi).toBe('3.1.0');
    expect((await send('GET', '/healthz')).status).toBe(200);
    expect(await send('GET', '/readyz')).toMatchObject({
      status: 200,
      body: { checks: { database: 'ok', migrations: 'ok', queue: 'ok' } },
    });
    expect((await send('GET', '/metrics')).text).toMatch(
      /^tributary_inbound_events\{status="received"\} 0$/m,
    );
  });
});
