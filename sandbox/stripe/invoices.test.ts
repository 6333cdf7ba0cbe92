import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types } = eachServer();

const sell = (more: object) =>
  control('/checkouts', { email: 'b@acme.dev', amount: 10_000, interval: 'month', ...more });
const invoiceOf = (bought: { invoice: string }) => stripe().invoices.retrieve(bought.invoice);

describe('an invoice adds up', () => {
  it('with tax on top', async () => {
    const invoice = await invoiceOf(await sell({ tax: 1_900 }));
    expect(invoice).toMatchObject({ subtotal: 10_000, total: 11_900, total_excluding_tax: 10_000 });
    expect(invoice).toMatchObject({ amount_due: 11_900, amount_paid: 11_900, status: 'paid' });
    expect(invoice.total_taxes).toMatchObject([{ amount: 1_900, tax_behavior: 'exclusive' }]);
  });

  it('with tax contained', async () => {
    const invoice = await invoiceOf(await sell({ amount: 11_900, tax: 1_900, taxInclusive: true }));
    expect(invoice).toMatchObject({ subtotal: 11_900, subtotal_excluding_tax: 10_000, total: 11_900 });
    expect(invoice).toMatchObject({ total_excluding_tax: 10_000, amount_paid: 11_900 });
    expect(invoice.total_taxes).toMatchObject([{ tax_behavior: 'inclusive', taxable_amount: 10_000 }]);
  });

  it('with a discount before tax', async () => {
    const invoice = await invoiceOf(await sell({ amountOff: 2_500, tax: 750 }));
    expect(invoice).toMatchObject({ subtotal: 10_000, total: 8_250, total_excluding_tax: 7_500 });
    expect(invoice.total_discount_amounts).toMatchObject([{ amount: 2_500 }]);
    expect(invoice.lines.data[0]?.discount_amounts).toMatchObject([{ amount: 2_500 }]);
  });

  it('with proration lines, which no discount touches', async () => {
    const lines = [{ amount: -3_000 }, { amount: 500, tax: 50 }];
    const invoice = await invoiceOf(await sell({ lines, amountOff: 1_000, tax: 900 }));
    expect(invoice).toMatchObject({ subtotal: 7_500, total: 7_450, total_excluding_tax: 6_500 });
    const shown = invoice.lines.data.map((line) => [
      line.amount,
      line.discount_amounts?.map((one) => one.amount),
      line.parent?.subscription_item_details?.proration,
    ]);
    expect(shown).toEqual([
      [-3_000, [], true],
      [500, [], true],
      [10_000, [1_000], false],
    ]);
  });

  it('with more lines than come at once', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => ({ amount: index + 1 }));
    const invoice = await invoiceOf(await sell({ lines }));
    expect([invoice.lines.data.length, invoice.lines.has_more, invoice.total]).toEqual([10, true, 10_078]);
    const all = await stripe()
      .invoices.listLineItems(invoice.id ?? '', { limit: 5 })
      .autoPagingToArray({ limit: 100 });
    expect(all.reduce((sum, line) => sum + line.amount, 0)).toBe(10_078);
  });
});

describe('what a customer is owed', () => {
  it('pays a part of the next invoice', async () => {
    const bought = await sell({ startingBalance: -4_000, tax: 1_900 });
    const invoice = await invoiceOf(bought);
    expect(invoice).toMatchObject({ total: 11_900, starting_balance: -4_000, ending_balance: 0 });
    expect(invoice).toMatchObject({ amount_due: 7_900, amount_paid: 7_900 });
    const charge = await stripe().charges.retrieve(bought.charge);
    expect(charge.amount_captured).toBe(7_900);
    expect((await stripe().customers.retrieve(bought.customer)) as object).toMatchObject({ balance: 0 });
  });

  it('pays all of it, and the rest is kept', async () => {
    const bought = await sell({ startingBalance: -25_000 });
    expect(await invoiceOf(bought)).toMatchObject({ amount_due: 0, amount_paid: 0, status: 'paid' });
    expect(bought.charge).toBeNull();
    expect((await stripe().customers.retrieve(bought.customer)) as object).toMatchObject({
      balance: -15_000,
    });
    expect(types()).toContain('invoice.paid');
  });

  it('grows by an invoice below nothing', async () => {
    const bought = await sell({ lines: [{ amount: -12_000 }] });
    expect(await invoiceOf(bought)).toMatchObject({ total: -2_000, amount_due: 0, ending_balance: -2_000 });
  });

  it('is added to what is due when the customer owes', async () => {
    const invoice = await invoiceOf(await sell({ startingBalance: 1_500 }));
    expect(invoice).toMatchObject({ total: 10_000, amount_due: 11_500, amount_paid: 11_500 });
  });
});

describe('an invoice is paid', () => {
  const paymentsOf = async (invoice: string) =>
    (await stripe().invoicePayments.list({ invoice })).data.map((one) => [one.amount_paid, one.is_default]);

  it('in several payments at once', async () => {
    const bought = await sell({ payments: [4_000, 6_000] });
    expect(await invoiceOf(bought)).toMatchObject({ status: 'paid', amount_paid: 10_000 });
    expect(await paymentsOf(bought.invoice)).toEqual([
      [6_000, false],
      [4_000, true],
    ]);
  });

  it('in part, and the rest later', async () => {
    const bought = await sell({ payments: [4_000] });
    expect(await invoiceOf(bought)).toMatchObject({ status: 'open', amount_remaining: 6_000 });
    expect(types()).not.toContain('invoice.paid');
    await control(`/invoices/${bought.invoice}/payments`, { payments: [1_000] });
    await stripe().invoices.pay(bought.invoice);
    expect(await invoiceOf(bought)).toMatchObject({ status: 'paid', amount_paid: 10_000 });
    expect(await paymentsOf(bought.invoice)).toHaveLength(3);
    expect(types().filter((type) => type === 'invoice.paid')).toHaveLength(1);
  });

  it('outside of Stripe, without a payment', async () => {
    const bought = await sell({ payments: [] });
    await stripe().invoices.pay(bought.invoice, { paid_out_of_band: true });
    const paid = { status: 'paid', amount_paid_off_stripe: 10_000 };
    expect(await invoiceOf(bought)).toMatchObject(paid);
    expect(await paymentsOf(bought.invoice)).toEqual([]);
  });

  it('not at all: declined, given up on, voided', async () => {
    const bought = await sell({});
    const { invoice: id } = await control(`/subscriptions/${bought.subscription}/renewals`, { fails: true });
    expect(await stripe().invoices.retrieve(id)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect((await stripe().subscriptions.retrieve(bought.subscription)).status).toBe('past_due');
    expect((await stripe().charges.list({ limit: 1 })).data[0]).toMatchObject({
      status: 'failed',
      paid: false,
    });
    await control(`/invoices/${id}`, { status: 'failed' });
    await control(`/invoices/${id}`, { status: 'uncollectible' });
    await stripe().invoices.voidInvoice(id);
    const last = [
      'charge.failed',
      'invoice.payment_failed',
      'invoice.marked_uncollectible',
      'invoice.voided',
    ];
    expect(types().slice(-4)).toEqual(last);
    await expect(stripe().invoices.pay(id)).rejects.toThrow('void');
  });
});
