import { afterAll, afterEach, expect, it } from 'vitest';
import { testDatabaseUrl } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';
import { eventually, startWorkerProcess, type WorkerProcess } from '~/test-support/worker';

// A real worker is killed or stopped between storing the intent and storing the answer (reliability.md F1-F12, F37).
const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { approvePayout } = await import('./approve-payout.server');
const { requestPayout } = await import('./request-payout.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const workers: WorkerProcess[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end()));
  stripe.gateway.faults.clear();
});

function startWorker(): WorkerProcess {
  // In sandbox mode whoever boots waits for the jobs of a stopped process, for the sake of the clock; production has no such wait.
  const production = {
    TRIBUTARY_MODE: 'production',
    ORIGIN: 'http://127.0.0.1:1',
    SESSION_SECRET: 'x'.repeat(32),
  };
  const worker = startWorkerProcess(testDatabaseUrl, { ...stripe.environment, ...production });
  workers.push(worker);
  return worker;
}

/** Four approved payouts whose calls go wrong in four ways; a worker is in the middle of all of them when this returns. */
async function inFlight(): Promise<{ worker: WorkerProcess; payoutIds: string[] }> {
  const ms = 8000;
  await stripe.control('/faults', { kind: 'delay', executed: true, ms }); // made, the answer late
  await stripe.control('/faults', { kind: 'delay', executed: false, ms }); // made late
  await stripe.control('/faults', { kind: 'no_answer', executed: true, ms }); // made, the answer lost
  await stripe.control('/faults', { kind: 'no_answer', executed: false, ms }); // never made
  const payoutIds = await Promise.all(Array.from({ length: 4 }, approved));
  const worker = startWorker();
  await eventually(
    async () => {
      const begun = await db.payoutAttempt.count({ where: { payoutId: { in: payoutIds }, outcome: null } });
      const made = payoutIds.flatMap(transfersOf).length;
      return begun === 4 && made === 2 ? true : undefined;
    },
    { seconds: 30, explain: worker.output },
  );
  return { worker, payoutIds };
}

async function approved(): Promise<string> {
  const { partner } = await build.buildPayablePartner();
  await build.buildReleasedCommission(partner.id, 5000n);
  const scope = {
    kind: 'admin' as const,
    userId: (await build.buildUser({ role: 'admin' })).id,
    keyId: null,
  };
  const made = await requestPayout({ by: scope, partnerId: partner.id, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  await approvePayout({ payoutId: made.payoutId, adminUserId: scope.userId, keyId: null, at });
  return made.payoutId;
}

const transfersOf = (payoutId: string) =>
  stripe.gateway.store.list('transfer').filter((transfer) => transfer.transfer_group === payoutId);

async function allPaid(payoutIds: string[], worker: WorkerProcess): Promise<void> {
  await eventually(
    async () => {
      const paid = await db.payout.count({ where: { id: { in: payoutIds }, status: 'paid' } });
      return paid === payoutIds.length ? true : undefined;
    },
    { seconds: 45, explain: worker.output },
  );
}

async function expectOneTransferEach(payoutIds: string[]): Promise<void> {
  for (const id of payoutIds) {
    const transfers = transfersOf(id);
    const payout = await db.payout.findUniqueOrThrow({ where: { id }, include: { attempts: true } });
    expect(transfers.map((transfer) => transfer.id)).toEqual([payout.transferId]);
    expect(payout.attempts).toMatchObject([{ number: 1, outcome: 'sent', transferId: payout.transferId }]);
    const { proven } = await build.balanceOf(payout.partnerId);
    expect(proven).toEqual({ pending: 0n, available: 0n, inTransit: 0n, paid: 5000n });
  }
}

it('kill -9 between intent and answer: after a restart one transfer each, and all are paid', {
  timeout: 120_000,
}, async () => {
  const { worker, payoutIds } = await inFlight();
  await worker.end();
  expect(await db.payout.count({ where: { id: { in: payoutIds }, status: 'sending' } })).toBe(4);
  await allPaid(payoutIds, startWorker());
  await expectOneTransferEach(payoutIds);
});

/** A planted bug: what has no answer is sent again under a new key. */
async function sendAgain(payoutId: string): Promise<void> {
  const { amount, destination } = await db.payout.findUniqueOrThrow({ where: { id: payoutId } });
  const { STRIPE_API_BASE, STRIPE_SECRET_KEY } = stripe.environment;
  const form = { amount: String(amount), currency: 'usd', destination, transfer_group: payoutId };
  const answer = await fetch(`${STRIPE_API_BASE}/v1/transfers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${STRIPE_SECRET_KEY}`, 'idempotency-key': `again-${payoutId}` },
    body: new URLSearchParams(form),
  });
  expect(answer.status).toBe(200);
}

it('a planted bug turns that red: a restart that sends again under a new key', {
  timeout: 120_000,
}, async () => {
  const { worker, payoutIds } = await inFlight();
  await worker.end();
  stripe.gateway.faults.clear(); // a call that was only intended has not met its own
  await Promise.all(payoutIds.map(sendAgain));
  await allPaid(payoutIds, startWorker());
  await expect(expectOneTransferEach(payoutIds)).rejects.toThrow();
});

it('a worker stopped for long, another takes over, the first wakes up: one transfer each', {
  timeout: 120_000,
}, async () => {
  const { worker, payoutIds } = await inFlight();
  worker.signal('SIGSTOP');
  const second = startWorker();
  await allPaid(payoutIds, second);
  worker.signal('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await expectOneTransferEach(payoutIds);
  expect(worker.output()).not.toContain('a job failed');
});
