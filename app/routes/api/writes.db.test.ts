import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { adminKey, call, partnerKey } from '~/test-support/api';
import { buildReleasedCommission } from '~/test-support/builders/payouts';

let admin: string;
let adminId: string;

beforeAll(async () => {
  ({ key: admin, userId: adminId } = await adminKey());
});

let counter = 0;
const aPartner = (changes: object = {}) => {
  const handle = `partner-${counter++}`;
  return { handle, kind: 'affiliate', name: 'Ada', email: `${handle}@a.dev`, ...changes };
};
const create = (body: unknown) => call('POST', '/partners', { key: admin, body });

describe('POST /partners', () => {
  it('makes an active partner with a link where ?ref= counts', async () => {
    const body = aPartner();
    const answer = await create(body);
    expect(answer).toMatchObject({
      status: 201,
      body: { ...body, status: 'active', terms: 'developer', rateBps: null, stripeAccountId: null },
    });
    const links = await call('GET', `/links?partnerId=${answer.body.id}`, { key: admin });
    expect(links.body.data).toMatchObject([
      {
        code: body.handle,
        source: 'direct_link',
        default: true,
        clicks: 0,
        url: `http://localhost:3000/r/${body.handle}`,
      },
    ]);
  });

  it('takes terms and a rate of its own', async () => {
    const answer = await create(aPartner({ kind: 'agency', terms: 'marketplace', rateBps: 1250 }));
    expect(answer.body).toMatchObject({ kind: 'agency', terms: 'marketplace', rateBps: 1250 });
    expect((await create(aPartner({ kind: 'agency' }))).body.terms).toBe('agency');
  });

  it('refuses a handle that is taken', async () => {
    const body = aPartner();
    await create(body);
    expect(await create(body)).toMatchObject({ status: 409, body: { code: 'handle_taken' } });
  });

  it.each<[object, string]>([
    [{ handle: '<script>' }, 'handle'],
    [{ handle: 'Ada' }, 'handle'],
    [{ handle: 'admin' }, 'handle'],
    [{ handle: '' }, 'handle'],
    [{ handle: undefined }, 'handle'],
    [{ handle: 7 }, 'handle'],
    [{ kind: 'friend' }, 'kind'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ email: 'ada' }, 'email'],
    [{ email: 'ada@a.dev\r\nBcc: x@y.zz' }, 'email'],
    [{ terms: 'none-of-ours' }, 'terms'],
    [{ rateBps: -1 }, 'rateBps'],
    [{ rateBps: 10_001 }, 'rateBps'],
    [{ rateBps: 0.5 }, 'rateBps'],
    [{ status: 'active' }, 'status'],
    [{ id: 'par_1' }, 'id'],
  ])('refuses %j', async (changes, field) => {
    const answer = await create(aPartner(changes));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, pointer: `/${field}` }] } });
  });

  it.each<[string, number]>([
    ['{', 400],
    ['"text"', 422],
    ['[]', 422],
    ['null', 422],
    ['{"handle":"a\\u0000"}', 400],
    ['{"handle":"\\ud800"}', 400],
    ['', 422],
  ])('refuses the body %j', async (body, status) => {
    expect((await create(body)).status).toBe(status);
  });

  it('refuses two mebibytes, and what is no JSON by its type', async () => {
    expect((await create(aPartner({ name: 'x'.repeat(2 * 1024 * 1024) }))).status).toBe(413);
    const form = {
      key: admin,
      body: 'handle=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await call('POST', '/partners', form)).status).toBe(415);
  });
});

describe('PATCH /partners/:id', () => {
  it('changes status, terms and rate for an admin, name and mail for the partner', async () => {
    const { id } = (await create(aPartner())).body;
    const patch = (key: string, body: object) => call('PATCH', `/partners/${id}`, { key, body });
    expect((await patch(admin, { status: 'paused', terms: 'content', rateBps: 500 })).body).toMatchObject({
      status: 'paused',
      terms: 'content',
      rateBps: 500,
    });
    expect((await patch(admin, { rateBps: null })).body.rateBps).toBeNull();
    expect(await patch(admin, { status: 'pending' })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state' },
    });
    const own = await partnerKey(id);
    expect((await patch(own, { name: 'Ada L.', automaticPayout: false })).body).toMatchObject({
      name: 'Ada L.',
      automaticPayout: false,
      status: 'paused',
    });
    expect((await patch(own, {})).status).toBe(422);
  });
});

