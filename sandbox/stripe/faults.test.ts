import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, server, control, ask: set, activeAccount } = eachServer();

const transfers = async () =>
  ((await (await fetch(`${server().url}/_sandbox/transfers`)).json()) as { data: Array<{ id: string }> })
    .data;

describe('faults', () => {
  const key = { idempotencyKey: 'k' };
  const ask = async () => ({
    amount: 5000,
    currency: 'usd',
    destination: await activeAccount(),
    transfer_group: 'po_1',
  });

  it('an answer lost after the work was done: the same key finds the transfer', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'no_answer', executed: true, times: 2 });
    await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    const found = await stripe().transfers.create(wanted, key);
    expect(await transfers()).toMatchObject([
      { id: found.id, idempotencyKey: 'k', amount: '5000', currency: 'USD' },
    ]);
  });

  it('an answer lost before any work was done: nothing is there, and nothing is kept', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'no_answer', times: 2 });
    await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    expect(await transfers()).toEqual([]);
    await stripe().transfers.create(wanted, key);
  });

  it('a 500 is kept, whether executed or not', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'error_500', executed: true });
    await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({ statusCode: 500 });
    const again = await stripe()
      .transfers.create(wanted, key)
      .catch((error) => error);
    expect([again.statusCode, again.headers['idempotent-replayed']]).toEqual([500, 'true']);
    expect(await transfers()).toHaveLength(1);
    await control('/faults', { kind: 'error_500' });
    await expect(stripe().transfers.create(wanted, { idempotencyKey: 'k2' })).rejects.toMatchObject({
      statusCode: 500,
    });
    expect(await transfers()).toHaveLength(1);
  });

  it('409 and 429 are not kept', async () => {
    const wanted = await ask();
    for (const [kind, status] of [
      ['conflict_409', 409],
      ['rate_limit_429', 429],
    ] as const) {
      await control('/faults', { kind });
      await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({ statusCode: status });
    }
    expect(await transfers()).toHaveLength(0);
    await stripe().transfers.create(wanted, key);
  });

  it('a key in use is refused while the first request is still worked on', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'delay', executed: true, ms: 300 });
    const first = stripe().transfers.create(wanted, key);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({
      code: 'idempotency_key_in_use',
    });
    expect(await transfers()).toMatchObject([{ id: (await first).id }]);
  });

  it('a definite refusal and a wrong amount', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'refuse', code: 'account_closed' });
    await expect(stripe().transfers.create(wanted, key)).rejects.toMatchObject({ code: 'account_closed' });
    await control('/faults', { kind: 'wrong_amount' });
    expect((await stripe().transfers.create(wanted, { idempotencyKey: 'k2' })).amount).toBe(5001);
    expect((await set('/faults', { kind: 'unheard of' })).status).toBe(400);
  });
});
