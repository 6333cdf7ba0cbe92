import type Stripe from 'stripe';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { truncateAll } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';
import { signature } from '../../sandbox/stripe/deliver';

const stripe = await openStripeServer();
afterAll(() => stripe.close());
const { action } = await import('~/routes/hooks/stripe');
const { writePartner } = await import('~/test-support/builders/links');
const { ledgerProblems } = await import('~/test-support/stored-books');
const { setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { stripeClient } = await import('~/platform/stripe.server');
const { applyEvents } = await import('./apply-events.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { applyStripeEvents } = await import('./receive-stripe-event.server');
const { settleDue } = await import('./settle.server');

const secret = stripe.environment.STRIPE_WEBHOOK_SECRET ?? '';
const client = stripeClient() as Stripe;

interface Sold {
  id: string;
  customer: string;
  subscription: string;
  invoice: string;
  charge: string;
  paymentIntent: string;
}
const at = async (now: string) => stripe.control('/clock', { now });
const act = (path: string, body: object = {}) => stripe.control(path, body) as Promise<Sold>;

let delivered = 0;

/** What Stripe emitted since, delivered and applied. */
async function arrive(only: (event: Stripe.Event) => boolean = () => true): Promise<void> {
  const events = stripe.gateway.store.list('event').slice(delivered);
  delivered += events.length;
  for (const event of events.filter(only)) {
    const body = JSON.stringify(event);
    const headers = { 'stripe-signature': signature(body, secret) };
    const request = new Request('http://portal.test/webhooks/stripe', { method: 'POST', body, headers });
    expect((await action({ request, params: {}, context: {} })).status).toBe(202);
  }
  while ((await applyEvents()) + (await applyStripeEvents()) + (await settleDue()) > 0);
  expect(await ledgerProblems()).toEqual([]);
}

async function signUp(id: string, promotionCode?: string): Promise<void> {
  const [type, timestamp] = ['customer.signed_up', '2026-01-01T00:00:00.000Z'];
  const data = { customer: { id, email: `ann@${id}.test` }, promotionCode };
  const body = JSON.stringify({ type, timestamp, data });
  const delivery = { externalId: `su-${id}`, type, body, at: Date.parse(timestamp) };
  await receiveProductEvent({ ...delivery, status: 'received' });
  await applyEvents();
}

/** A customer of the agency north, which earns a fifth, who bought something. */
async function buy(id: string, purchase: object): Promise<Sold> {
  await signUp(id, 'NORTH');
  const sold = await act('/checkouts', { interval: 'month', clientReferenceId: id, ...purchase });
  await arrive();
  return sold;
}

/** [amount, reversed, status] of what an invoice or payment earned */
const earned = async (paymentRef: string) => {
  const rows = await db.commission.findMany({ where: { paymentRef, withdrawnAt: null } });
  return rows.map(({ amount, reversed, status }) => [Number(amount), Number(reversed), status]);
};
const balance = async () => {
  const row = await db.partnerBalance.findFirst({ where: { partnerId: 'par-north' } });
  return Number((row?.pending ?? 0n) + (row?.available ?? 0n));
};
const credit = async (externalId: string) => {
  const customer = await db.customer.findUnique({ where: { externalId }, include: { referral: true } });
  return customer && [customer.referral?.partnerId ?? null, customer.referral?.reason ?? null];
};
const boundBy = async (id: string) => (await db.stripeCustomer.findUnique({ where: { id } }))?.boundBy;

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: Date.parse('2026-06-01T00:00:00Z'), running: false });
  delivered = stripe.gateway.store.list('event').length;
  for (const handle of ['north', 'south']) {
    await writePartner(handle, { termsKey: 'agency' });
    const code = { code: handle.toUpperCase(), partnerId: `par-${handle}`, createdAt: new Date(0) };
    await db.promotionCode.create({ data: code });
  }
  await at('2026-01-05T09:00:00Z');
});

