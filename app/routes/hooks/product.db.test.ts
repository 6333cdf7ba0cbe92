import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const secret = vi.hoisted(() => {
  process.env.PRODUCT_WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
  return process.env.PRODUCT_WEBHOOK_SECRET;
});

const { send } = await import('~/test-support/api');
const { ownerPool } = await import('~/test-support/db');

const event = (changes: Record<string, unknown> = {}) => ({
  type: 'customer.signed_up',
  timestamp: '2026-01-01T12:00:00Z',
  data: { customer: { id: 'acme', email: 'ann@acme.dev' } },
  ...changes,
});

interface Delivered {
  id?: string;
  signedWith?: string;
  /** how old the signature is */
  ageSeconds?: number;
  headers?: Record<string, string>;
}

function deliver(
  body: unknown,
  { id: own = id, signedWith = secret, ageSeconds = 0, headers }: Delivered = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const at = new Date(Date.now() - ageSeconds * 1000);
  return send('POST', '/webhooks/product', {
    body: text,
    headers: {
      'webhook-id': own,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(signedWith).sign(own, at, text),
      ...headers,
    },
  });
}

/** The inbox is never emptied: a test looks at what came since it began, and has an id of its own. */
let since = 0n;
let id = '';

const inbox = async () =>
  (
    await ownerPool.query(
      'select external_id, type, status, reason, body, at from inbound_event where seq > $1 order by seq',
      [since],
    )
  ).rows;

beforeEach(async () => {
  const { rows } = await ownerPool.query('select coalesce(max(seq), 0) as seq from inbound_event');
  since = rows[0].seq;
  id = `msg_${randomUUID()}`;
});

describe('POST /webhooks/product', () => {
  it('keeps an event as it was sent', async () => {
    const body = `${JSON.stringify(event({ note: 'unknown fields are kept' }))}\n`;
    expect(await deliver(body, { id })).toMatchObject({ status: 202, body: { status: 'stored' } });
    expect(await inbox()).toEqual([
      {
        external_id: id,
        type: 'customer.signed_up',
        status: 'received',
        reason: null,
        body,
        at: new Date('2026-01-01T12:00:00Z'),
      },
    ]);
  });

  it('answers a repeated id with 2xx and changes nothing, whatever it brings', async () => {
    await deliver(event(), { id });
    const before = await inbox();
    expect(await deliver(event(), { id })).toMatchObject({
      status: 200,
      body: { status: 'repeated' },
    });
    expect(await deliver(event({ timestamp: '2026-01-02T12:00:00Z' }), { id })).toMatchObject({
      status: 200,
    });
    expect(await deliver('{', { id })).toMatchObject({ status: 200 });
    expect(await inbox()).toEqual(before);
  });

  it('keeps one of a hundred simultaneous deliveries', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => deliver(event(), { id })));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(await inbox()).toHaveLength(1);
  });

  it('keeps an unknown type as ignored', async () => {
    expect(await deliver({ type: 'order.created' })).toMatchObject({ status: 202 });
    expect(await inbox()).toMatchObject([
      { type: 'order.created', status: 'ignored', reason: 'unknown type' },
    ]);
  });

  it.each<[string, Delivered]>([
    ['another secret', { signedWith: `whsec_${randomBytes(32).toString('base64')}` }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a signature of nothing', { headers: { 'webhook-signature': 'v1,' } }],
    ['another version', { headers: { 'webhook-signature': 'v1a,AAAA' } }],
    ['no id', { headers: { 'webhook-id': '' } }],
    ['another id than was signed', { headers: { 'webhook-id': 'msg_2' } }],
    ['an id with a blank', { id: 'a b' }],
    ['an id of 256 characters', { id: 'x'.repeat(256) }],
    ['no time', { headers: { 'webhook-timestamp': '' } }],
    ['a time that is none', { headers: { 'webhook-timestamp': 'now' } }],
    [
      'another time than was signed',
      { headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 7) } },
    ],
    ['a signature of six minutes ago', { ageSeconds: 360 }],
    ['a signature of tomorrow', { ageSeconds: -86_400 }],
  ])('refuses %s and keeps nothing', async (_name, delivered) => {
    const answer = await deliver(event(), delivered);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_signature' } });
    expect(await inbox()).toEqual([]);
  });

  it('refuses a body that was changed on the way', async () => {
    const at = new Date();
    const signed = JSON.stringify(event());
    const answer = await send('POST', '/webhooks/product', {
      body: signed.replace('acme.dev', 'evil.dev'),
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, signed),
      },
    });
    expect(answer.status).toBe(400);
    expect(await inbox()).toEqual([]);
  });

  it('takes any of several signatures, for a secret that is being changed', async () => {
    const at = new Date();
    const body = JSON.stringify(event());
    const answer = await send('POST', '/webhooks/product', {
      body,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': `v1,AAAA ${new Webhook(secret).sign(id, at, body)}`,
      },
    });
    expect(answer.status).toBe(202);
  });

  it.each<[string, string, string, string]>([
    ['no JSON', '{"type":', '', 'unknown'],
    ['a NUL', JSON.stringify(event({ note: 'a\0b' })), '', 'unknown'],
    ['a raw NUL', '{"type":"\0"}', '', 'unknown'],
    ['half a surrogate pair', '{"type":"x","a":"\\ud800"}', '', 'unknown'],
    ['7,000 levels', `{"type":"x","a":${'['.repeat(7000)}${']'.repeat(7000)}}`, '', 'unknown'],
    ['no type', '{}', 'type', 'unknown'],
    ['no data', '{"type":"payment.disputed","timestamp":"2026-01-01T12:00:00Z"}', 'data', 'payment.disputed'],
    [
      'a missing field',
      JSON.stringify(event({ data: { customer: { id: 'x' } } })),
      'data.customer.email',
      'customer.signed_up',
    ],
    [
      'the future',
      JSON.stringify(event({ timestamp: '2126-01-01T00:00:00Z' })),
      'timestamp',
      'customer.signed_up',
    ],
  ])('keeps %s as invalid and says what is wrong', async (_name, body, field, type) => {
    const answer = await deliver(body);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'malformed_event', errors: [{ field, detail: expect.any(String) }] },
    });
    expect(await inbox()).toMatchObject([{ type, status: 'invalid', reason: expect.any(String), at: null }]);
  });

  it('refuses two mebibytes and keeps nothing', async () => {
    const answer = await deliver(event({ note: 'x'.repeat(2 * 1024 * 1024) }));
    expect(answer.status).toBe(413);
    expect(await inbox()).toEqual([]);
  });

  it('takes a large event below the limit', async () => {
    expect((await deliver(event({ note: 'x'.repeat(1_000_000) }))).status).toBe(202);
  });

  it('is for POST alone', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await send(method, '/webhooks/product');
      expect(answer).toMatchObject({ status: 405 });
      expect(answer.headers.get('allow')).toBe('POST');
    }
  });
});
