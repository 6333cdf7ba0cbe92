import { afterEach, describe, expect, it, vi } from 'vitest';
import { startStripeServer } from './start';
import { eventProblems, objectProblems, requestProblems } from './test-support/schemas';
import { stripeClient } from './test-support/server';

it('the schemas find what Stripe would not say', () => {
  const transfer = { id: 'tr_1', object: 'transfer', amount: '5000' };
  expect(objectProblems(transfer).join()).toContain('amount must be integer');
  expect(
    eventProblems({ type: 'transfer.created', id: 'evt_1', surprise: 1 } as { type: string }).join(),
  ).toContain('additional');
  const exchange = {
    method: 'POST',
    path: '/v1/transfers',
    contentType: '',
    query: '',
    status: 200,
    answer: '{}',
  };
  expect(requestProblems({ ...exchange, body: 'currency=usd&surprise=1' })).toHaveLength(2);
});

describe('a server that is watched', () => {
  afterEach(() => vi.restoreAllMocks());

  it('tells what it said that Stripe would not, and fails when it is closed', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const server = await startStripeServer({ port: 0, validate: true });
    const stripe = stripeClient(server.url);
    await stripe.customers.create({ email: 'ann@acme.dev' });
    const asked = async () => (await fetch(`${server.url}/_sandbox/violations`)).json();
    expect(await asked()).toEqual({ checked: 2, found: [] });
    server.gateway.act('', (call) => call.emit('customer.created', { id: 'cus_1', object: 'customer' }));
    const { found } = (await asked()) as { found: string[] };
    expect(found.join()).toContain("must have required property 'balance'");
    expect(said).toHaveBeenCalled();
    await expect(server.close()).rejects.toThrow('Not what Stripe would say');
  });

  it('looks at every answer', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const server = await startStripeServer({ port: 0, validate: true });
    const made = await stripeClient(server.url).customers.create({ email: 'ann@acme.dev' });
    const kept = server.gateway.store.get('customer', made.id);
    if (kept) server.gateway.store.put('customer', made.id, { ...kept, created: 'yesterday' as never });
    await stripeClient(server.url).customers.retrieve(made.id);
    await expect(server.close()).rejects.toThrow('created must be integer');
  });
});
