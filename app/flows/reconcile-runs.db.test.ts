import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

// a run looks at everything, on a machine that may have other things to do
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { reconcileNow, requestMonthlyReconciliation, requestReconciliation, runReconciliations } =
  await import('./reconcile.server');
const { isAllRight } = await import('~/domain/reconciliation/finding');
const { listFindings } = await import('~/domain/reconciliation/reconciliations.server');
const { buildStripeProgram } = await import('~/test-support/builders/stripe-program');
const { adminKey, call, partnerKey } = await import('~/test-support/api');
const build = await import('~/test-support/builders/payouts');
const { approvePayout } = await import('./approve-payout.server');
const { moveClock } = await import('./move-clock.server');
const { receiveProductEvent } = await import('./receive-event.server');
const { requestPayout } = await import('./request-payout.server');
const { sendDuePayouts } = await import('./send-payout.server');
const { now, setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');

async function run(options: { repair?: boolean } = {}) {
  const result = await reconcileNow({ origin: 'command', by: null, ...options }, () => {});
  if (result.outcome !== 'ended') throw new Error(result.outcome);
  const { data: findings } = await listFindings(null, result.run.id, { limit: 200 });
  return { run: result.run, findings };
}

const differences = (findings: Awaited<ReturnType<typeof run>>['findings']) =>
  findings
    .filter(({ outcome }) => outcome !== 'noted')
    .map(({ kind, subject, outcome }) => [kind, subject.id, outcome]);

beforeAll(async () => {
  const { until } = await buildStripeProgram(stripe.gateway, { seed: 1, customers: 12, planted: 6 });
  await setClock({ at: until, running: false });
  await run();
});

describe('one at a time', () => {
  it('the second is refused while the first is not over, and the month has its own', async () => {
    const first = await requestReconciliation({ origin: 'api', by: null });
    expect(first.outcome).toBe('requested');
    expect(await requestReconciliation({ origin: 'admin', by: null })).toEqual({
      outcome: 'under_way',
      id: first.id,
    });
    expect(await runReconciliations()).toBe(1);
    expect(await runReconciliations()).toBe(0);
    expect((await db.reconciliation.findUniqueOrThrow({ where: { id: first.id } })).state).toBe('done');
  });

  it('one that was killed is done again, from the beginning', async () => {
    const killed = await requestReconciliation({ origin: 'api', by: null });
    // as if the process had died here: the row says running, nobody holds the lock
    const next = await run();
    expect(next.run.id).not.toBe(killed.id);
    const rows = await db.reconciliation.findMany({ where: { id: { in: [killed.id, next.run.id] } } });
    expect(rows.map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('of two processes one works', async () => {
    const both = await Promise.all([
      reconcileNow({ origin: 'command', by: null }, () => {}),
      reconcileNow({ origin: 'command', by: null }, () => {}),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['ended', 'under_way']);
  });
});

describe('when Stripe does not answer', () => {
  it('the run fails and says so, and what is here was checked all the same', async () => {
    await stripe.control('/faults', { kind: 'error_500', method: 'GET', path: '/v1/refunds', times: 50 });
    const { run: ended, findings } = await run();
    await stripe.control('/faults', {}, 'DELETE');
    expect(ended.state).toBe('failed');
    expect(ended.reason).toMatch(/^Stripe could not be asked/);
    expect(Object.fromEntries(ended.steps.map(({ step, state }) => [step, state]))).toMatchObject({
      payments: 'done',
      refunds: 'incomplete',
      transfers: 'incomplete',
      books: 'done',
    });
    expect(findings.map(({ kind }) => kind)).toEqual(['stripe_incomplete']);
    expect(isAllRight(ended)).toBe(false);
  });
});

describe('what Stripe knows of nobody known', () => {
  const checkout = (body: object) => stripe.control('/checkouts', body) as Promise<Record<string, string>>;

  it('waits in the inbox, is told once, and counts when its customer signs up', async () => {
    stripe.gateway.setClock({ at: Date.UTC(2026, 5, 19), running: false });
    const sold = await checkout({ email: 'late@comer.test', amount: 4_200, interval: 'month' });
    const first = await run();
    expect(first.findings.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['payment_missing', 'waiting'],
      ['subscription_missing', 'waiting'],
    ]);
    expect(isAllRight(first.run)).toBe(true);
    expect((await run()).findings).toEqual([]);
    const body = JSON.stringify({
      type: 'customer.signed_up',
      timestamp: '2026-06-18T00:00:00Z',
      data: { customer: { id: 'late-comer', email: 'late@comer.test' } },
    });
    const at = Date.UTC(2026, 5, 18);
    await receiveProductEvent({
      externalId: 'late',
      type: 'customer.signed_up',
      body,
      at,
      status: 'received',
    });
    expect((await run()).findings).toEqual([]);
    const payment = await db.payment.findUnique({
      where: { externalId: sold.invoice ?? '' },
      include: { customer: true },
    });
    expect(payment?.customer?.externalId).toBe('late-comer');
  });

  it('a single purchase whose checkout never arrived is fetched', async () => {
    const sold = await checkout({
      customer: undefined,
      email: 'ann@customer-1.test',
      amount: 9_900,
      metadata: { externalId: 'customer-1' },
    });
    const { findings } = await run();
    expect(differences(findings)).toEqual([['payment_missing', sold.paymentIntent, 'repaired']]);
    expect((await run()).findings).toEqual([]);
  });

  it('what is dated later than the program’s clock has not happened yet', async () => {
    stripe.gateway.setClock({ at: Date.UTC(2027, 0, 1), running: false });
    await checkout({ email: 'ann@customer-1.test', amount: 9_900, metadata: { externalId: 'customer-1' } });
    expect((await run()).findings).toEqual([]);
  });

  it('an amount that differs is for a person: facts are never changed', async () => {
    const payment = await db.payment.findFirstOrThrow({
      where: { externalId: { startsWith: 'in_' }, amount: { gt: 0n } },
    });
    const invoice = stripe.gateway.store.get('invoice', payment.externalId);
    if (!invoice) throw new Error('it is there');
    const more = {
      ...invoice,
      amount_paid: invoice.amount_paid + 100,
      total: invoice.total + 100,
      total_excluding_tax: Number(payment.amount) + 100,
    };
    stripe.gateway.store.put('invoice', payment.externalId, more);
    const { run: ended, findings } = await run();
    stripe.gateway.store.put('invoice', payment.externalId, invoice);
    expect(findings).toMatchObject([
      { kind: 'payment_differs', severity: 'error', outcome: 'needs_person', amount: 100n },
    ]);
    expect(isAllRight(ended)).toBe(false);
  });
});

describe('over HTTP', () => {
  it('202 with the row, 409 for the second, then the report', async () => {
    const { key } = await adminKey();
    const made = await call('POST', '/reconciliations', { key, body: {} });
    expect(made).toMatchObject({ status: 202, body: { state: 'running', origin: 'api' } });
    const again = await call('POST', '/reconciliations', { key, body: { repair: false } });
    expect(again).toMatchObject({ status: 409, body: { code: 'under_way' } });
    await runReconciliations();
    const read = await call('GET', `/reconciliations/${made.body.id}`, { key });
    expect(read).toMatchObject({ status: 200, body: { state: 'done', findings: [], nextCursor: null } });
    const listed = await call('GET', '/reconciliations?limit=200', { key });
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toContain(made.body.id);
    expect((await call('GET', '/reconciliations/nobody', { key })).status).toBe(404);
    expect((await call('GET', '/reconciliations', { key: await partnerKey('partner-0') })).status).toBe(403);
  });
});

describe('payouts and transfers, both ways', () => {
  async function sent() {
    const { partner } = await build.buildPayablePartner();
    await build.buildReleasedCommission(partner.id, 5_000n);
    const scope = {
      kind: 'admin' as const,
      userId: (await build.buildUser({ role: 'admin' })).id,
      keyId: null,
    };
    const made = await requestPayout({ by: scope, partnerId: partner.id, at: now() });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    await approvePayout({ payoutId: made.payoutId, adminUserId: scope.userId, keyId: null, at: now() });
    await sendDuePayouts();
    return made.payoutId;
  }
  const payoutOf = (id: string) => db.payout.findUniqueOrThrow({ where: { id } });
  const transferOf = async (id: string) => {
    const transfer = stripe.gateway.store.get('transfer', (await payoutOf(id)).transferId ?? '');
    if (!transfer) throw new Error('it was sent');
    return transfer;
  };
  /** The commissions of these tests come from no events, which the replay rightly says. */
  const about = async (id: string) => {
    const { findings } = await run();
    return findings
      .filter(({ step, subject }) => step === 'transfers' && subject.id === id)
      .map(({ kind, outcome }) => [kind, outcome]);
  };

  it('paid as asked for: nothing', async () => {
    expect(await about(await sent())).toEqual([]);
  });

  it('a reversal that never arrived is recorded, and the money is the partner’s again', async () => {
    const id = await sent();
    const transfer = await transferOf(id);
    stripe.gateway.store.put('transfer', transfer.id, {
      ...transfer,
      amount_reversed: transfer.amount,
      reversed: true,
    });
    expect(await about(id)).toEqual([['transfer_reversed', 'repaired']]);
    expect((await payoutOf(id)).status).toBe('returned');
    expect(await about(id)).toEqual([]);
  });

  it('a transfer whose answer was lost pays its payout', async () => {
    await stripe.control('/faults', { kind: 'no_answer', path: '/v1/transfers', times: 3, executed: true });
    const id = await sent();
    await stripe.control('/faults', {}, 'DELETE');
    expect((await payoutOf(id)).status).toBe('sending');
    expect(await about(id)).toEqual([['transfer_unrecorded', 'repaired']]);
    expect((await payoutOf(id)).status).toBe('paid');
    expect(await about(id)).toEqual([]);
  });

  it.each([
    [
      'another amount',
      'transfer_differs',
      (transfer: Stripe.Transfer) => ({ ...transfer, amount: transfer.amount + 1 }),
    ],
    [
      'another account',
      'transfer_differs',
      (transfer: Stripe.Transfer) => ({ ...transfer, destination: 'acct_other' }),
    ],
  ])('%s is for a person, each time', async (_, kind, change) => {
    const id = await sent();
    const transfer = await transferOf(id);
    stripe.gateway.store.put('transfer', transfer.id, change(transfer));
    expect(await about(id)).toEqual([[kind, 'needs_person']]);
    expect(await about(id)).toEqual([[kind, 'needs_person']]);
  });

  it('a second transfer, one for no payout, and a payout without one', async () => {
    const [twice, gone] = [await sent(), await sent()];
    const transfer = await transferOf(twice);
    const unknown = `po_${'0'.repeat(26)}`;
    stripe.gateway.store.put('transfer', 'tr_second', { ...transfer, id: 'tr_second' });
    stripe.gateway.store.put('transfer', 'tr_stray', {
      ...transfer,
      id: 'tr_stray',
      transfer_group: unknown,
    });
    stripe.gateway.store.remove('transfer', (await transferOf(gone)).id);
    expect(await about(twice)).toEqual([['transfer_twice', 'needs_person']]);
    expect(await about(unknown)).toEqual([['transfer_unknown', 'needs_person']]);
    expect(await about(gone)).toEqual([['transfer_missing', 'needs_person']]);
  });
});

describe('monthly', () => {
  it('a moved clock stops at each 2nd, and each month has one', async () => {
    await moveClock(Date.UTC(2026, 7, 3));
    await requestMonthlyReconciliation(Date.UTC(2026, 7, 2));
    expect(await runReconciliations()).toBe(0);
    const rows = await db.reconciliation.findMany({
      where: { origin: 'schedule' },
      orderBy: { startedAt: 'asc' },
    });
    expect(rows.map(({ month, startedAt, finishedAt }) => [month, startedAt, finishedAt])).toEqual([
      ['2026-07', new Date('2026-07-02'), new Date('2026-07-02')],
      ['2026-08', new Date('2026-08-02'), new Date('2026-08-02')],
    ]);
  });
});
