import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';
import type { WebhookTarget } from '../../sandbox/stripe/deliver';

const targets: WebhookTarget[] = [];
const stripe = await openStripeServer({ webhooks: targets });
const { action } = await import('~/routes/hooks/stripe');
const { now, setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { moveClock, resumeClock } = await import('./move-clock.server');

// The portal's door for Stripe's events, at an address the server can deliver to.
const door = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', async () => {
    const signature = String(incoming.headers['stripe-signature']);
    const body = Buffer.concat(chunks).toString();
    const request = new Request('http://portal.test/webhooks/stripe', {
      ...{ method: 'POST', body, headers: { 'stripe-signature': signature } },
    });
    const answer = await action({ request, params: {}, context: {} });
    outgoing.writeHead(answer.status).end(await answer.text());
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const { STRIPE_WEBHOOK_SECRET: own = '', STRIPE_CONNECT_WEBHOOK_SECRET: connected = '' } =
    stripe.environment;
  targets.push({ url, secret: own, connect: false }, { url, secret: connected, connect: true });
  await setClock({ at: Date.UTC(2026, 0, 10, 12), running: false });
});
afterAll(async () => {
  await stripe.close();
  await new Promise((resolve) => door.close(resolve));
});

const payments = async () => {
  const rows = await db.payment.findMany({ orderBy: { at: 'asc' } });
  return rows.map(({ at, amount }) => [at.toISOString(), amount]);
};

it('subscriptions renew inside a move of the clock, and what they paid is applied in it', {
  timeout: 90_000,
}, async () => {
  await moveClock(Date.UTC(2026, 0, 10, 12));
  expect(new Date(stripe.gateway.nowMs()).toISOString()).toBe('2026-01-10T12:00:00.000Z');
  const data = { customer: { id: 'acme', email: 'ann@acme.dev' } };
  const type = 'customer.signed_up';
  const body = JSON.stringify({ type, timestamp: '2026-01-10T12:00:00Z', data });
  await receiveProductEvent({ externalId: 'su', type, body, at: null, status: 'received' });
  const sold = { email: 'ann@acme.dev', clientReferenceId: 'acme', amount: 5_000, interval: 'month' };
  await stripe.control('/checkouts', { ...sold, tax: 500, renews: true });
  await stripe.control('/checkouts', { ...sold, amount: 70 });
  await stripe.gateway.deliveries.triedOnce();
  await moveClock(Date.UTC(2026, 3, 20));
  expect(await payments()).toEqual([
    ['2026-01-10T12:00:00.000Z', 5_000n],
    ['2026-01-10T12:00:00.000Z', 70n],
    ['2026-02-10T12:00:00.000Z', 5_000n],
    ['2026-03-10T12:00:00.000Z', 5_000n],
    ['2026-04-10T12:00:00.000Z', 5_000n],
  ]);
  const arrived = await db.inboundEvent.findMany({ where: { type: 'invoice.paid' }, orderBy: { at: 'asc' } });
  expect(arrived.map(({ receivedAt }) => receivedAt.toISOString()).slice(2)).toEqual([
    '2026-02-10T12:00:00.000Z',
    '2026-03-10T12:00:00.000Z',
    '2026-04-10T12:00:00.000Z',
  ]);
  expect([now(), stripe.gateway.nowMs()]).toEqual([Date.UTC(2026, 3, 20), Date.UTC(2026, 3, 20)]);
});

it('both clocks go on together', async () => {
  await resumeClock();
  expect(Math.abs(stripe.gateway.nowMs() - now())).toBeLessThan(2_000);
  expect(stripe.gateway.nowMs()).toBeGreaterThan(Date.UTC(2026, 3, 20));
  expect(stripe.gateway.store.get('clock', 'clock')).toMatchObject({ running: true });
});

it('moves without a Stripe that answers', async () => {
  await stripe.close();
  expect(await moveClock(now() + 3_600_000)).toMatchObject({ outcome: 'moved' });
});