describe('refunds', () => {
  it('one that fails restores to the cent what was reversed', async () => {
    const sold = await buy('acme', { amount: 10_001, tax: 1_900 });
    expect(await earned(sold.invoice)).toEqual([[2_000, 0, 'vested']]);
    await at('2026-01-20T09:00:00Z');
    await act(`/charges/${sold.charge}/refunds`, { amount: 3_967 });
    const failing = await act(`/charges/${sold.charge}/refunds`, { amount: 7_934 });
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 2_000, 'reversed']]);
    expect(await balance()).toBe(0);
    await act(`/refunds/${failing.id}`, { status: 'failed' });
    await arrive();
    // a third of what was charged stays given back
    expect(await earned(sold.invoice)).toEqual([[2_000, 667, 'vested']]);
    expect(await balance()).toBe(1_333);
    const [undone] = await db.refundUndone.findMany();
    expect(undone?.externalId).toBe(failing.id);
  });

  it('one that is on its way counts when it has arrived', async () => {
    const sold = await buy('acme', { amount: 10_000 });
    await at('2026-01-20T09:00:00Z');
    const refund = await act(`/charges/${sold.charge}/refunds`, { amount: 5_000, status: 'pending' });
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 0, 'vested']]);
    await act(`/refunds/${refund.id}`, { status: 'succeeded' });
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 1_000, 'vested']]);
  });
});

describe('credit notes', () => {
  const note = (sold: Sold, body: object) => act(`/invoices/${sold.invoice}/credit-notes`, body);

  it('reverse what no refund gives back; a voided one restores', async () => {
    const sold = await buy('acme', { amount: 10_000, tax: 1_900 });
    await at('2026-01-20T09:00:00Z');
    await note(sold, { amount: 5_950, refundAmount: 2_380, creditAmount: 3_570 });
    const wrong = await note(sold, { amount: 1_190, creditAmount: 1_190 });
    await arrive();
    // of half of it a fifth went back by a refund, the rest to the customer's balance; then a tenth more
    expect(await earned(sold.invoice)).toEqual([[2_000, 1_200, 'vested']]);
    const facts = (await db.refund.findMany()).map(({ amount }) => Number(amount));
    expect(facts.sort((a, b) => a - b)).toEqual([1_190, 2_380, 3_570]);
    await act(`/credit-notes/${wrong.id}/void`);
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 1_000, 'vested']]);
  });

  it('before the payment it is in what was paid already', async () => {
    await signUp('acme', 'NORTH');
    const open = await act('/checkouts', {
      ...{ amount: 10_000, interval: 'month', clientReferenceId: 'acme', payments: [1_000] },
    });
    await note(open, { amount: 4_000 });
    await act(`/invoices/${open.invoice}/payments`);
    await arrive();
    expect(await earned(open.invoice)).toEqual([[1_200, 0, 'vested']]);
  });
});

describe('disputes', () => {
  it('lost takes all back, won on appeal restores it', async () => {
    const sold = await buy('acme', { amount: 10_000 });
    const dispute = await act(`/charges/${sold.charge}/disputes`);
    await arrive();
    expect(await db.commission.findMany({ select: { frozen: true } })).toEqual([{ frozen: true }]);
    await at('2026-02-05T09:00:00Z');
    await act(`/disputes/${dispute.id}`, { status: 'lost' });
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 2_000, 'reversed']]);
    await at('2026-03-05T09:00:00Z');
    for (const status of ['appeal_under_review', 'won']) await act(`/disputes/${dispute.id}`, { status });
    await arrive();
    const [row] = await db.commission.findMany();
    expect([row?.amount, row?.reversed]).toEqual([2_000n, 0n]);
    const [kept] = await db.dispute.findMany();
    expect(kept).toMatchObject({ outcome: 'lost', restoredAt: new Date('2026-03-05T09:00:00Z') });
  });

  it('of one of two charges takes back what that charge carried and was not refunded', async () => {
    const sold = await buy('acme', { amount: 10_000, payments: [4_000, 6_000] });
    const { data } = await client.invoicePayments.list({ invoice: sold.invoice });
    const intents = await Promise.all(
      data.map(({ payment }) => client.paymentIntents.retrieve(String(payment.payment_intent))),
    );
    const charge = intents.find((intent) => intent.amount === 6_000)?.latest_charge;
    await act(`/charges/${charge}/refunds`, { amount: 1_000 });
    const dispute = await act(`/charges/${charge}/disputes`);
    await act(`/disputes/${dispute.id}`, { status: 'lost' });
    await arrive();
    expect(await earned(sold.invoice)).toEqual([[2_000, 1_200, 'vested']]);
  });

  it('an inquiry freezes nothing', async () => {
    const sold = await buy('acme', { amount: 10_000 });
    const inquiry = await act(`/charges/${sold.charge}/disputes`, { status: 'warning_needs_response' });
    await act(`/disputes/${inquiry.id}`, { status: 'warning_closed' });
    await arrive();
    expect(await db.dispute.count()).toBe(0);
    expect(await earned(sold.invoice)).toEqual([[2_000, 0, 'vested']]);
  });
});

