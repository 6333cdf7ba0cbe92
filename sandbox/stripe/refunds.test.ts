import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types, ask } = eachServer();

const buy = () => control('/checkouts', { email: 'b@acme.dev', amount: 10_000 });
const charge = async (id: string) => {
  const { amount_refunded, refunded } = await stripe().charges.retrieve(id);
  return [amount_refunded, refunded];
};

describe('a refund', () => {
  it('is made in parts, and not beyond what was paid', async () => {
    const bought = await buy();
    await stripe().refunds.create({ payment_intent: bought.paymentIntent, amount: 4_000 });
    expect(await charge(bought.charge)).toEqual([4_000, false]);
    await expect(stripe().refunds.create({ charge: bought.charge, amount: 6_001 })).rejects.toThrow(
      'greater',
    );
    await stripe().refunds.create({ charge: bought.charge, reason: 'requested_by_customer' });
    expect(await charge(bought.charge)).toEqual([10_000, true]);
    await expect(stripe().refunds.create({ charge: bought.charge })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  it('fails after it succeeded: the charge counts as not refunded again', async () => {
    const bought = await buy();
    const { id } = await stripe().refunds.create({ charge: bought.charge });
    const before = types().length;
    const failed = await control(`/refunds/${id}`, { status: 'failed', failureReason: 'declined' });
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'declined' });
    expect(await charge(bought.charge)).toEqual([0, false]);
    expect(types(before)).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
    expect((await ask(`/refunds/${id}`, { status: 'succeeded' })).status).toBe(400);
    await stripe().refunds.create({ charge: bought.charge, amount: 1 });
    expect(await charge(bought.charge)).toEqual([1, false]);
  });

  it('is pending first, and then succeeds or is canceled', async () => {
    const bought = await buy();
    const pending = (amount: number) =>
      control(`/charges/${bought.charge}/refunds`, { amount, status: 'pending' });
    const first = await pending(1_000);
    expect(first).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    await control(`/refunds/${first.id}`, { status: 'succeeded' });
    const second = await pending(2_000);
    await control(`/refunds/${second.id}`, { status: 'canceled' });
    expect(await charge(bought.charge)).toEqual([1_000, false]);
    const { data } = await stripe().refunds.list({ charge: bought.charge });
    expect(data.map((one) => one.status)).toEqual(['canceled', 'succeeded']);
  });

  it('takes from the balance, and a failed one gives it back', async () => {
    await control('/balance', { currency: 'usd', available: 0 });
    const bought = await buy();
    const balance = async () => {
      const { available, pending } = await stripe().balance.retrieve();
      return [available[0]?.amount, pending[0]?.amount];
    };
    expect(await balance()).toEqual([0, 10_000]);
    const { id } = await stripe().refunds.create({ charge: bought.charge, amount: 3_000 });
    expect(await balance()).toEqual([-3_000, 10_000]);
    await control(`/refunds/${id}`, { status: 'failed' });
    expect(await balance()).toEqual([0, 10_000]);
    await control('/clock', { now: new Date(Date.now() + 4 * 86_400_000).toISOString() });
    expect(await balance()).toEqual([10_000, 0]);
  });
});
