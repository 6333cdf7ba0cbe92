import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import canonicalize from 'canonicalize';
import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { productApp } from './app';
import { sha256Of } from './inherited';

const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
const AT = Date.UTC(2026, 0, 10, 12);

interface Received {
  id: string;
  body: string;
  event: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** Where a portal would be: keeps what is well signed. */
const received: Received[] = [];
let answer = 202;
const portal = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  new Webhook(secret).verify(body, request.headers as Record<string, string>);
  received.push({ id: String(request.headers['webhook-id']), body, event: JSON.parse(body) });
  response.writeHead(answer).end('said');
});

let url = '';
let product: ReturnType<typeof serve>;
let clock = AT;

const listening = (server: { once: typeof portal.once; address: typeof portal.address }) =>
  new Promise<number>((resolve) => {
    server.once('listening', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

beforeAll(async () => {
  portal.listen(0, '127.0.0.1');
  const where = `http://127.0.0.1:${await listening(portal)}/webhooks/product`;
  const app = new Hono();
  app.route('/product', productApp({ portal: { url: where, secret }, now: () => clock }));
  product = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${await listening(product as typeof portal)}/product`;
});
beforeEach(() => {
  received.length = 0;
  answer = 202;
  clock = AT;
});
afterAll(() => {
  portal.close();
  product.close();
});

const document = { 10: 'ten', 2: 'two', name: 'Grüße </pre><script>alert(1)</script>', rate: 1e21 };

function message(handoffId: string, version: number, domain = 'acme.dev') {
  const configuration = {
    name: 'Production',
    version,
    sha256: sha256Of(canonicalize(document) ?? ''),
    document,
  };
  const data = {
    handoffId,
    version,
    acceptedAt: '2026-01-02T12:00:00.000Z',
    agency: { handle: 'lines', name: 'Lines' },
    client: { name: 'Acme', domain, contactName: 'Ann', contactEmail: `ann@${domain}` },
    access: 'configure',
    manifestHash: '0'.repeat(64),
    configurations: [configuration],
  };
  return canonicalize({ type: 'client.handed_off', timestamp: '2026-01-02T12:00:00.000Z', data }) ?? '';
}

async function deliver(id: string, body: string, signedWith = secret) {
  const at = new Date();
  const response = await fetch(`${url}/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(signedWith).sign(id, at, body),
    },
  });
  return { status: response.status, text: await response.text() };
}

async function post(path: string, fields: Record<string, string>) {
  const response = await fetch(url + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    text: await response.text(),
  };
}

const raw = async (handoffId: string) => (await fetch(`${url}/handoffs/${handoffId}/raw`)).text();

it('keeps what came byte for byte, shows the document as it stands, and refuses another signature', async () => {
  const body = message('ho_1', 1);
  expect(await deliver('msg_1', body, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)).toMatchObject({
    status: 400,
  });
  expect((await fetch(`${url}/handoffs/ho_1`)).status).toBe(404);
  expect(await deliver('msg_1', body)).toMatchObject({ status: 200, text: '{"status":"stored"}' });
  expect(await raw('ho_1')).toBe(body);
  const page = await (await fetch(`${url}/handoffs/ho_1`)).text();
  expect(page).toContain(sha256Of(body));
  expect(page).toContain('These bytes are what the portal says it sent.');
  expect(page).not.toContain('<script>');
});

it('a repeated id changes nothing; a higher version replaces, a lower one does not', async () => {
  await deliver('msg_a', message('ho_2', 2));
  expect(await deliver('msg_a', message('ho_2', 3))).toMatchObject({
    status: 200,
    text: '{"status":"repeated"}',
  });
  await deliver('msg_b', message('ho_2', 1));
  expect(await raw('ho_2')).toBe(message('ho_2', 2));
  await deliver('msg_c', message('ho_2', 3));
  expect(await raw('ho_2')).toBe(message('ho_2', 3));
});

it('a client signs up with its token, inherits by its domain, and every act is an event of the portal’s', async () => {
  await deliver('msg_3', message('ho_3', 1, 'client.test'));
  const opened = await post('/sign-up', { handoff: 'tok_1', email: 'it@client.test', name: 'Client' });
  expect(opened.status).toBe(303);
  const account = opened.location.replace('/product', '');
  const id = account.split('/').at(-1);
  expect(await (await fetch(url + account)).text()).toContain('Inherited from Lines');
  clock = Date.UTC(2026, 0, 31, 9);
  const wishes = { use: '7', members: '4', subscription: '200', payment: '200.00' };
  for (const [act, value] of Object.entries(wishes)) {
    expect(await post(`${account}/${act}`, { value })).toMatchObject({ status: 303 });
  }
  await post(`${account}/cancellation`, {});
  for (const [act, value] of [
    ['refund', '50.00'],
    ['dispute', ''],
    ['verdict', 'lost'],
    ['capture', 'click-1'],
  ] as const)
    expect(await post(`${account}/${act}`, { value })).toMatchObject({ status: 303 });
  await post('/invitations', { agency: 'lines', domain: 'other.test' });
  const paymentId = `${id}-pay-1`;
  const disputeId = expect.stringMatching(/^dp_/);
  const money = { amount: '20000', currency: 'USD' };
  const timestamp = '2026-01-31T09:00:00.000Z';
  const period = { start: timestamp, end: '2026-02-28T09:00:00.000Z' };
  const subscriptionId = expect.stringMatching(/^sub_/);
  expect(received.map(({ event }) => event)).toEqual([
    {
      type: 'customer.signed_up',
      timestamp: '2026-01-10T12:00:00.000Z',
      data: { customer: { id, email: 'it@client.test', name: 'Client' }, handoffToken: 'tok_1' },
    },
    { type: 'customer.usage_recorded', timestamp, data: { customerId: id, apiCalls: 7 } },
    { type: 'customer.members_changed', timestamp, data: { customerId: id, members: 4 } },
    {
      type: 'subscription.changed',
      timestamp,
      data: { customerId: id, subscriptionId, status: 'active', monthlyValue: money },
    },
    {
      type: 'payment.succeeded',
      timestamp,
      data: { customerId: id, paymentId: `${id}-pay-1`, ...money, period },
    },
    { type: 'subscription.canceled', timestamp, data: { customerId: id, subscriptionId } },
    {
      type: 'payment.refunded',
      timestamp,
      data: { paymentId, refundId: expect.stringMatching(/^re_/), amount: '5000' },
    },
    { type: 'payment.disputed', timestamp, data: { paymentId, disputeId } },
    { type: 'payment.dispute_closed', timestamp, data: { paymentId, disputeId, outcome: 'lost' } },
    { type: 'customer.attribution_captured', timestamp, data: { customerId: id, clickId: 'click-1' } },
    { type: 'client.invited', timestamp, data: { partnerHandle: 'lines', domain: 'other.test' } },
  ]);
});

it('says what is wrong with a wish and sends nothing', async () => {
  expect(await post('/sign-up', { email: 'nobody' })).toMatchObject({ status: 422 });
  const { location } = await post('/sign-up', { email: 'sam@other.test', name: '' });
  received.length = 0;
  const account = location.replace('/product', '');
  for (const [act, value] of Object.entries({
    use: '0',
    members: 'many',
    subscription: 'x',
    payment: '0',
    refund: '1',
    dispute: '',
    verdict: 'won',
    capture: '',
  })) {
    expect(await post(`${account}/${act}`, { value })).toMatchObject({ status: 422 });
  }
  expect(received).toEqual([]);
});

it('an event the portal did not take is sent again with the same id and bytes', async () => {
  answer = 500;
  const { location } = await post('/sign-up', { email: 'kim@other.test', name: 'Kim' });
  const page = await (await fetch(url + location.replace('/product', ''))).text();
  expect(page).toContain('refused (500)');
  answer = 202;
  const [, again = ''] = /action="\/product(\/events\/evt_\w+)"/.exec(page) ?? [];
  await post(again, {});
  expect(received).toHaveLength(2);
  expect(received[1]).toEqual(received[0]);
});