describe('/links', () => {
  const link = { destination: 'https://emdash.dev/pricing?plan=team', source: 'content', label: 'Blog' };

  it('are made, changed and archived by their partner', async () => {
    const { id: partnerId } = (await create(aPartner())).body;
    const key = await partnerKey(partnerId);
    const code = `launch-${counter++}`;
    const made = await call('POST', '/links', { key, body: { ...link, code } });
    expect(made).toMatchObject({
      status: 201,
      body: { ...link, partnerId, code, archivedAt: null, uniqueClicks: 0 },
    });
    const path = `/links/${made.body.id}`;
    expect((await call('PATCH', path, { key, body: { label: null } })).body).toMatchObject({
      label: null,
      code,
    });
    expect((await call('DELETE', path, { key })).body.archivedAt).not.toBeNull();
    expect((await call('POST', `${path}/archive`, { key })).status).toBe(200);
    expect((await call('PATCH', path, { key, body: { label: 'x' } })).status).toBe(409);
    const archived = await call('GET', '/links?archived=true', { key });
    expect(archived.body.data.map((one: { id: string }) => one.id)).toEqual([made.body.id]);
  });

  it('are refused when they could lead elsewhere, or a code is taken', async () => {
    const { id: partnerId } = (await create(aPartner())).body;
    const post = (changes: object) =>
      call('POST', '/links', { key: admin, body: { ...link, partnerId, ...changes } });
    for (const destination of [
      'https://evil.dev/',
      'javascript:alert(1)',
      'https://emdash.dev@evil.dev/',
      '//evil.dev',
      '',
    ]) {
      expect(await post({ destination })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'destination' }] },
      });
    }
    expect(await post({ code: 'a b' })).toMatchObject({ status: 422, body: { errors: [{ field: 'code' }] } });
    expect(await post({ source: 'ad' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'source' }] },
    });
    expect(await post({ partnerId: undefined })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'partnerId' }] },
    });
    expect(await post({ partnerId: 'par_nobody' })).toMatchObject({
      status: 422,
      body: { code: 'unknown_partner' },
    });
    const code = `taken-${counter++}`;
    expect((await post({ code })).status).toBe(201);
    expect(await post({ code: code.toUpperCase() })).toMatchObject({
      status: 409,
      body: { code: 'code_taken' },
    });
  });
});

describe('Idempotency-Key', () => {
  it('answers a repeated request the same, and has its effect once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = aPartner();
    const first = await call('POST', '/partners', { key: admin, body, headers });
    const again = await call('POST', '/partners', { key: admin, body, headers });
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('stands for one request', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await call('POST', '/partners', { key: admin, body: aPartner(), headers });
    const other = await call('POST', '/partners', { key: admin, body: aPartner(), headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('lets one of many at a time through', async () => {
    const { id: partnerId } = (await create(aPartner())).body;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { partnerId, destination: 'https://emdash.dev/', source: 'content' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('POST', '/links', { key: admin, body, headers })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body: one }) => one.id)).size).toBe(1);
    for (const { status, headers: sent } of answers.filter((one) => one.status !== 201)) {
      expect([status, sent.get('retry-after')]).toEqual([409, '1']);
    }
    expect(await db.link.count({ where: { partnerId } })).toBe(2);
  });

  it('is free again after a refusal', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await call('POST', '/partners', { key: admin, body: {}, headers })).status).toBe(422);
    expect((await call('POST', '/partners', { key: admin, body: aPartner(), headers })).status).toBe(201);
  });

  it.each(['', 'x'.repeat(256), 'a b'])('%j is refused', async (key) => {
    const answer = await call('POST', '/partners', {
      key: admin,
      body: aPartner(),
      headers: { 'idempotency-key': key },
    });
    expect(answer.status).toBe(400);
  });
});

