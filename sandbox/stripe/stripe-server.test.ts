import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from './app';
import { setAccountState } from './onboarding';
import { type StripeServer, startStripeServer } from './start';
import { answerProblems, eventProblems, objectProblems, requestProblems } from './test-support/schemas';

const exchanges: Exchange[] = [];
let server: StripeServer;
let stripe: Stripe;

function client(url: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe('sk_test_sandbox', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

const control = (url: string, body: object, method = 'POST') =>
  fetch(`${server.url}/_sandbox${url}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

async function activeAccount(): Promise<string> {
  const account = await stripe.v2.core.accounts.create({
    contact_email: 'ann@acme.dev',
    display_name: 'Ann',
    dashboard: 'express',
    identity: { country: 'us' },
    defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
    configuration: {
      recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
    },
    include: ['configuration.recipient'],
    metadata: { partnerId: 'par_1' },
  });
  await control(`/accounts/${account.id}`, { state: 'active' });
  return account.id;
}

const transfers = async () =>
  ((await (await fetch(`${server.url}/_sandbox/transfers`)).json()) as { data: Array<{ id: string }> }).data;

beforeEach(async () => {
  exchanges.length = 0;
  server = await startStripeServer({ port: 0, onExchange: (exchange) => exchanges.push(exchange) });
  stripe = client(server.url);
});

afterEach(async () => {
  const wrong = exchanges.flatMap((exchange) => [
    ...requestProblems(exchange).map((problem) => `${exchange.method} ${exchange.path} asked: ${problem}`),
    ...answerProblems(exchange).map((problem) => `${exchange.method} ${exchange.path} answered: ${problem}`),
  ]);
  const events = server.gateway.store.list('event').flatMap(eventProblems);
  await server.close();
  expect([...wrong, ...events]).toEqual([]);
});

describe('connected accounts', () => {
  it('become payable by onboarding, and are read as v1', async () => {
    const id = await activeAccount();
    const account = await stripe.accounts.retrieve(id);
    expect(account.payouts_enabled).toBe(true);
    expect(account.capabilities?.transfers).toBe('active');
    expect(server.gateway.store.list('event').map((event) => [event.type, event.account])).toEqual([
      ['account.updated', id],
      ['capability.updated', id],
    ]);
  });

  it('are onboarded on a hosted page whose link opens once', async () => {
    const account = await stripe.accounts.create({
      controller: { stripe_dashboard: { type: 'express' } },
      capabilities: { transfers: { requested: true } },
      country: 'DE',
    });
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: 'http://portal.test/refresh',
      return_url: 'http://portal.test/return',
    });
    expect((await fetch(link.url)).status).toBe(200);
    const again = await fetch(link.url, { redirect: 'manual' });
    expect(again.headers.get('location')).toBe('http://portal.test/refresh');
    const body = new URLSearchParams({ name: 'Ann', country: 'DE', iban: 'x', action: 'later' });
    await fetch(link.url, { method: 'POST', body, redirect: 'manual' });
    expect((await stripe.accounts.retrieve(account.id)).payouts_enabled).toBe(false);
    body.set('action', 'submit');
    const done = await fetch(link.url, { method: 'POST', body, redirect: 'manual' });
    expect(done.headers.get('location')).toBe('http://portal.test/return');
    expect((await stripe.accounts.retrieve(account.id)).payouts_enabled).toBe(true);
  });

  it('get onboarding links of v2 too', async () => {
    const id = await activeAccount();
    const link = await stripe.v2.core.accountLinks.create({
      account: id,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: {
          configurations: ['recipient'],
          refresh_url: 'http://p/r',
          return_url: 'http://p/d',
        },
      } as Stripe.V2.Core.AccountLinkCreateParams.UseCase,
    });
    expect(link.url).toContain('/connect/setup/');
    await stripe.accounts.createLoginLink(id);
  });
});

describe('transfers', () => {
  const ask = (destination: string) => ({
    amount: 5000,
    currency: 'usd',
    destination,
    transfer_group: 'po_1',
    metadata: { payout: 'po_1' },
  });

  it('are made, listed by group and reversed', async () => {
    const destination = await activeAccount();
    const made = await stripe.transfers.create(ask(destination), { idempotencyKey: 'k1' });
    const listed = await stripe.transfers.list({ transfer_group: 'po_1' });
    expect(listed.data.map((one) => one.id)).toEqual([made.id]);
    await stripe.transfers.createReversal(made.id, { amount: 2000 });
    await stripe.transfers.createReversal(made.id);
    await expect(stripe.transfers.createReversal(made.id)).rejects.toThrow('already fully reversed');
    const after = await stripe.transfers.retrieve(made.id);
    expect([after.amount_reversed, after.reversed]).toEqual([5000, true]);
    expect((await stripe.transfers.listReversals(made.id)).data).toHaveLength(2);
    await stripe.balance.retrieve();
  });

  it('are refused for an account that cannot receive them, an unknown one, and beyond the balance', async () => {
    const inactive = await stripe.accounts.create({ country: 'US' });
    await expect(stripe.transfers.create(ask(inactive.id))).rejects.toMatchObject({
      code: 'insufficient_capabilities_for_transfer',
    });
    await expect(stripe.transfers.create(ask('acct_none'))).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 400,
    });
    await control('/balance', { currency: 'usd', available: 4999 });
    await expect(stripe.transfers.create(ask(await activeAccount()))).rejects.toMatchObject({
      code: 'balance_insufficient',
    });
    await expect(stripe.transfers.create({ ...ask('x'), amount: 0 })).rejects.toMatchObject({
      param: 'amount',
    });
    expect(await transfers()).toEqual([]);
  });

  it('answer the same key with the first answer, refusals included, and refuse other parameters', async () => {
    const destination = await activeAccount();
    await control('/balance', { currency: 'usd', available: 0 });
    const refused = stripe.transfers.create(ask(destination), { idempotencyKey: 'k1' });
    await expect(refused).rejects.toMatchObject({ code: 'balance_insufficient' });
    await control('/balance', { currency: 'usd', available: 10_000 });
    const replayed = await stripe.transfers
      .create(ask(destination), { idempotencyKey: 'k1' })
      .catch((error) => error);
    expect(replayed.code).toBe('balance_insufficient');
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    const first = await stripe.transfers.create(ask(destination), { idempotencyKey: 'k2' });
    const second = await stripe.transfers.create(ask(destination), { idempotencyKey: 'k2' });
    expect(second.id).toBe(first.id);
    await expect(
      stripe.transfers.create({ ...ask(destination), amount: 1 }, { idempotencyKey: 'k2' }),
    ).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
    await control('/forget-keys', {});
    const later = await stripe.transfers.create(ask(destination), { idempotencyKey: 'k2' });
    expect(later.id).not.toBe(first.id);
  });

  it('keep no validation failure under a key', async () => {
    await expect(stripe.transfers.create(ask('acct_none'), { idempotencyKey: 'k' })).rejects.toThrow();
    const destination = await activeAccount();
    expect((await stripe.transfers.create(ask(destination), { idempotencyKey: 'k' })).amount).toBe(5000);
  });
});

describe('faults', () => {
  const key = { idempotencyKey: 'k' };
  const ask = async () => ({
    amount: 5000,
    currency: 'usd',
    destination: await activeAccount(),
    transfer_group: 'po_1',
  });

  it('an answer lost after the work was done: the same key finds the transfer', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'no_answer', executed: true, times: 2 });
    await expect(stripe.transfers.create(wanted, key)).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    const found = await stripe.transfers.create(wanted, key);
    expect(await transfers()).toMatchObject([
      { id: found.id, idempotencyKey: 'k', amount: '5000', currency: 'USD' },
    ]);
  });

  it('a 500 is kept, whether executed or not', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'error_500', executed: true });
    await expect(stripe.transfers.create(wanted, key)).rejects.toMatchObject({ statusCode: 500 });
    const again = await stripe.transfers.create(wanted, key).catch((error) => error);
    expect([again.statusCode, again.headers['idempotent-replayed']]).toEqual([500, 'true']);
    expect(await transfers()).toHaveLength(1);
    await control('/faults', { kind: 'error_500' });
    await expect(stripe.transfers.create(wanted, { idempotencyKey: 'k2' })).rejects.toMatchObject({
      statusCode: 500,
    });
    expect(await transfers()).toHaveLength(1);
  });

  it('409 and 429 are not kept', async () => {
    const wanted = await ask();
    for (const [kind, status] of [
      ['conflict_409', 409],
      ['rate_limit_429', 429],
    ] as const) {
      await control('/faults', { kind });
      await expect(stripe.transfers.create(wanted, key)).rejects.toMatchObject({ statusCode: status });
    }
    expect(await transfers()).toHaveLength(0);
    await stripe.transfers.create(wanted, key);
  });

  it('a key in use is refused while the first request is still worked on', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'delay', executed: true, ms: 300 });
    const first = stripe.transfers.create(wanted, key);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(stripe.transfers.create(wanted, key)).rejects.toMatchObject({
      code: 'idempotency_key_in_use',
    });
    expect(await transfers()).toMatchObject([{ id: (await first).id }]);
  });

  it('a definite refusal and a wrong amount', async () => {
    const wanted = await ask();
    await control('/faults', { kind: 'refuse', code: 'account_closed' });
    await expect(stripe.transfers.create(wanted, key)).rejects.toMatchObject({ code: 'account_closed' });
    await control('/faults', { kind: 'wrong_amount' });
    expect((await stripe.transfers.create(wanted, { idempotencyKey: 'k2' })).amount).toBe(5001);
    expect((await control('/faults', { kind: 'unheard of' })).status).toBe(400);
  });
});

describe('billing', () => {
  it('sells a subscription, renews it, refunds in part and cancels, each with its event', async () => {
    const bought = await (
      await control('/checkouts', {
        email: 'b@acme.dev',
        amount: 20_000,
        tax: 3800,
        interval: 'month',
        clientReferenceId: 'cus-1',
      })
    ).json();
    await control(`/subscriptions/${bought.subscription}/renewals`, {});
    const invoice = await stripe.invoices.retrieve(bought.invoice, { expand: ['payments'] });
    expect([invoice.total, invoice.total_excluding_tax]).toEqual([23_800, 20_000]);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string;
    await stripe.refunds.create({ charge: bought.charge, amount: 100 });
    const of = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
    });
    expect(of.data[0]?.invoice).toBe(bought.invoice);
    await stripe.subscriptions.cancel(bought.subscription);
    expect((await stripe.subscriptions.retrieve(bought.subscription)).status).toBe('canceled');
    expect(server.gateway.store.list('event').map((event) => event.type)).toEqual([
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
      const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent, { expand });
      return (charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction | null;
    };
    const buy = async (body: object) => (await control('/checkouts', { amount: 1000, ...body })).json();
    const own = await buy({});
    expect(await settled(own.paymentIntent)).toMatchObject({ amount: 1000, currency: 'usd' });
    const yen = await buy({ currency: 'jpy', settlesAt: '0.0067' });
    expect(await settled(yen.paymentIntent)).toMatchObject({ amount: 670, exchange_rate: 0.0067 });
    const late = await buy({ currency: 'eur', tax: 190 });
    expect(await settled(late.paymentIntent)).toBeNull();
    expect((await control(`/charges/${late.charge}/settlements`, { settlesAt: 'x' })).status).toBe(400);
    await control(`/charges/${late.charge}/settlements`, { settlesAt: '1.1' });
    const charge = await stripe.charges.retrieve(late.charge, { expand: ['balance_transaction'] });
    expect(charge.balance_transaction).toMatchObject({ amount: 1309, net: 1309, source: late.charge });
    const { id } = charge.balance_transaction as Stripe.BalanceTransaction;
    expect((await stripe.balanceTransactions.retrieve(id)).amount).toBe(1309);
    expect((await control(`/charges/${late.charge}/settlements`, { settlesAt: '1.2' })).status).toBe(400);
    const updated = await stripe.events.list({ type: 'charge.updated' });
    expect(updated.data.map(({ data }) => (data.object as Stripe.Charge).balance_transaction)).toEqual([id]);
    const tooDeep = { expand: ['data.payment.payment_intent.latest_charge.balance_transaction'] };
    await expect(stripe.invoicePayments.list(tooDeep)).rejects.toThrow('4 levels');
  });

  it('sells once, and begins with a trial', async () => {
    await control('/checkouts', { email: 'b@acme.dev', amount: 900 });
    const trial = await (
      await control('/checkouts', { amount: 900, interval: 'year', trialDays: 14 })
    ).json();
    expect((await stripe.subscriptions.retrieve(trial.subscription)).status).toBe('trialing');
    expect((await stripe.invoices.retrieve(trial.invoice)).amount_paid).toBe(0);
    const events = await stripe.events.list({ type: 'checkout.session.completed' });
    expect(events.data).toHaveLength(2);
  });
});

it('a restart keeps accounts, transfers and keys', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'stripe-sandbox-'));
  const first = await startStripeServer({ port: 0, dataDir });
  stripe = client(first.url);
  const account = await stripe.accounts.create({ country: 'US' });
  setAccountState(first.gateway, account.id, 'active');
  const ask = { amount: 5000, currency: 'usd', destination: account.id };
  const made = await stripe.transfers.create(ask, { idempotencyKey: 'k' });
  await first.close();
  const second = await startStripeServer({ port: 0, dataDir });
  stripe = client(second.url);
  expect((await stripe.transfers.create(ask, { idempotencyKey: 'k' })).id).toBe(made.id);
  expect((await stripe.transfers.list()).data).toHaveLength(1);
  await second.close();
});

it('the schemas find what Stripe would not say', async () => {
  const transfer = { id: 'tr_1', object: 'transfer', amount: '5000' };
  expect(objectProblems(transfer).join()).toContain('amount must be integer');
  expect(
    eventProblems({ type: 'transfer.created', id: 'evt_1', surprise: 1 } as { type: string }).join(),
  ).toContain('additional');
  const exchange = {
    method: 'POST',
    path: '/v1/transfers',
    contentType: '',
    query: '',
    status: 200,
    answer: '{}',
  };
  expect(requestProblems({ ...exchange, body: 'currency=usd&surprise=1' })).toHaveLength(2);
});
