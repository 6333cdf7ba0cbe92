import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStripeEvent } from './stripe-event';
import {
  invoiceBasis,
  invoicePeriod,
  monthlyValueOf,
  paymentOfInvoice,
  paymentOfSession,
  settledBasis,
  subscriptionChange,
} from './stripe-facts';
import { type Charge, Invoice } from './stripe-objects';
import { refundsOfCharge } from './stripe-returns';

const now = Date.UTC(2026, 0, 31);
const seconds = now / 1000;
const invoiceObject = {
  id: 'in_1',
  customer: 'cus_1',
  customer_email: 'ann@acme.dev',
  currency: 'usd',
  amount_paid: 23_800,
  total: 23_800,
  total_excluding_tax: 20_000,
  number: 'A-1',
  metadata: null,
  status_transitions: { paid_at: seconds - 60 },
  lines: {
    data: [
      {
        period: { start: seconds, end: seconds + 2_678_400 },
        parent: { subscription_item_details: { proration: false } },
      },
      {
        period: { start: seconds - 9, end: seconds },
        parent: { subscription_item_details: { proration: true } },
      },
      { period: { start: 1, end: 1 }, parent: { invoice_item_details: {} } },
    ],
  },
};
const envelope = {
  id: 'evt_1',
  created: seconds,
  livemode: false,
  type: 'invoice.paid',
  data: { object: invoiceObject },
};

describe('reading', () => {
  it('keeps what is needed and ignores the rest', () => {
    const read = readStripeEvent({ ...envelope, surprise: 1 }, now);
    expect(read).toMatchObject({
      outcome: 'ok',
      livemode: false,
      event: { type: 'invoice.paid', id: 'evt_1', at: now },
    });
  });

  it.each([
    [
      'an unknown type',
      { ...envelope, type: 'invoice.unheard_of' },
      { outcome: 'ignored', type: 'invoice.unheard_of' },
    ],
    ['no id', { ...envelope, id: undefined }, { outcome: 'invalid', id: null, type: 'invoice.paid' }],
    ['no object', { ...envelope, data: { object: { id: 'in_1' } } }, { outcome: 'invalid', id: 'evt_1' }],
    ['no event at all', 'text', { outcome: 'invalid', id: null }],
    [
      'more than five minutes ahead',
      { ...envelope, created: seconds + 301 },
      { outcome: 'invalid', id: 'evt_1' },
    ],
    ['five minutes ahead', { ...envelope, created: seconds + 300 }, { outcome: 'ok' }],
    [
      'a transfer far ahead: only its present state counts',
      { ...envelope, created: seconds + 9e6, type: 'transfer.created', data: { object: { id: 'tr_1' } } },
      { outcome: 'ok' },
    ],
  ])('%s', (_, json, expected) => expect(readStripeEvent(json, now)).toMatchObject(expected));
});

describe('what an invoice is worth', () => {
  it.each([
    ['without exclusive tax', 23_800n, 23_800n, 20_000n, 20_000n],
    ['paid in part', 11_900n, 23_800n, 20_000n, 10_000n],
    ['a trial', 0n, 0n, 0n, 0n],
    ['a negative one is credit', 0n, -500n, -500n, 0n],
    ['without tax figures', 900n, 900n, null, 900n],
    ['paid from a balance in part, rounded half up', 1n, 3n, 2n, 1n],
  ])('%s', (_, amount_paid, total, total_excluding_tax, worth) =>
    expect(invoiceBasis({ amount_paid, total, total_excluding_tax })).toBe(worth),
  );

  it('is one payment under the invoice’s id, for the period of its subscription', () => {
    const invoice = Invoice.parse(invoiceObject);
    expect(invoicePeriod({ lines: { data: [] } })).toBeUndefined();
    expect(paymentOfInvoice(invoice, 'acme', now)).toEqual({
      type: 'payment.succeeded',
      at: now - 60_000,
      data: {
        customerId: 'acme',
        visitorId: undefined,
        clickId: undefined,
        paymentId: 'in_1',
        amount: 20_000n,
        currency: 'USD',
        period: { start: now, end: now + 2_678_400_000 },
        orderId: 'A-1',
      },
    });
  });
});