describe('/payouts', () => {
  /** A partner that can be paid. */
  async function payable(available: bigint) {
    const { id } = (await create(aPartner())).body;
    await db.partner.update({ where: { id }, data: { stripeAccountId: `acct_${id}`, payable: true } });
    await buildReleasedCommission(id, available);
    return { id, key: await partnerKey(id) };
  }

  it('are requested, approved and read', async () => {
    const { id: partnerId, key } = await payable(7_000n);
    const made = await call('POST', '/payouts', {
      key,
      body: { amount: { amount: '5000', currency: 'USD' } },
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        partnerId,
        amount: { amount: '5000', currency: 'USD' },
        status: 'requested',
        approvals: [],
        transferId: null,
      },
    });
    expect((await call('GET', '/balance', { key })).body).toMatchObject({
      available: { amount: '2000' },
      inTransit: { amount: '5000' },
    });
    const path = `/payouts/${made.body.id}`;
    expect(await call('POST', `${path}/approval`, { key: admin })).toMatchObject({
      status: 200,
      body: { status: 'approved', approvals: [{ by: adminId }] },
    });
    expect(await call('POST', `${path}/approval`, { key: admin })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state' },
    });
    expect((await call('POST', `${path}/cancellation`, { key })).status).toBe(409);
    const pdf = await call('GET', `${path}/statement.pdf`, { key });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const csv = await call('GET', `${path}/statement.csv`, { key });
    expect(csv.headers.get('content-disposition')).toContain(made.body.id);
    const other = await payable(1n);
    for (const below of ['', '/statement.pdf', '/statement.csv']) {
      expect((await call('GET', `${path}${below}`, { key: other.key })).status).toBe(404);
    }
    expect((await call('POST', `${path}/cancellation`, { key: other.key })).status).toBe(404);
  });

  it('are refused with what is missing', async () => {
    const { key } = await payable(4_999n);
    const post = (body: object, as = key) => call('POST', '/payouts', { key: as, body });
    expect(await post({})).toMatchObject({ status: 422, body: { code: 'below_minimum' } });
    const { key: rich, id } = await payable(6_000n);
    expect(await post({ amount: '6001' }, rich)).toMatchObject({
      status: 422,
      body: { code: 'insufficient_available' },
    });
    expect(await post({ amount: { amount: '6000', currency: 'EUR' } }, rich)).toMatchObject({ status: 422 });
    for (const amount of ['-1', '1.5', 0, 1.5, {}, null]) {
      expect(await post({ amount }, rich)).toMatchObject({
        status: 422,
        body: { errors: [{ field: /^amount/ }] },
      });
    }
    await db.partner.update({ where: { id }, data: { payable: false } });
    expect(await post({}, rich)).toMatchObject({ status: 422, body: { code: 'no_payout_account' } });
    expect(await post({}, admin)).toMatchObject({ status: 422, body: { errors: [{ field: 'partnerId' }] } });
  });

  it('above the limit need two different admins; two keys of one count once', async () => {
    const { key } = await payable(200_000n);
    const { id } = (await call('POST', '/payouts', { key })).body;
    const approve = (as: string) => call('POST', `/payouts/${id}/approval`, { key: as });
    expect(await approve(admin)).toMatchObject({ status: 202, body: { status: 'requested' } });
    expect((await approve(admin)).status).toBe(202);
    const second = await adminKey();
    const answer = await approve(second.key);
    expect(answer).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(answer.body.approvals.map((one: { by: string }) => one.by).sort()).toEqual(
      [adminId, second.userId].sort(),
    );
  });

  it('give the money back when they are rejected or canceled', async () => {
    const { key } = await payable(6_000n);
    const first = (await call('POST', '/payouts', { key })).body.id;
    expect((await call('POST', `/payouts/${first}/cancellation`, { key })).body).toMatchObject({
      status: 'canceled',
    });
    const second = (await call('POST', '/payouts', { key })).body.id;
    const rejected = await call('POST', `/payouts/${second}/rejection`, {
      key: admin,
      body: { reason: 'Not yet' },
    });
    expect(rejected.body).toMatchObject({ status: 'rejected', reason: 'Not yet' });
    expect((await call('GET', '/balance', { key })).body.available.amount).toBe('6000');
    expect((await call('GET', '/payouts?status=rejected', { key })).body.data).toHaveLength(1);
  });

  it('of which 100 are approved at once are approved once', async () => {
    const { key } = await payable(6_000n);
    const { id } = (await call('POST', '/payouts', { key })).body;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => call('POST', `/payouts/${id}/approval`, { key: admin })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99);
  });
});

describe('/terms and /audit-log', () => {
  it('hold each version, and who published it', async () => {
    const [current] = (await call('GET', '/terms', { key: admin })).body.data.filter(
      (terms: { key: string }) => terms.key === 'content',
    );
    const document = { ...current.document, holdDays: 45 };
    const effectiveAt = new Date(Date.now() + 86_400_000).toISOString();
    const post = (body: object) => call('POST', '/terms', { key: admin, body });
    expect(await post({ key: 'content', effectiveAt, document })).toMatchObject({
      status: 201,
      body: { key: 'content', version: 2, current: false, document: { holdDays: 45 } },
    });
    expect((await post({ key: 'content', effectiveAt, document })).status).toBe(409);
    expect((await post({ key: 'content', effectiveAt: '2020-01-01T00:00:00Z', document })).status).toBe(422);
    expect(
      (await post({ key: 'content', document: { ...document, holdDays: -1 } })).body.errors,
    ).toMatchObject([{ field: 'document.holdDays' }]);
    const log = await call('GET', '/audit-log?subjectType=terms', { key: admin });
    expect(log.body.data).toMatchObject([
      { action: 'terms.published', subject: { id: 'content' }, actor: { kind: 'api_key', userId: adminId } },
    ]);
  });

  it('tell a partner what concerns it, not who the admin was', async () => {
    const { id } = (await create(aPartner())).body;
    const log = await call('GET', '/audit-log?limit=1', { key: await partnerKey(id) });
    expect(log.body.data).toMatchObject([
      { action: 'partner.created', actor: { userId: null, keyId: null } },
    ]);
    expect(log.body.nextCursor).toBeNull();
  });
});
