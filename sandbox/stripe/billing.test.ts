import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, server, control, ask } = eachServer();

describe('billing', () => {
  it('sells a subscription, renews it, refunds in part and cancels, each with its event', async () => {
    const bought = await (
      await ask('/checkouts', {
        email: 'b@acme.dev',
        amount: 20_000,
        tax: 3800,
        interval: 'month',
        clientReferenceId: 'cus-1',
      })
    ).json();
    await control(`/subscriptions/${bought.subscription}/renewals`, {});
    const invoice = await stripe().invoices.retrieve(bought.invoice, { expand: ['payments'] });
    expect([invoice.total, invoice.total_excluding_tax]).toEqual([23_800, 20_000]);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string;
    await stripe().refunds.create({ charge: bought.charge, amount: 100 });
    const of = await stripe().invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
    });
    expect(of.data[0]?.invoice).toBe(bought.invoice);
    await stripe().subscriptions.cancel(bought.subscription);
    expect((await stripe().subscriptions.retrieve(bought.subscription)).status).toBe('canceled');
    expect(
      server()
        .gateway.store.list('event')
        .map((event) => event.type),
    ).toEqual([
      'customer.created',
      'customer.subscription.created',
      'charge.succeeded',
      'invoice.paid',
      'checkout.session.completed',
      'charge.succeeded',
      'invoice.paid',
      'customer.subscription.updated',
      'refund.created',
      'charge.refunded',
      'customer.subscription.deleted',
    ]);
  });

  it('settles what was paid in another currency at a rate, at once or later', async () => {
    const expand = ['latest_charge.balance_transaction'];
    const settled = async (intent: string) => {
      const { latest_charge: charge } = await stripe().paymentIntents.retrieve(intent, { expand });
      return (charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction | null;
    };
    const buy = async (body: object) => (await ask('/checkouts', { amount: 1000, ...body })).json();
    const own = await buy({});
    expect(await settled(own.paymentIntent)).toMatchObject({ amount: 1000, currency: 'usd' });
    const yen = await buy({ currency: 'jpy', settlesAt: '0.0067' });
    expect(await settled(yen.paymentIntent)).toMatchObject({ amount: 670, exchange_rate: 0.0067 });
    const late = await buy({ currency: 'eur', tax: 190 });
    expect(await settled(late.paymentIntent)).toBeNull();
    expect((await ask(`/charges/${late.charge}/settlements`, { settlesAt: 'x' })).status).toBe(400);
    await control(`/charges/${late.charge}/settlements`, { settlesAt: '1.1' });
    const charge = await stripe().charges.retrieve(late.charge, { expand: ['balance_transaction'] });
    expect(charge.balance_transaction).toMatchObject({ amount: 1309, net: 1309, source: late.charge });
    const { id } = charge.balance_transaction as Stripe.BalanceTransaction;
    expect((await stripe().balanceTransactions.retrieve(id)).amount).toBe(1309);
    expect((await ask(`/charges/${late.charge}/settlements`, { settlesAt: '1.2' })).status).toBe(400);
    const updated = await stripe().events.list({ type: 'charge.updated' });
    expect(updated.data.map(({ data }) => (data.object as Stripe.Charge).balance_transaction)).toEqual([id]);
    const tooDeep = { expand: ['data.payment.payment_intent.latest_charge.balance_transaction'] };
    await expect(stripe().invoicePayments.list(tooDeep)).rejects.toThrow('4 levels');
  });

  it('sells once, and begins with a trial', async () => {
    await control('/checkouts', { email: 'b@acme.dev', amount: 900 });
    const trial = await (await ask('/checkouts', { amount: 900, interval: 'year', trialDays: 14 })).json();
    expect((await stripe().subscriptions.retrieve(trial.subscription)).status).toBe('trialing');
    expect((await stripe().invoices.retrieve(trial.invoice)).amount_paid).toBe(0);
    const events = await stripe().events.list({ type: 'checkout.session.completed' });
    expect(events.data).toHaveLength(2);
  });
});
