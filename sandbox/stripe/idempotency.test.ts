import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, activeAccount } = eachServer();

const key = { idempotencyKey: 'k' };
const order = (destination: string, amount = 5_000) => ({ amount, currency: 'usd', destination });

describe('an idempotency key', () => {
  it('is forgotten a day later by the sandbox’s clock, not before', async () => {
    await control('/clock', { now: '2027-01-01T00:00:00Z' });
    const destination = await activeAccount();
    const first = await stripe().transfers.create(order(destination), key);
    await control('/clock', { now: '2027-01-01T23:59:59Z' });
    expect((await stripe().transfers.create(order(destination), key)).id).toBe(first.id);
    await control('/clock', { now: '2027-01-02T00:00:00Z' });
    expect((await stripe().transfers.create(order(destination, 1), key)).id).not.toBe(first.id);
  });

  it('is bound to the path and to every parameter, in any order', async () => {
    const destination = await activeAccount();
    const metadata = { a: '1', b: '2' };
    const first = await stripe().transfers.create({ ...order(destination), metadata }, key);
    const turned = { metadata: { b: '2', a: '1' }, ...order(destination) };
    expect((await stripe().transfers.create(turned, key)).id).toBe(first.id);
    const other = { type: 'StripeIdempotencyError', statusCode: 400 };
    const changed = { ...turned, metadata: { a: '1', b: '3' } };
    await expect(stripe().transfers.create(changed, key)).rejects.toMatchObject(other);
    await expect(stripe().customers.create({}, key)).rejects.toMatchObject(other);
  });

  it('replays what was refused once begun, with its headers', async () => {
    await control('/balance', { currency: 'usd', available: 0 });
    const destination = await activeAccount();
    const refuse = () =>
      stripe()
        .transfers.create(order(destination), key)
        .catch((error) => error);
    const first = await refuse();
    const again = await refuse();
    expect([again.code, again.statusCode]).toEqual(['balance_insufficient', 400]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.headers['original-request']).toBe(first.headers['request-id']);
  });

  it('keeps nothing of a request that was not begun', async () => {
    await expect(stripe().transfers.create(order('acct_none'), key)).rejects.toThrow('No such');
    await control('/faults', { kind: 'rate_limit_429' });
    const destination = await activeAccount();
    await expect(stripe().transfers.create(order(destination), key)).rejects.toMatchObject({
      statusCode: 429,
    });
    expect((await stripe().transfers.create(order(destination, 7), key)).amount).toBe(7);
  });

  it('is at most 255 characters long', async () => {
    const long = { idempotencyKey: 'x'.repeat(256) };
    await expect(stripe().customers.create({}, long)).rejects.toThrow('too long');
  });
});
