import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types } = eachServer();

const sell = (more: object = {}) =>
  control('/checkouts', { email: 'b@acme.dev', amount: 10_000, tax: 2_000, interval: 'month', ...more });
const notes = () => types().filter((type) => type.startsWith('credit_note'));

describe('a credit note', () => {
  it('before payment lowers what is due, and pays the invoice when nothing is left', async () => {
    const bought = await sell({ payments: [] });
    const note = await stripe().creditNotes.create({ invoice: bought.invoice, amount: 6_000 });
    expect(note).toMatchObject({
      type: 'pre_payment',
      pre_payment_amount: 6_000,
      total_excluding_tax: 5_000,
    });
    const invoice = await stripe().invoices.retrieve(bought.invoice);
    expect(invoice).toMatchObject({ amount_due: 6_000, amount_remaining: 6_000, total: 12_000 });
    await stripe().invoices.pay(bought.invoice);
    const paid = await stripe().invoices.retrieve(bought.invoice);
    expect(paid).toMatchObject({ amount_paid: 6_000, pre_payment_credit_notes_amount: 6_000 });
    const other = await sell({ payments: [] });
    await stripe().creditNotes.create({ invoice: other.invoice, amount: 12_000 });
    expect(await stripe().invoices.retrieve(other.invoice)).toMatchObject({ status: 'paid', amount_paid: 0 });
  });

  it('after payment gives money back with a refund of its own', async () => {
    const bought = await sell();
    const note = await stripe().creditNotes.create({
      invoice: bought.invoice,
      lines: [{ type: 'custom_line_item', description: 'Sorry', quantity: 1, unit_amount: 3_000 }],
      refund_amount: 3_000,
    });
    expect(note).toMatchObject({ type: 'post_payment', post_payment_amount: 3_000 });
    const refund = String(note.refunds[0]?.refund);
    expect(await stripe().refunds.retrieve(refund)).toMatchObject({ amount: 3_000, status: 'succeeded' });
    expect(await stripe().charges.retrieve(bought.charge)).toMatchObject({ amount_refunded: 3_000 });
    expect(types().slice(-3)).toEqual(['refund.created', 'charge.refunded', 'credit_note.created']);
    await expect(stripe().creditNotes.voidCreditNote(note.id)).rejects.toThrow('gave back money');
  });

  it('covers a refund made before', async () => {
    const bought = await sell();
    const { id: refund } = await stripe().refunds.create({ charge: bought.charge, amount: 2_000 });
    const note = await stripe().creditNotes.create({
      invoice: bought.invoice,
      amount: 2_000,
      refunds: [{ refund, amount_refunded: 2_000 }],
    });
    expect(note.refunds).toMatchObject([{ refund, amount_refunded: 2_000 }]);
    expect(await stripe().charges.retrieve(bought.charge)).toMatchObject({ amount_refunded: 2_000 });
  });

  it('becomes credit of the customer, and is taken back', async () => {
    const bought = await sell();
    const note = await stripe().creditNotes.create({
      ...{ invoice: bought.invoice, amount: 5_000, credit_amount: 4_000, out_of_band_amount: 1_000 },
    });
    expect(note.customer_balance_transaction).toMatch(/^cbtxn_/);
    const balance = async () => {
      const customer = await stripe().customers.retrieve(bought.customer);
      return 'balance' in customer ? customer.balance : null;
    };
    expect(await balance()).toBe(-4_000);
    await stripe().creditNotes.voidCreditNote(note.id);
    expect(await balance()).toBe(0);
    expect(await stripe().creditNotes.retrieve(note.id)).toMatchObject({ status: 'void' });
    expect(notes()).toEqual(['credit_note.created', 'credit_note.voided']);
    await expect(stripe().creditNotes.voidCreditNote(note.id)).rejects.toThrow('already void');
  });

  it('must add up, and not be higher than the invoice', async () => {
    const { invoice } = await sell();
    await expect(stripe().creditNotes.create({ invoice, amount: 100 })).rejects.toThrow('must equal');
    await expect(
      stripe().creditNotes.create({ invoice, amount: 12_001, credit_amount: 12_001 }),
    ).rejects.toThrow('higher than');
    await control(`/invoices/${invoice}/credit-notes`, { amount: 7_000, creditAmount: 7_000 });
    await expect(
      stripe().creditNotes.create({ invoice, amount: 5_001, credit_amount: 5_001 }),
    ).rejects.toThrow('higher than');
    expect((await stripe().creditNotes.list({ invoice })).data).toHaveLength(1);
  });

  it('is partly before and partly after payment of an invoice paid in part', async () => {
    const bought = await sell({ payments: [8_000] });
    const note = await stripe().creditNotes.create({
      ...{ invoice: bought.invoice, amount: 5_000, refund_amount: 1_000 },
    });
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 4_000, post_payment_amount: 1_000 });
    expect(await stripe().invoices.retrieve(bought.invoice)).toMatchObject({ status: 'paid' });
    expect((await stripe().creditNotes.listLineItems(note.id)).data).toHaveLength(1);
  });
});
