import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, server, control, activeAccount } = eachServer();

const transfers = async () =>
  ((await (await fetch(`${server().url}/_sandbox/transfers`)).json()) as { data: Array<{ id: string }> })
    .data;

describe('transfers', () => {
  const ask = (destination: string) => ({
    amount: 5000,
    currency: 'usd',
    destination,
    transfer_group: 'po_1',
    metadata: { payout: 'po_1' },
  });

  it('are made, listed by group and reversed', async () => {
    const destination = await activeAccount();
    const made = await stripe().transfers.create(ask(destination), { idempotencyKey: 'k1' });
    const listed = await stripe().transfers.list({ transfer_group: 'po_1' });
    expect(listed.data.map((one) => one.id)).toEqual([made.id]);
    await stripe().transfers.createReversal(made.id, { amount: 2000 });
    await stripe().transfers.createReversal(made.id);
    await expect(stripe().transfers.createReversal(made.id)).rejects.toThrow('already fully reversed');
    const after = await stripe().transfers.retrieve(made.id);
    expect([after.amount_reversed, after.reversed]).toEqual([5000, true]);
    expect((await stripe().transfers.listReversals(made.id)).data).toHaveLength(2);
    await stripe().balance.retrieve();
  });

  it('are refused for an account that cannot receive them, an unknown one, and beyond the balance', async () => {
    const inactive = await stripe().accounts.create({ country: 'US' });
    await expect(stripe().transfers.create(ask(inactive.id))).rejects.toMatchObject({
      code: 'insufficient_capabilities_for_transfer',
    });
    await expect(stripe().transfers.create(ask('acct_none'))).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 400,
    });
    await control('/balance', { currency: 'usd', available: 4999 });
    await expect(stripe().transfers.create(ask(await activeAccount()))).rejects.toMatchObject({
      code: 'balance_insufficient',
    });
    await expect(stripe().transfers.create({ ...ask('x'), amount: 0 })).rejects.toMatchObject({
      param: 'amount',
    });
    expect(await transfers()).toEqual([]);
  });

  it('answer the same key with the first answer, refusals included, and refuse other parameters', async () => {
    const destination = await activeAccount();
    await control('/balance', { currency: 'usd', available: 0 });
    const refused = stripe().transfers.create(ask(destination), { idempotencyKey: 'k1' });
    await expect(refused).rejects.toMatchObject({ code: 'balance_insufficient' });
    await control('/balance', { currency: 'usd', available: 10_000 });
    const replayed = await stripe()
      .transfers.create(ask(destination), { idempotencyKey: 'k1' })
      .catch((error) => error);
    expect(replayed.code).toBe('balance_insufficient');
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    const first = await stripe().transfers.create(ask(destination), { idempotencyKey: 'k2' });
    const second = await stripe().transfers.create(ask(destination), { idempotencyKey: 'k2' });
    expect(second.id).toBe(first.id);
    await expect(
      stripe().transfers.create({ ...ask(destination), amount: 1 }, { idempotencyKey: 'k2' }),
    ).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
    await control('/forget-keys', {});
    const later = await stripe().transfers.create(ask(destination), { idempotencyKey: 'k2' });
    expect(later.id).not.toBe(first.id);
  });

  it('keep no validation failure under a key', async () => {
    await expect(stripe().transfers.create(ask('acct_none'), { idempotencyKey: 'k' })).rejects.toThrow();
    const destination = await activeAccount();
    expect((await stripe().transfers.create(ask(destination), { idempotencyKey: 'k' })).amount).toBe(5000);
  });
});