describe('the rate Stripe settled at', () => {
  const settle = (currency: string, amount: bigint, charged: bigint, settled: bigint) =>
    settledBasis({ amount, currency }, { currency, charged, settled });

  it.each([
    ['a payment of all is all', 'EUR', 10_050n, 10_050n, 10_889n, 10_889n],
    ['without the tax that was charged', 'EUR', 20_000n, 23_800n, 26_180n, 22_000n],
    ['a half is rounded up', 'EUR', 1n, 2n, 5n, 3n],
    ['less is rounded down', 'EUR', 1n, 3n, 4n, 1n],
    ['yen have no decimals', 'JPY', 10_000n, 11_000n, 7_370n, 6_700n],
    ['dinars have three', 'KWD', 12_345n, 12_345n, 4_012n, 4_012n],
    ['nothing is worth nothing', 'EUR', 0n, 100n, 110n, 0n],
    ['charged nothing: no rate', 'EUR', 1n, 0n, 0n, null],
    ['settled at nothing: no rate', 'EUR', 1n, 1n, 0n, null],
    ['the most a payment may be worth', 'EUR', 1n, 1n, 2n ** 53n - 1n, 2n ** 53n - 1n],
    ['more than that: no rate', 'EUR', 1n, 1n, 2n ** 53n, null],
  ])('%s', (_, currency, amount, charged, settled, basis) =>
    expect(settle(currency, amount, charged, settled)).toBe(basis),
  );

  it('is of one currency', () => {
    const settlement = { currency: 'EUR', charged: 100n, settled: 110n };
    expect(settledBasis({ amount: 100n, currency: 'GBP' }, settlement)).toBeNull();
  });

  it('is never more than half a unit off, and never more than all', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 9n });
    fc.assert(
      fc.property(amount, amount, amount, (part, more, settled) => {
        const charged = part + more;
        const basis = settle('EUR', part, charged, settled) ?? -1n;
        const off = 2n * (basis * charged - part * settled);
        expect(-charged < off && off <= charged && basis <= settled).toBe(true);
      }),
    );
  });
});

describe('what a checkout is worth', () => {
  const session = {
    id: 'cs_1',
    client_reference_id: null,
    metadata: {},
    customer: null,
    mode: 'payment',
    payment_status: 'paid',
    invoice: null,
    payment_intent: 'pi_1',
    amount_total: 1190n,
    total_details: { amount_tax: 190n },
    currency: 'USD',
  };

  it('by itself, only when nothing else will pay', () => {
    expect(paymentOfSession(session, { clickId: 'c' }, now)).toMatchObject({
      data: { paymentId: 'pi_1', amount: 1000n, clickId: 'c' },
    });
    for (const other of [
      { mode: 'subscription' },
      { invoice: 'in_1' },
      { payment_status: 'unpaid' },
      { amount_total: 0n },
    ]) {
      expect(paymentOfSession({ ...session, ...other }, { clickId: 'c' }, now)).toBeNull();
    }
  });
});

describe('subscriptions', () => {
  const of = (interval: 'day' | 'week' | 'month' | 'year', interval_count: number, quantity = 1) => ({
    items: { data: [{ quantity, price: { unit_amount: 12_000n, recurring: { interval, interval_count } } }] },
  });

  it.each([
    ['a month', of('month', 1), 12_000n],
    ['a quarter', of('month', 3), 4000n],
    ['a year', of('year', 1), 1000n],
    ['two seats', of('month', 1, 2), 24_000n],
    ['a week', of('week', 1), 52_179n],
  ])('monthly value of %s', (_, subscription, value) => expect(monthlyValueOf(subscription)).toBe(value));

  it('end when they ended', () => {
    const subscription = {
      ...of('month', 1),
      id: 'sub_1',
      customer: 'cus_1',
      status: 'active',
      currency: 'USD',
      metadata: {},
    };
    const change = { customerId: 'acme', at: now };
    expect(subscriptionChange(subscription, { ...change, deleted: false })).toMatchObject({
      type: 'subscription.changed',
      at: now,
      data: { status: 'active', monthlyValue: { amount: 12_000n, currency: 'USD' } },
    });
    expect(subscriptionChange({ ...subscription, ended_at: 5 }, { ...change, deleted: true })).toMatchObject({
      type: 'subscription.canceled',
      at: 5000,
    });
  });
});

describe('refunds', () => {
  const charge: Charge = {
    id: 'ch_1',
    payment_intent: 'pi_1',
    invoice: null,
    amount_captured: 23_800n,
    amount_refunded: 0n,
  };
  const base = { paymentId: 'in_1', outOf: 23_800n, knownTotals: [], at: now };
  const of = { charge: 'ch_1', payment_intent: 'pi_1' };
  const amounts = (events: ReturnType<typeof refundsOfCharge>) => events.map(({ data }) => data.amount);

  it('as Stripe says them, by their own ids and times; those that did not arrive do not count', () => {
    const refunds = [
      { ...of, id: 're_2', amount: 11_900n, created: 2, status: 'succeeded' },
      { ...of, id: 're_1', amount: 11_900n, created: 1, status: null },
      ...['failed', 'pending', 'canceled', 'requires_action'].map((status) => ({
        ...{ ...of, id: `re_${status}`, amount: 9n, created: 0, status },
      })),
    ];
    expect(refundsOfCharge(charge, { ...base, refunds })).toMatchObject([
      { at: 2000, data: { refundId: 're_2', amount: 11_900n, outOf: 23_800n } },
      { at: 1000, data: { refundId: 're_1', amount: 11_900n, outOf: 23_800n, paymentId: 'in_1' } },
    ]);
  });

  it('as a running total where Stripe does not know the charge: only what is new, in any order', () => {
    const total = (amount_refunded: bigint, knownTotals: bigint[]) =>
      amounts(refundsOfCharge({ ...charge, amount_refunded }, { ...base, refunds: null, knownTotals }));
    expect([total(11_900n, []), total(23_800n, [11_900n]), total(11_900n, [23_800n])]).toEqual([
      [11_900n],
      [11_900n],
      [],
    ]);
  });
});
