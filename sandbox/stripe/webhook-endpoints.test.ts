import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, activeAccount, server } = eachServer();

interface Received {
  path: string;
  body: string;
  signature: string;
}
let received: Received[] = [];
let listener: ReturnType<typeof createServer>;
let base = '';

beforeEach(async () => {
  received = [];
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({
        ...{ path: request.url ?? '', body },
        signature: String(request.headers['stripe-signature']),
      });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => listener.close(resolve)));

const settled = () => server().gateway.deliveries.triedOnce();
const typesAt = (path: string) =>
  received.filter((one) => one.path === path).map((one) => JSON.parse(one.body).type as string);

describe('a webhook endpoint made through the API', () => {
  it('gets the events it asked for, signed with its secret, in its version', async () => {
    const endpoint = await stripe().webhookEndpoints.create({
      ...{ url: `${base}/own`, enabled_events: ['invoice.paid'], api_version: '2026-09-30.endive' as never },
    });
    const connect = await stripe().webhookEndpoints.create({
      ...{ url: `${base}/connect`, enabled_events: ['*'], connect: true },
    });
    await control('/checkouts', { amount: 900, interval: 'month' });
    await activeAccount();
    await settled();
    expect(typesAt('/own')).toEqual(['invoice.paid']);
    expect(typesAt('/connect').sort()).toEqual(['account.updated', 'capability.updated']);
    const [first] = received;
    const event = stripe().webhooks.constructEvent(
      first?.body ?? '',
      first?.signature ?? '',
      endpoint.secret ?? '',
    );
    expect(event.api_version).toBe('2026-09-30.endive');
    expect((await stripe().webhookEndpoints.list()).data.map((one) => one.id)).toEqual([
      connect.id,
      endpoint.id,
    ]);
    expect((await stripe().webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
  });

  it('gets nothing more once it is disabled or deleted', async () => {
    const make = () =>
      stripe().webhookEndpoints.create({ url: `${base}/own`, enabled_events: ['customer.created'] });
    const [first, second] = [await make(), await make()];
    await stripe().webhookEndpoints.update(first.id, { disabled: true });
    expect(await stripe().webhookEndpoints.del(second.id)).toMatchObject({ deleted: true });
    await stripe().customers.create({});
    await settled();
    expect(received).toEqual([]);
  });
});

describe('deliveries', () => {
  beforeEach(async () => {
    await stripe().webhookEndpoints.create({ url: `${base}/own`, enabled_events: ['customer.created'] });
  });
  const sold = async (count: number) => {
    for (let n = 0; n < count; n++) await stripe().customers.create({ name: String(n) });
  };
  const names = () => received.map((one) => JSON.parse(one.body).data.object.name as string);

  it('are repeated, held back, and sent in another order, the same for the same seed', async () => {
    await control('/webhooks', { copies: 2, hold: true });
    await sold(3);
    expect(received).toEqual([]);
    await control('/webhooks', { release: 'as_made' });
    await settled();
    expect(names().sort()).toEqual(['0', '0', '1', '1', '2', '2']);
    const orders: string[][] = [];
    const { deliveries } = server().gateway;
    deliveries.copies = 1;
    for (const seed of [7, 7, 8]) {
      const sent: string[] = [];
      const send = deliveries.send.bind(deliveries);
      deliveries.hold();
      await sold(8);
      deliveries.send = (event) => void sent.push(String((event.data.object as { name: string }).name));
      deliveries.release({ seed });
      deliveries.send = send;
      orders.push(sent);
    }
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(orders[2]);
    expect(orders[0]).not.toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('wait when told to', async () => {
    await control('/webhooks', { delayMs: 200 });
    const before = Date.now();
    await sold(1);
    await expect.poll(() => received.length).toBe(1);
    expect(Date.now() - before).toBeGreaterThanOrEqual(190);
  });

  it('are offered before a move of the clock is over', async () => {
    await stripe().webhookEndpoints.create({ url: `${base}/paid`, enabled_events: ['invoice.paid'] });
    await control('/clock', { now: '2027-01-01T00:00:00Z' });
    await control('/checkouts', { amount: 900, interval: 'month', renews: true });
    await settled();
    await control('/clock', { now: '2027-04-01T00:00:00Z' });
    expect(typesAt('/paid')).toHaveLength(4);
  });
});