describe('what a payment is worth', () => {
  it.each([
    ['tax on top', { amount: 10_000, tax: 1_900 }, 2_000],
    ['tax contained', { amount: 11_900, tax: 1_900, taxInclusive: true }, 2_000],
    ['a discount, tax on top', { amount: 10_000, tax: 1_425, amountOff: 2_500 }, 1_500],
    ['credit of the customer’s', { amount: 10_000, tax: 2_000, startingBalance: -6_000 }, 1_000],
    ['two payments', { amount: 10_000, payments: [2_500, 7_500] }, 2_000],
    ['proration beside it', { amount: 10_000, lines: [{ amount: -4_000, proration: true }] }, 1_200],
    ['more credit than it costs', { amount: 10_000, lines: [{ amount: -12_000, proration: true }] }, null],
  ])('%s', async (_, purchase, commission) => {
    const sold = await buy('acme', purchase);
    expect(await earned(sold.invoice)).toEqual(commission === null ? [] : [[commission, 0, 'vested']]);
  });

  it('a year is twelve months, whatever else is on the invoice', async () => {
    const sold = await buy('acme', {
      ...{ amount: 120_000, interval: 'year', lines: [{ amount: 1_200, proration: true }] },
    });
    const payment = await db.payment.findUnique({ where: { externalId: sold.invoice } });
    expect(payment).toMatchObject({
      amount: 121_200n,
      periodStart: new Date('2026-01-05T09:00:00Z'),
      periodEnd: new Date('2027-01-05T09:00:00Z'),
    });
  });

  it('paid by other means counts, once; nothing that failed does', async () => {
    const sold = await buy('acme', { amount: 10_000 });
    const cash = await act(`/subscriptions/${sold.subscription}/renewals`, { offStripe: true });
    const failed = await act(`/subscriptions/${sold.subscription}/renewals`, { fails: true });
    await act(`/invoices/${failed.invoice}`, { status: 'uncollectible' });
    await arrive();
    expect(await earned(cash.invoice)).toEqual([[2_000, 0, 'vested']]);
    expect(await earned(failed.invoice)).toEqual([]);
    const told = await db.inboundEvent.findMany({ where: { type: { startsWith: 'invoice.' } } });
    expect(told.filter(({ type }) => type !== 'invoice.paid')).toMatchObject([
      {
        type: 'invoice.payment_failed',
        status: 'ignored',
        reason: expect.stringContaining('nothing was paid'),
      },
      { type: 'invoice.marked_uncollectible', status: 'ignored' },
    ]);
  });
});

