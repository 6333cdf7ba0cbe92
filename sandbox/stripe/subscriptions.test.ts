import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types, events, server } = eachServer();

const START = Date.UTC(2027, 0, 31, 12);
const at = (year: number, month: number, day: number, hour = 12) =>
  new Date(Date.UTC(year, month - 1, day, hour)).toISOString();
const standAt = (now: string) => control('/clock', { now });

async function customer() {
  return (await stripe().customers.create({ email: 'b@acme.dev', name: 'Ben' })).id;
}
async function monthly(unit_amount: number, interval: 'month' | 'year' = 'month') {
  const product = await stripe().products.create({ name: 'Plan' });
  const recurring = { interval };
  const made = { product: product.id, currency: 'usd', unit_amount, recurring };
  return (await stripe().prices.create(made)).id;
}
const paid = () =>
  events()
    .filter((event) => event.type === 'invoice.paid')
    .map((event) => {
      const invoice = event.data.object as { total: number; billing_reason: string };
      return [new Date(event.created * 1000).toISOString(), invoice.total, invoice.billing_reason];
    });

describe('time', () => {
  it('renews in order, each at its own instant, on the last day of short months', async () => {
    await standAt(new Date(START).toISOString());
    await stripe().subscriptions.create({
      ...{ customer: await customer(), items: [{ price: await monthly(2_000) }] },
    });
    await control('/checkouts', { amount: 500, tax: 50, interval: 'month', renews: true });
    await control('/checkouts', { amount: 700, interval: 'month' });
    const clock = await standAt(at(2027, 4, 30, 11));
    expect(paid().slice(3)).toEqual([
      ['2027-02-28T12:00:00.000Z', 2_000, 'subscription_cycle'],
      ['2027-02-28T12:00:00.000Z', 550, 'subscription_cycle'],
      ['2027-03-28T12:00:00.000Z', 2_000, 'subscription_cycle'],
      ['2027-03-28T12:00:00.000Z', 550, 'subscription_cycle'],
      ['2027-04-28T12:00:00.000Z', 2_000, 'subscription_cycle'],
      ['2027-04-28T12:00:00.000Z', 550, 'subscription_cycle'],
    ]);
    expect(clock).toEqual({ now: at(2027, 4, 30, 11), fixed: true, nextDue: '2027-05-28T12:00:00.000Z' });
  });

  it('ends trials, having said so three days before, and renews years', async () => {
    await standAt(at(2027, 3, 1));
    const items = [{ price: await monthly(24_000, 'year') }];
    const subscription = await stripe().subscriptions.create({
      ...{ customer: await customer(), items, trial_period_days: 14 },
    });
    expect(subscription.status).toBe('trialing');
    await standAt(at(2027, 3, 12, 13));
    expect(types().at(-1)).toBe('customer.subscription.trial_will_end');
    await standAt(at(2028, 3, 16));
    expect(paid()).toEqual([
      ['2027-03-01T12:00:00.000Z', 0, 'subscription_create'],
      ['2027-03-15T12:00:00.000Z', 24_000, 'subscription_cycle'],
      ['2028-03-15T12:00:00.000Z', 24_000, 'subscription_cycle'],
    ]);
    expect((await stripe().subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  it('ends what was to end with its period, and meets a card that is declined', async () => {
    await standAt(at(2027, 3, 1));
    const price = await monthly(2_000);
    const make = async () =>
      stripe().subscriptions.create({ customer: await customer(), items: [{ price }] });
    const [ends, fails] = [await make(), await make()];
    const wished = await stripe().subscriptions.update(ends.id, { cancel_at_period_end: true });
    expect(wished.cancel_at).toBe(Date.UTC(2027, 3, 1, 12) / 1000);
    await control(`/subscriptions/${fails.id}`, { nextFails: true });
    await standAt(at(2027, 4, 2));
    expect(await stripe().subscriptions.retrieve(ends.id)).toMatchObject({
      ...{ status: 'canceled', ended_at: Date.UTC(2027, 3, 1, 12) / 1000 },
    });
    expect((await stripe().subscriptions.retrieve(fails.id)).status).toBe('past_due');
    expect(types()).toContain('invoice.payment_failed');
    await control(`/subscriptions/${fails.id}/end`, { reason: 'payment_failed' });
    const ended = events().at(-1)?.data.object as { cancellation_details: { reason: string } };
    expect(ended.cancellation_details.reason).toBe('payment_failed');
  });

  it('outlives a restart, and only the clock goes backward', async () => {
    await standAt(at(2027, 3, 1));
    await standAt(at(2027, 2, 1));
    expect(new Date(server().gateway.nowMs()).toISOString()).toBe(at(2027, 2, 1));
    await control('/clock', {});
    expect(Math.abs(server().gateway.nowMs() - Date.now())).toBeLessThan(5_000);
    const running = await control('/clock', { now: at(2027, 2, 1), running: true });
    expect(running).toMatchObject({ fixed: false });
  });
});

describe('a change of plan', () => {
  async function half(more: object) {
    await standAt(at(2027, 6, 1, 0));
    const made = await stripe().subscriptions.create({
      ...{ customer: await customer(), items: [{ price: await monthly(3_000) }] },
    });
    await standAt(at(2027, 6, 16, 0));
    const id = made.items.data[0]?.id ?? '';
    const before = types().length;
    const changed = await stripe().subscriptions.update(made.id, {
      ...more,
      items: [{ id, ...(await next()) }],
    });
    return { changed, said: types(before) };
  }
  let next: () => Promise<object> = async () => ({ price: await monthly(9_000) });

  it('is invoiced at once when asked for: half back, half at the new price', async () => {
    next = async () => ({ price: await monthly(9_000) });
    const { changed, said } = await half({ proration_behavior: 'always_invoice' });
    const invoice = await stripe().invoices.retrieve(String(changed.latest_invoice));
    expect(invoice).toMatchObject({ total: 3_000, billing_reason: 'subscription_update' });
    const shown = invoice.lines.data.map((line) => [
      line.amount,
      line.parent?.subscription_item_details?.proration,
    ]);
    expect(shown).toEqual([
      [-1_500, true],
      [4_500, true],
    ]);
    expect(said).toEqual(['charge.succeeded', 'invoice.paid', 'customer.subscription.updated']);
  });

  it('is settled with the next period otherwise', async () => {
    next = async () => ({ quantity: 3 });
    const { said } = await half({});
    expect(said).toEqual(['customer.subscription.updated']);
    await standAt(at(2027, 7, 1, 1));
    expect(paid().at(-1)).toEqual(['2027-07-01T00:00:00.000Z', 9_000 - 1_500 + 4_500, 'subscription_cycle']);
  });

  it('to less leaves credit; without proration nothing', async () => {
    next = async () => ({ price: await monthly(1_000) });
    const { changed } = await half({ proration_behavior: 'always_invoice' });
    const invoice = await stripe().invoices.retrieve(String(changed.latest_invoice));
    expect(invoice).toMatchObject({ total: -1_000, amount_paid: 0, status: 'paid', ending_balance: -1_000 });
    const { said } = await half({ proration_behavior: 'none' });
    expect(said).toEqual(['customer.subscription.updated']);
  });

  it('to a year begins a new period', async () => {
    next = async () => ({ price: await monthly(24_000, 'year') });
    const { changed } = await half({});
    const [item] = changed.items.data;
    expect(item?.current_period_end).toBe(Date.UTC(2028, 5, 16) / 1000);
    expect(await stripe().invoices.retrieve(String(changed.latest_invoice))).toMatchObject({ total: 22_500 });
  });
});
