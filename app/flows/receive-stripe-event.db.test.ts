import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { utcDate } from '~/kernel/time';
import { openStripeServer } from '~/test-support/stripe';
import { signature } from '../../sandbox/stripe/deliver';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { action } = await import('~/routes/hooks/stripe');
const { applyEvents } = await import('./apply-events.server');
const { applyStripeEvents } = await import('./receive-stripe-event.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { db } = await import('~/platform/db.server');
const { explainCommissionById } = await import('./explain-commission.server');
const { settleDue } = await import('./settle.server');
const build = await import('~/test-support/builders/payouts');
const { writePartner } = await import('~/test-support/builders/links');
const { happen, referCustomer } = await import('~/test-support/builders/referred');

type Answer = { status: number; body: Record<string, unknown> };

async function post(body: string, header?: string): Promise<Answer> {
  const request = new Request('http://portal.test/webhooks/stripe', {
    method: 'POST',
    body,
    headers: header === undefined ? {} : { 'stripe-signature': header },
  });
  const answer = await action({ request, params: {}, context: {} });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const secret = stripe.environment.STRIPE_WEBHOOK_SECRET ?? '';
const connectSecret = stripe.environment.STRIPE_CONNECT_WEBHOOK_SECRET ?? '';
const deliver = (event: object) => {
  const body = JSON.stringify(event);
  return post(body, signature(body, 'account' in event ? connectSecret : secret));
};

let delivered = 0;
/** Everything Stripe emitted since the last time, delivered in an order of the caller's, and applied. */
async function deliverAll(order: (events: object[]) => object[] = (events) => events): Promise<void> {
  const events = stripe.gateway.store.list('event').slice(delivered);
  delivered += events.length;
  for (const event of order(events)) expect((await deliver(event)).status).toBe(202);
  await applyAll();
}

async function applyAll(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await applyEvents();
    await applyStripeEvents();
  }
}

let counter = 0;
async function signedUp(options: { email?: string } = {}): Promise<string> {
  const id = `acme-${counter++}`;
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const data = { customer: { id, email: options.email ?? `ann@${id}.test` } };
  const type = 'customer.signed_up';
  await receiveProductEvent({
    externalId: `su-${id}`,
    type,
    body: JSON.stringify({ type, timestamp, data }),
    at: null,
    status: 'received',
  });
  await applyEvents();
  return id;
}

const checkout = (body: object) =>
  stripe.control('/checkouts', body) as Promise<{
    subscription: string;
    invoice: string;
    charge: string;
    customer: string;
    paymentIntent: string;
  }>;
const paymentOf = (externalId: string) =>
  db.payment.findUnique({ where: { externalId }, include: { refunds: true, customer: true } });

beforeEach(() => {
  delivered = stripe.gateway.store.list('event').length;
});

describe('the door', () => {
  const event = (id: string, more: object = {}) => ({
    id,
    object: 'event',
    type: 'customer.created',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: { object: { id: 'cus_x', email: null, name: null, metadata: {} } },
    ...more,
  });
  const stored = (externalId: string) =>
    db.inboundEvent.findFirst({ where: { source: 'stripe', externalId } });

  it('takes an event once', async () => {
    expect(await deliver(event('evt_once'))).toMatchObject({ status: 202, body: { status: 'stored' } });
    expect(await deliver(event('evt_once'))).toMatchObject({ status: 200, body: { status: 'repeated' } });
    expect(await db.inboundEvent.count({ where: { externalId: 'evt_once' } })).toBe(1);
  });

  it('takes those of connected accounts with their own secret', async () => {
    expect((await deliver(event('evt_connect', { account: 'acct_1' }))).status).toBe(202);
  });

  it.each([
    ['no signature', (body: string) => post(body)],
    ['another secret', (body: string) => post(body, signature(body, 'whsec_other'))],
    [
      'an old one',
      (body: string) => post(body, signature(body, secret, Math.floor(Date.now() / 1000) - 301)),
    ],
    ['a changed body', (body: string) => post(body.replace('evt_', 'evx_'), signature(body, secret))],
    ['nonsense', (body: string) => post(body, 'v1=abc')],
  ])('refuses %s and stores nothing', async (name, send) => {
    const before = await db.inboundEvent.count();
    expect(await send(JSON.stringify(event(`evt_${name}`)))).toMatchObject({
      status: 400,
      body: { code: 'invalid_signature' },
    });
    expect(await db.inboundEvent.count()).toBe(before);
  });

  it('refuses live events in test mode', async () => {
    expect(await deliver(event('evt_live', { livemode: true }))).toMatchObject({
      status: 400,
      body: { code: 'wrong_mode' },
    });
    expect(await stored('evt_live')).toBeNull();
  });

  it('keeps unknown types as ignored and malformed ones as invalid', async () => {
    expect((await deliver(event('evt_unknown', { type: 'issuing_card.created' }))).status).toBe(202);
    expect(await stored('evt_unknown')).toMatchObject({ status: 'ignored', reason: 'unknown type' });
    expect((await deliver(event('evt_bad', { type: 'invoice.paid' }))).status).toBe(400);
    expect(await stored('evt_bad')).toMatchObject({ status: 'invalid' });
    const ahead = Math.floor(Date.now() / 1000) + 3600;
    expect((await deliver(event('evt_ahead', { created: ahead }))).status).toBe(400);
    for (const body of ['{"id":', '[]', '{"a":"\\ud800"}']) {
      expect((await post(body, signature(body, secret))).status).toBe(400);
    }
  });

  it('refuses bodies beyond a mebibyte', async () => {
    const body = JSON.stringify(event('evt_big', { padding: 'x'.repeat(2 * 1024 * 1024) }));
    expect((await post(body, signature(body, secret))).status).toBe(413);
  });
});

describe('billing', () => {
  it('a subscription sold to a known customer: payment without tax, period, refund and cancellation', async () => {
    const id = await signedUp();
    const bought = await checkout({
      email: `b@${id}.test`,
      amount: 20_000,
      tax: 3800,
      interval: 'month',
      clientReferenceId: id,
    });
    await deliverAll();
    const payment = await paymentOf(bought.invoice);
    expect(payment).toMatchObject({
      amount: 20_000n,
      currency: 'USD',
      source: 'stripe',
      customer: { externalId: id },
    });
    expect(payment?.periodEnd?.getTime()).toBeGreaterThan(payment?.periodStart?.getTime() ?? 0);
    const { createRefund } = await refunding();
    await createRefund({ charge: bought.charge, amount: 11_900 });
    await deliverAll();
    await createRefund({ charge: bought.charge });
    await deliverAll();
    const refunded = (await paymentOf(bought.invoice))?.refunds.map(({ amount, outOf }) => [amount, outOf]);
    expect(refunded).toEqual([
      [11_900n, 23_800n],
      [11_900n, 23_800n],
    ]);
    const { cancel } = await refunding();
    await cancel(bought.subscription);
    await deliverAll();
    const changes = await db.subscriptionChange.findMany({
      where: { subscriptionId: bought.subscription },
      orderBy: { at: 'asc' },
    });
    expect(changes.map((change) => change.status).sort()).toEqual(['active', 'canceled']);
    expect(changes.find((change) => change.status === 'active')?.monthlyValue).toBe(20_000n);
  });

  it('in any order: an invoice waits for its customer, a refund for its payment', async () => {
    const id = await signedUp();
    const bought = await checkout({
      email: `b@${id}.test`,
      amount: 5000,
      interval: 'year',
      clientReferenceId: id,
    });
    const { createRefund } = await refunding();
    await createRefund({ charge: bought.charge, amount: 5000 });
    const events = stripe.gateway.store.list('event').slice(delivered);
    delivered += events.length;
    for (const event of [...events].reverse()) {
      await deliver(event);
      await applyAll();
    }
    const payment = await paymentOf(bought.invoice);
    expect(payment).toMatchObject({ amount: 5000n, customer: { externalId: id } });
    expect(payment?.refunds.map((refund) => refund.amount)).toEqual([5000n]);
    const left = await db.inboundEvent.count({
      where: {
        source: 'stripe',
        status: { in: ['waiting', 'received'] },
        body: { contains: bought.customer },
      },
    });
    expect(left).toBe(0);
  });

  it('before its customer signed up: applied when it does', async () => {
    const id = `late-${counter++}`;
    const bought = await checkout({
      email: `b@${id}.test`,
      amount: 700,
      interval: 'month',
      metadata: { externalId: id },
    });
    await deliverAll();
    expect(await paymentOf(bought.invoice)).toBeNull();
    const type = 'customer.signed_up';
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    const body = JSON.stringify({ type, timestamp, data: { customer: { id, email: `ann@${id}.test` } } });
    await receiveProductEvent({ externalId: `su-${id}`, type, body, at: null, status: 'received' });
    await applyAll();
    expect(await paymentOf(bought.invoice)).toMatchObject({ amount: 700n });
  });

  it('known by mail address alone, and that only after the invoice: applied when somebody signs up with it', async () => {
    const mail = `someone@late-${counter++}.test`;
    const bought = await checkout({ email: mail.toUpperCase(), amount: 800, interval: 'month' });
    await deliverAll();
    expect(await paymentOf(bought.invoice)).toBeNull();
    const waiting = await db.inboundEvent.findMany({
      where: { status: 'waiting', waitingFor: { startsWith: `stripe:${bought.customer}` } },
    });
    expect(waiting.map((row) => row.type)).toContain('invoice.paid');
    expect(JSON.stringify(waiting.map((row) => row.waitingFor))).not.toContain('@');
    const externalId = await signedUp({ email: mail });
    await applyAll();
    expect(await paymentOf(bought.invoice)).toMatchObject({ amount: 800n, customer: { externalId } });
    const open = { status: { in: ['waiting' as const, 'received' as const] } };
    expect(await db.inboundEvent.count({ where: { ...open, body: { contains: bought.customer } } })).toBe(0);
  });

  it('known by mail address alone, or by the Stripe customer’s metadata', async () => {
    const byMail = await signedUp();
    const first = await checkout({ email: `ANN@${byMail}.test`, amount: 100, interval: 'month' });
    await deliverAll();
    expect(await paymentOf(first.invoice)).toMatchObject({ customer: { externalId: byMail } });
    const byMetadata = await signedUp();
    const second = await checkout({
      email: 'x@y.test',
      amount: 100,
      interval: 'month',
      customerMetadata: { externalId: byMetadata },
    });
    await deliverAll();
    expect(await paymentOf(second.invoice)).toMatchObject({ customer: { externalId: byMetadata } });
    expect(await db.stripeCustomer.findUnique({ where: { id: second.customer } })).toMatchObject({
      boundBy: 'metadata',
    });
  });

  it('the product and Stripe reporting one invoice are one payment', async () => {
    const id = await signedUp();
    const bought = await checkout({
      email: `b@${id}.test`,
      amount: 4000,
      interval: 'month',
      clientReferenceId: id,
    });
    const type = 'payment.succeeded';
    const data = { customerId: id, paymentId: bought.invoice, amount: '4000', currency: 'USD' };
    const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
    await receiveProductEvent({ externalId: `pay-${id}`, type, body, at: null, status: 'received' });
    await deliverAll();
    expect(await db.payment.count({ where: { customer: { externalId: id } } })).toBe(1);
  });

  it('a click as reference makes the buyer a customer and credits it', async () => {
    const clickId = `clk-${counter++}`;
    const at = new Date(Date.now() - 60_000);
    await db.click.create({
      data: { id: clickId, at, channel: 'impact', visitorId: 'v', windowDays: 30, isUnique: true },
    });
    const bought = await checkout({ email: 'buyer@shop.test', amount: 900, clientReferenceId: clickId });
    await deliverAll();
    const customer = await db.customer.findUnique({ where: { externalId: bought.customer } });
    expect(customer).toMatchObject({ email: 'buyer@shop.test', clickIds: [clickId] });
    expect(await paymentOf(bought.paymentIntent)).toMatchObject({
      amount: 900n,
      customerId: customer?.id,
      clickId,
    });
  });

  it('an invoice Stripe does not know counts as the signed event says', async () => {
    const id = await signedUp();
    const bought = await checkout({
      email: `b@${id}.test`,
      amount: 100,
      interval: 'month',
      clientReferenceId: id,
    });
    await deliverAll();
    const paid = stripe.gateway.store
      .list('event')
      .find(
        (event) =>
          event.type === 'invoice.paid' && (event.data.object as { id: string }).id === bought.invoice,
      );
    const body = JSON.stringify(paid)
      .replaceAll(bought.invoice, 'in_elsewhere')
      .replace(paid?.id ?? '', 'evt_elsewhere');
    expect((await post(body, signature(body, secret))).status).toBe(202);
    await applyAll();
    expect(await paymentOf('in_elsewhere')).toMatchObject({ amount: 100n, customer: { externalId: id } });
  });
});

describe('a payment in another currency', () => {
  const DAYS = 86_400_000;
  let customers = 0;
  /** A customer of an agency that earns a fifth. */
  async function referred(): Promise<string> {
    const name = `abroad-${customers++}`;
    const agency = await writePartner(`north-${name}`, { termsKey: 'agency' });
    await referCustomer(agency, { name, clickedAt: Date.now() - 40 * DAYS, pays: null });
    return name;
  }
  const buy = async (body: { currency: string; amount: number; tax?: number; settlesAt?: string }) => {
    const name = await referred();
    const bought = await checkout({
      email: `b@${name}.test`,
      interval: 'month',
      clientReferenceId: name,
      ...body,
    });
    return { ...bought, name };
  };
  const settle = async () => {
    while ((await settleDue()) > 0);
  };
  const earned = async (paymentRef: string) =>
    (await db.commission.findMany({ where: { paymentRef, withdrawnAt: null } })).map(
      ({ basis, amount, currency, reversed }) => [basis, amount, currency, reversed],
    );
  const basisOf = async (id: string) => (await paymentOf(id))?.basis;
  /** The rate of the day when an invoice was paid. */
  async function rateOfDay(invoiceId: string, currency: string, ratePerE9: bigint): Promise<void> {
    const paidAt = stripe.gateway.store.get('invoice', invoiceId)?.status_transitions.paid_at ?? 0;
    const day = new Date(utcDate(paidAt * 1000));
    await db.exchangeRate.create({
      data: { day, currency, ratePerE9, createdBy: null, createdAt: new Date() },
    });
  }

  it('counts at the rate Stripe settled at, whatever the day’s is, and gives back in proportion', async () => {
    // what is given back in the second of the payment would never have been earned
    await stripe.control('/clock', { now: new Date(Date.now() - 60_000).toISOString() });
    const bought = await buy({ currency: 'eur', amount: 10_050, tax: 1910, settlesAt: '1.0834' });
    await stripe.control('/clock', {});
    await rateOfDay(bought.invoice, 'EUR', 2_000_000_000n);
    await deliverAll();
    await settle();
    // 119.60 EUR with tax came to 129.57 USD: 100.50 without it are 108.8778
    expect(await basisOf(bought.invoice)).toBe(10_888n);
    expect(await earned(bought.invoice)).toEqual([[10_888n, 2_178n, 'USD', 0n]]);
    const { id } = await db.commission.findFirstOrThrow({ where: { paymentRef: bought.invoice } });
    const explained = await explainCommissionById({ kind: 'admin', userId: 'usr', keyId: null }, id);
    const told = JSON.stringify(explained, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    // the day's rate took no part in it
    expect(told).toContain('"basis":{"amount":"10888","currency":"USD"},"rate":null');
    const { createRefund } = await refunding();
    await createRefund({ charge: bought.charge, amount: 5980 });
    await deliverAll();
    await settle();
    expect((await paymentOf(bought.invoice))?.refunds.map(({ amount }) => amount)).toEqual([5980n]);
    expect(await earned(bought.invoice)).toEqual([[10_888n, 2_178n, 'USD', 1_089n]]);
    await createRefund({ charge: bought.charge });
    await deliverAll();
    await settle();
    expect(await earned(bought.invoice)).toEqual([[10_888n, 2_178n, 'USD', 2_178n]]);
  });

  it('paid once by a checkout: at what its payment intent settled at', async () => {
    const name = await referred();
    const body = { email: `b@${name}.test`, clientReferenceId: name, amount: 12_345 };
    const bought = await checkout({ ...body, currency: 'kwd', settlesAt: '3.25' });
    await deliverAll();
    expect(await basisOf(bought.paymentIntent)).toBe(4_012n);
  });

  it('not settled yet: at the day’s rate, which stays when it settles later', async () => {
    const bought = await buy({ currency: 'jpy', amount: 10_000 });
    await rateOfDay(bought.invoice, 'JPY', 670_000_000n);
    await deliverAll();
    expect(await basisOf(bought.invoice)).toBe(6_700n);
    await stripe.control(`/charges/${bought.charge}/settlements`, { settlesAt: '0.0099' });
    await deliverAll();
    expect(await basisOf(bought.invoice)).toBe(6_700n);
  });

  it('neither settled nor with a day’s rate: waits, and earns once Stripe says it is settled', async () => {
    const bought = await buy({ currency: 'chf', amount: 10_000 });
    await deliverAll();
    await settle();
    expect([await basisOf(bought.invoice), await earned(bought.invoice)]).toEqual([null, []]);
    const customerId = (await paymentOf(bought.invoice))?.customerId ?? '';
    expect(await db.skip.count({ where: { reason: 'needs_rate', customerId } })).toBe(1);
    await stripe.control(`/charges/${bought.charge}/settlements`, { settlesAt: '1.25' });
    await deliverAll();
    await settle();
    expect(await earned(bought.invoice)).toEqual([[12_500n, 2_500n, 'USD', 0n]]);
    expect(await db.skip.count({ where: { reason: 'needs_rate', customerId } })).toBe(0);
    await expect(
      db.$executeRaw`update payment set basis = 1 where external_id = ${bought.invoice}`,
    ).rejects.toThrow('fixed once');
  });

  it('told by the product first, which cannot say the rate: waits for Stripe’s event', async () => {
    const bought = await buy({ currency: 'sek', amount: 10_000, settlesAt: '0.1' });
    const said = { customerId: bought.name, paymentId: bought.invoice, amount: '10000', currency: 'SEK' };
    const forged = { basis: '999999', settlement: { currency: 'SEK', charged: '1', settled: '999' } };
    await happen({ type: 'payment.succeeded', at: Date.now(), data: { ...said, ...forged } });
    expect(await paymentOf(bought.invoice)).toMatchObject({ source: 'product', basis: null });
    await deliverAll();
    await settle();
    expect(await paymentOf(bought.invoice)).toMatchObject({ source: 'product', basis: 1_000n });
    expect(await earned(bought.invoice)).toEqual([[1_000n, 200n, 'USD', 0n]]);
  });

  it('is asked about again while Stripe does not answer', async () => {
    const bought = await buy({ currency: 'nok', amount: 10_000, settlesAt: '0.1' });
    const fault = { kind: 'rate_limit_429', method: 'GET', path: '/v1/invoice_payments', times: 3 };
    await stripe.control('/faults', fault);
    const events = stripe.gateway.store.list('event').slice(delivered);
    delivered += events.length;
    for (const event of events) await deliver(event);
    await applyStripeEvents();
    expect(await paymentOf(bought.invoice)).toBeNull();
    await applyAll();
    expect(await basisOf(bought.invoice)).toBe(1_000n);
  });
});

describe('accounts and transfers', () => {
  it('an account that stops and starts being payable', async () => {
    const { partner } = await build.buildPayablePartner();
    const payable = async () => (await db.partner.findUniqueOrThrow({ where: { id: partner.id } })).payable;
    for (const [state, expected] of [
      ['restricted', false],
      ['active', true],
    ] as const) {
      await stripe.control(`/accounts/${partner.stripeAccountId}`, { state });
      await deliverAll();
      expect(await payable()).toBe(expected);
    }
    const audit = await db.auditEntry.findMany({ where: { subjectId: partner.id }, orderBy: { id: 'asc' } });
    expect(audit.map((entry) => entry.action)).toEqual([
      'payout_account.not_payable',
      'payout_account.payable',
    ]);
  });

  it('a transfer reversed at Stripe returns the payout', async () => {
    const { requestPayout } = await import('./request-payout.server');
    const { approvePayout } = await import('./approve-payout.server');
    const { sendDuePayouts } = await import('./send-payout.server');
    const { partner } = await build.buildPayablePartner();
    await build.buildReleasedCommission(partner.id, 6000n);
    const scope = {
      kind: 'admin' as const,
      userId: (await build.buildUser({ role: 'admin' })).id,
      keyId: null,
    };
    const made = await requestPayout({ by: scope, partnerId: partner.id, at: Date.now() });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    await approvePayout({ payoutId: made.payoutId, adminUserId: scope.userId, keyId: null, at: Date.now() });
    await sendDuePayouts();
    await deliverAll();
    const { transferId } = await db.payout.findUniqueOrThrow({ where: { id: made.payoutId } });
    const { reverse } = await refunding();
    await reverse(transferId ?? '');
    await deliverAll();
    expect(await db.payout.findUniqueOrThrow({ where: { id: made.payoutId } })).toMatchObject({
      status: 'returned',
    });
    expect((await build.balanceOf(partner.id)).proven).toMatchObject({ available: 6000n, paid: 0n });
  });
});

/** What a merchant does at Stripe, with the SDK. */
async function refunding() {
  const { stripeClient } = await import('~/platform/stripe.server');
  const client = stripeClient();
  if (!client) throw new Error('Stripe is configured in this test');
  return {
    createRefund: (params: { charge: string; amount?: number }) => client.refunds.create(params),
    cancel: (id: string) => client.subscriptions.cancel(id),
    reverse: (id: string) => client.transfers.createReversal(id),
  };
}