describe('whose a payment is', () => {
  const code = async (wish: { partner?: string; code: string }) => {
    const [made] = (await client.promotionCodes.list({ code: wish.code })).data;
    if (made) return made;
    const coupon = await client.coupons.create({ percent_off: 10, duration: 'once' });
    const promotion = { type: 'coupon' as const, coupon: coupon.id };
    const metadata = wish.partner ? { metadata: { partner: wish.partner } } : {};
    return client.promotionCodes.create({ promotion, code: wish.code, ...metadata });
  };

  it('a partner’s code makes the buyer its customer, whatever arrives first', async () => {
    await code({ code: 'South10', partner: 'south' });
    const sold = await act('/checkouts', {
      ...{ amount: 10_000, interval: 'month', email: 'kim@shop.test', promotionCode: 'South10' },
    });
    await arrive(({ type }) => type === 'invoice.paid');
    expect(await credit(sold.customer)).toEqual([null, null]);
    expect(await boundBy(sold.customer)).toBe('promotion_code');
    delivered = 0;
    await arrive(({ type }) => type === 'promotion_code.created');
    expect(await credit(sold.customer)).toEqual(['par-south', 'promotion_code']);
    expect(await earned(sold.invoice)).toEqual([[1_800, 0, 'vested']]);
  });

  it('a code used by a customer that signed up before moves it until it first paid', async () => {
    await code({ code: 'SOUTH' });
    const sold = await buy('acme', { amount: 10_000, promotionCode: 'SOUTH' });
    expect(await credit('acme')).toEqual(['par-south', 'promotion_code']);
    expect(await earned(sold.invoice)).toEqual([[1_800, 0, 'vested']]);
    await code({ code: 'NORTH' });
    await at('2026-02-05T09:00:00Z');
    await act('/checkouts', { amount: 500, clientReferenceId: 'acme', promotionCode: 'NORTH' });
    await arrive();
    expect(await credit('acme')).toEqual(['par-south', 'promotion_code']);
  });

  it('a guest is known by the address: by a code, or as a customer that has it', async () => {
    await code({ code: 'NORTH' });
    await signUp('acme', 'NORTH');
    await act('/checkouts', { amount: 1_000, guest: true, email: 'lee@x.test', promotionCode: 'NORTH' });
    await act('/checkouts', { amount: 1_000, guest: true, email: 'ANN@acme.test' });
    await act('/checkouts', { amount: 1_000, guest: true, email: 'nobody@x.test' });
    await arrive();
    const payments = await db.payment.findMany({ include: { customer: true }, orderBy: { amount: 'asc' } });
    expect(payments.map(({ customer }) => customer?.email).sort()).toEqual(['ann@acme.test', 'lee@x.test']);
    const guest = payments.find(({ customer }) => customer?.email === 'lee@x.test')?.customer?.externalId;
    expect(guest).toMatch(/^guest_[0-9a-f]{24}$/);
    expect(await credit(guest ?? '')).toEqual(['par-north', 'promotion_code']);
    expect(await db.inboundEvent.count({ where: { status: 'waiting' } })).toBe(1);
  });

  it.each([
    [
      'the checkout’s reference',
      { clientReferenceId: 'by-reference', metadata: { externalId: 'other' } },
      'by-reference',
      'client_reference_id',
    ],
    [
      'its metadata',
      { metadata: { externalId: 'by-session' }, subscriptionMetadata: { externalId: 'other' } },
      'by-session',
      'metadata',
    ],
    [
      'the subscription’s',
      { subscriptionMetadata: { externalId: 'by-sub' }, customerMetadata: { externalId: 'other' } },
      'by-sub',
      'metadata',
    ],
    ['the customer’s', { customerMetadata: { externalId: 'by-customer' } }, 'by-customer', 'metadata'],
    ['the address', {}, 'by-mail', 'email'],
  ])('%s comes before the rest, also when the invoice arrives alone', async (_, says, externalId, by) => {
    for (const id of ['other', 'by-reference', 'by-session', 'by-sub', 'by-customer']) await signUp(id);
    await signUp('by-mail');
    const sold = await act('/checkouts', {
      amount: 700,
      interval: 'month',
      email: 'ann@by-mail.test',
      ...says,
    });
    await arrive(({ type }) => type === 'invoice.paid');
    const payment = await db.payment.findFirst({
      where: { externalId: sold.invoice },
      include: { customer: true },
    });
    expect(payment?.customer?.externalId).toBe(externalId);
    expect(await boundBy(sold.customer)).toBe(by);
  });
});

it('an early fraud warning is kept for admins and moves nothing', async () => {
  const sold = await buy('acme', { amount: 10_000 });
  await act(`/charges/${sold.charge}/fraud-warnings`);
  await arrive();
  expect(
    await db.inboundEvent.findFirst({ where: { type: 'radar.early_fraud_warning.created' } }),
  ).toMatchObject({
    status: 'applied',
    reason: expect.stringContaining(`early fraud warning about the charge ${sold.charge}`),
  });
  expect(await earned(sold.invoice)).toEqual([[2_000, 0, 'vested']]);
});
