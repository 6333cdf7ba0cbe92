import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control } = eachServer();

const sell = () =>
  control('/checkouts', { email: 'b@acme.dev', amount: 10_000, interval: 'month', amountOff: 500 });

describe('expanding', () => {
  it('shows objects instead of their ids, several levels down and in lists', async () => {
    const bought = await sell();
    const expand = ['payments', 'discounts.source.coupon', 'customer'];
    const invoice = await stripe().invoices.retrieve(bought.invoice, { expand });
    expect(invoice.payments?.data).toMatchObject([{ amount_paid: 9_500 }]);
    expect(invoice.discounts).toMatchObject([{ source: { coupon: { amount_off: 500 } } }]);
    expect((invoice.customer as Stripe.Customer).email).toBe('b@acme.dev');
    const { id } = await stripe().refunds.create({ charge: bought.charge, amount: 1 });
    const listed = await stripe().refunds.list({ expand: ['data.charge.balance_transaction'] });
    expect(listed.data).toMatchObject([{ id, charge: { balance_transaction: { amount: 9_500 } } }]);
    const charge = await stripe().charges.retrieve(bought.charge);
    const intent = await stripe().paymentIntents.retrieve(String(charge.payment_intent), {
      expand: ['latest_charge.customer'],
    });
    expect(intent.latest_charge).toMatchObject({ customer: { id: bought.customer } });
  });

  it('refuses what is none of the object’s', async () => {
    const { invoice } = await sell();
    await expect(stripe().invoices.retrieve(invoice, { expand: ['nothing'] })).rejects.toThrow(
      'cannot be expanded (nothing)',
    );
  });
});
