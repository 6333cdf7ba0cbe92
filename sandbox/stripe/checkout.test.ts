import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types, server } = eachServer();

const submit = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const ann = { email: 'ann@acme.dev', name: 'Ann', answer: 'pay' };

async function price(more: object = {}) {
  const product = await stripe().products.create({ name: 'Hosting' });
  const recurring = { interval: 'month' as const };
  return stripe().prices.create({
    ...{ product: product.id, currency: 'usd', unit_amount: 2_000, recurring },
    ...more,
  });
}

describe('the payment page', () => {
  it('sells a subscription of the catalogue, taxed, and leads back', async () => {
    const { id } = await price();
    const session = await stripe().checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: id, quantity: 2 }],
      automatic_tax: { enabled: true },
      client_reference_id: 'click_1',
      subscription_data: { metadata: { externalId: 'acme' } },
      success_url: 'http://shop.test/thanks?session={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://shop.test/',
    });
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 4_800 });
    const page = await (await fetch(session.url ?? '')).text();
    expect(page).toContain('Hosting, every month');
    expect(page).toContain('$48.00');
    const declined = await submit(session.url ?? '', { ...ann, answer: 'decline' });
    expect(declined.status).toBe(402);
    const again = await declined.text();
    expect([again.includes('was declined'), again.includes('value="ann@acme.dev"')]).toEqual([true, true]);
    expect(types()).toEqual([]);
    const paid = await submit(session.url ?? '', ann);
    expect([paid.status, paid.headers.get('location')]).toEqual([
      303,
      `http://shop.test/thanks?session=${session.id}`,
    ]);
    const after = await stripe().checkout.sessions.retrieve(session.id);
    expect(after).toMatchObject({ status: 'complete', payment_status: 'paid', amount_total: 4_800 });
    expect(after.client_reference_id).toBe('click_1');
    const subscription = await stripe().subscriptions.retrieve(String(after.subscription));
    expect(subscription).toMatchObject({ status: 'active', metadata: { externalId: 'acme' } });
    expect(subscription.items.data[0]).toMatchObject({ quantity: 2, price: { id } });
    expect((await fetch(session.url ?? '')).status).toBe(410);
    const items = await stripe().checkout.sessions.listLineItems(session.id);
    expect(items.data[0]).toMatchObject({ amount_total: 4_800, quantity: 2 });
  });

  it('takes a promotion code typed there, and refuses an unknown one', async () => {
    const coupon = await stripe().coupons.create({ percent_off: 25, duration: 'forever' });
    const code = await stripe().promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'ANN25',
      max_redemptions: 1,
    });
    const session = await stripe().checkout.sessions.create({
      ...{ mode: 'subscription', allow_promotion_codes: true, success_url: 'http://shop.test/' },
      line_items: [{ price: (await price()).id, quantity: 1 }],
    });
    const refused = await submit(session.url ?? '', { ...ann, promotion: 'NOPE' });
    expect(refused.status).toBe(402);
    await submit(session.url ?? '', { ...ann, promotion: 'ann25' });
    const paid = await stripe().checkout.sessions.retrieve(session.id);
    expect(paid).toMatchObject({ amount_total: 1_500, total_details: { amount_discount: 500 } });
    expect(paid.discounts).toEqual([{ coupon: coupon.id, promotion_code: code.id }]);
    expect(await stripe().promotionCodes.retrieve(code.id)).toMatchObject({
      active: false,
      times_redeemed: 1,
    });
    const renewed = await control(`/subscriptions/${paid.subscription}/renewals`);
    expect((await stripe().invoices.retrieve(renewed.invoice)).total).toBe(1_500);
  });

  it('ends when nobody pays', async () => {
    const line = { price: (await price()).id, quantity: 1 };
    const make = () =>
      stripe().checkout.sessions.create({
        ...{ mode: 'subscription', line_items: [line], success_url: 'http://shop.test/' },
      });
    const [first, second] = [await make(), await make()];
    await stripe().checkout.sessions.expire(first.id);
    await control('/clock', { now: new Date(Date.now() + 86_400_000).toISOString() });
    expect((await stripe().checkout.sessions.retrieve(second.id)).status).toBe('expired');
    expect(types()).toEqual(['checkout.session.expired', 'checkout.session.expired']);
    expect((await submit(second.url ?? `${server().url}/checkout/${second.id}`, ann)).status).toBe(410);
  });
});

describe('a single payment', () => {
  it('of a guest leaves no customer', async () => {
    const data = { currency: 'eur', unit_amount: 900, product_data: { name: 'Sticker' } };
    const session = await stripe().checkout.sessions.create({
      ...{ mode: 'payment', success_url: 'http://shop.test/' },
      line_items: [{ price_data: data, quantity: 3 }],
    });
    await submit(session.url ?? '', ann);
    const paid = await stripe().checkout.sessions.retrieve(session.id);
    expect(paid).toMatchObject({ customer: null, invoice: null, amount_total: 2_700, currency: 'eur' });
    expect(paid.customer_details?.email).toBe('ann@acme.dev');
    expect(types()).toEqual(['charge.succeeded', 'checkout.session.completed']);
    const bought = await control('/checkouts', { amount: 100, guest: true, email: 'g@acme.dev' });
    expect(bought.customer).toBeNull();
  });

  it('that takes days completes unpaid, and then succeeds or fails', async () => {
    const slow = () => control('/checkouts', { amount: 900, asyncPayment: true, email: 's@acme.dev' });
    const [first, second] = [await slow(), await slow()];
    expect(await stripe().checkout.sessions.retrieve(first.session)).toMatchObject({
      ...{ status: 'complete', payment_status: 'unpaid' },
    });
    const intent = () => stripe().paymentIntents.retrieve(first.paymentIntent);
    expect(await intent()).toMatchObject({ status: 'processing', latest_charge: null });
    await control(`/sessions/${first.session}/payments`, { outcome: 'succeeded' });
    await control(`/sessions/${second.session}/payments`, { outcome: 'failed' });
    expect(await intent()).toMatchObject({ status: 'succeeded', amount_received: 900 });
    expect((await stripe().checkout.sessions.retrieve(first.session)).payment_status).toBe('paid');
    expect(types().slice(-3)).toEqual([
      'charge.succeeded',
      'checkout.session.async_payment_succeeded',
      'checkout.session.async_payment_failed',
    ]);
  });

  it('that takes days pays a subscription’s invoice when it comes', async () => {
    const bought = await control('/checkouts', { amount: 900, interval: 'month', asyncPayment: true });
    expect((await stripe().invoices.retrieve(bought.invoice)).status).toBe('open');
    await control(`/sessions/${bought.session}/payments`, { outcome: 'succeeded' });
    expect((await stripe().invoices.retrieve(bought.invoice)).status).toBe('paid');
    const last = ['charge.succeeded', 'invoice.paid', 'checkout.session.async_payment_succeeded'];
    expect(types().slice(-3)).toEqual(last);
  });
});
