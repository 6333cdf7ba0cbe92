import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '~/kernel/random';
import { testDatabaseUrl } from '~/test-support/db';
import { migrateKilled } from '~/test-support/kill-migration';
import type { KillPoint, PlantedBug } from '~/test-support/kill-points';
import { Victims } from '~/test-support/kill-victims';
import { openStripeServer } from '~/test-support/stripe';

// `kill -9` at each boundary of protocol P (reliability.md section 2, F1-F12), with Stripe's faults on top. The full count:
// KILLS=100 npx vitest run --project db app/flows/kill-matrix.db.test.ts (KILL_SEED to repeat one)
const KILLS = Number(process.env.KILLS ?? 1);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000_000);
const random = randomFrom(SEED);
const at = Date.UTC(2026, 5, 15);
const TWO_HOURS_MS = 7_200_000;

const stripe = await openStripeServer();
const victims = await Victims.ready({ ...stripe.environment, DATABASE_URL: testDatabaseUrl });
const { approvePayout } = await import('./approve-payout.server');
const { sendAgain } = await import('./release-payout.server');
const { requestPayout } = await import('./request-payout.server');
const { applyStripeEvents, receiveStripeEvent } = await import('./receive-stripe-event.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

afterAll(async () => {
  await victims.end();
  await stripe.close();
});

const admin = { kind: 'admin' as const, userId: (await build.buildUser({ role: 'admin' })).id, keyId: null };
const approve = (payoutId: string) => approvePayout({ payoutId, adminUserId: admin.userId, keyId: null, at });

async function requested(): Promise<string> {
  const { partner } = await build.buildPayablePartner();
  await build.buildReleasedCommission(partner.id, 5000n);
  const made = await requestPayout({ by: admin, partnerId: partner.id, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.payoutId;
}

async function approved(): Promise<string> {
  const payoutId = await requested();
  await approve(payoutId);
  return payoutId;
}

const faults = [
  { kind: 'delay', executed: true, ms: 200 },
  { kind: 'delay', executed: false, ms: 200 },
  { kind: 'no_answer', executed: true, ms: 20 },
  { kind: 'no_answer', executed: false, ms: 20 },
  { kind: 'error_500', executed: true },
  { kind: 'error_500', executed: false },
  { kind: 'conflict_409' },
  { kind: 'rate_limit_429' },
];

/** One process sends and is killed at `point`; in half of the tries Stripe has a fault of its own, unless it must answer. */
async function killSender(
  point: KillPoint,
  { bug = null, answers = false }: { bug?: PlantedBug | null; answers?: boolean } = {},
): Promise<string> {
  const payoutId = await approved();
  if (!answers && random.chance(0.5)) await stripe.control('/faults', random.pick(faults));
  // a process that Stripe's fault kept from its point ends by itself: another one dies in its place
  while (!(await victims.run({ point, bug, what: { act: 'send' } }))) await heal();
  stripe.gateway.faults.clear();
  return payoutId;
}

/** Something to send for a process that is still to be killed. */
async function heal(): Promise<void> {
  stripe.gateway.faults.clear();
  await approved();
}

async function killApprover(point: KillPoint): Promise<string> {
  const payoutId = await requested();
  const what = { act: 'approve' as const, payoutId, adminUserId: admin.userId, at };
  expect(await victims.run({ point, bug: null, what })).toBe(true);
  expect((await approve(payoutId)).outcome).toBe(point === 'approve:before' ? 'approved' : 'wrong_state');
  return payoutId;
}

/** A sender dies with Stripe's answer in its hands, and whoever takes the webhook about that transfer dies too; Stripe delivers again. */
async function killReceiver(point: KillPoint): Promise<string> {
  const payoutId = await killSender('call:after', { answers: true });
  const open = await db.payout.findMany({ where: { status: 'sending' }, select: { id: true } });
  const event = stripe.gateway.store
    .list('event')
    .filter((one) => one.type === 'transfer.created')
    .find((one) => open.some(({ id }) => id === one.data.object.transfer_group));
  if (!event) throw new Error('the sender died before its call');
  const delivery = { externalId: event.id, type: event.type, body: JSON.stringify(event), at };
  expect(await victims.run({ point, bug: null, what: { act: 'webhook', ...delivery } })).toBe(true);
  await receiveStripeEvent({ ...delivery, status: 'received' });
  await applyStripeEvents();
  return payoutId;
}

async function killWorker(): Promise<string> {
  const payoutId = await approved();
  expect(await victims.run({ point: 'fetch:after', bug: null, what: { act: 'work' } })).toBe(true);
  return payoutId;
}

const receiving: KillPoint[] = ['store:before', 'store:after', 'settle:before', 'settle:after'];

const boundaries: Record<string, (kill: number) => Promise<string | null>> = {
  'F1 before the approval is committed': () => killApprover('approve:before'),
  'F2 after it': () => killApprover('approve:after'),
  'F3 before the intent is committed': () => killSender('claim:before'),
  'F4 after it': () => killSender('claim:after'),
  'F5 before the call': () => killSender('call:before'),
  'F6 with the call on its way': () => killSender('call:sent'),
  'F7 in the middle of the answer': () => killSender('call:answering'),
  'F8 with the answer, before it is committed': () =>
    killSender(random.pick(['call:after', 'settle:before'])),
  'F9 after that': () => killSender('settle:after'),
  'F10 while a webhook is taken': (kill) => killReceiver(receiving[kill % receiving.length] as KillPoint),
  'F11 with a wake-up in hand': killWorker,
  'F12 in a migration': () => migrateKilled(random).then(() => null),
};

/** Processes that are not killed go on, and a person answers where one is asked, until nothing is in motion. */
async function recover(bug: PlantedBug | null = null): Promise<void> {
  // a payout that was killed often waits five minutes after a stored error
  for (const ends = Date.now() + 480_000; Date.now() < ends; await pause(500)) {
    await victims.run({ point: 'never', bug, what: { act: 'send' } });
    const open = await db.payout.findMany({ where: { status: { in: ['approved', 'sending'] } } });
    if (open.length === 0) return;
    const machineNow = Date.now() + TWO_HOURS_MS; // whoever releases a new key waits until a late execution is out of the question
    for (const { id, needsReview } of open)
      if (needsReview) await sendAgain({ scope: admin, payoutId: id, at, machineNow });
  }
  throw new Error('payouts are stuck');
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const transfers = () => stripe.gateway.store.list('transfer');

/** Every transfer at Stripe was an intent first: its key is committed. */
async function unintended(): Promise<string[]> {
  const attempts = await db.payoutAttempt.findMany({ select: { idempotencyKey: true } });
  const keys = new Set(attempts.map(({ idempotencyKey }) => idempotencyKey));
  return transfers()
    .filter(({ id }) => !keys.has(stripe.gateway.store.get('transferKey', id)?.key ?? ''))
    .map(({ id }) => id);
}

/** What is wrong with the payouts: not paid, not exactly one transfer, or books that do not say so. */
async function troubles(): Promise<string[]> {
  const payouts = await db.payout.findMany({ include: { attempts: true, approvals: true } });
  const found: string[] = [];
  for (const { id, partnerId, status, transferId, attempts, approvals } of payouts) {
    const made = transfers().filter(({ transfer_group: group }) => group === id);
    const sent = attempts.filter(({ outcome }) => outcome === 'sent');
    if (made.length !== 1) found.push(`${id}: ${made.length} transfers`);
    if (status !== 'paid' || made[0]?.id !== transferId)
      found.push(`${id}: ${status}, transfer ${transferId}`);
    if (sent.length !== 1 || approvals.length !== 1)
      found.push(`${id}: ${sent.length} attempts sent, ${approvals.length} approvals`);
    const { pending, available, inTransit, paid } = (await build.balanceOf(partnerId)).proven;
    if (pending + available + inTransit !== 0n || paid !== 5000n)
      found.push(`${id}: ${pending}, ${available}, ${inTransit}, ${paid}`);
  }
  const sums = await db.ledgerEntry.groupBy({ by: ['transactionId'], _sum: { amount: true } });
  if (sums.some(({ _sum }) => _sum.amount !== 0n)) found.push('a transaction of the ledger does not add up');
  return found;
}

describe(`kill -9 at the twelve boundaries of a payout, ${KILLS} times each (seed ${SEED})`, () => {
  it.each(Object.entries(boundaries))('%s', { timeout: KILLS * 60_000 }, async (name, kill) => {
    for (let number = 0; number < KILLS; number++) {
      await kill(number);
      expect(await unintended(), name).toEqual([]);
    }
  });

  it('afterwards every payout was sent once, none is lost or stuck, the ledger adds up', {
    timeout: 600_000,
  }, async () => {
    await recover();
    const payouts = await db.payout.count();
    process.stdout.write(
      `kill matrix: seed ${SEED}, ${12 * KILLS} kills, ${payouts} payouts, ${transfers().length} transfers\n`,
    );
    expect(payouts).toBeGreaterThanOrEqual(11 * KILLS);
    expect(await troubles()).toEqual([]);
  });
});

describe('planted bugs turn it red', () => {
  it('a key for each try: more than one transfer', { timeout: 600_000 }, async () => {
    await killSender('call:after', { bug: 'key_per_try', answers: true });
    await recover('key_per_try');
    // as many as there were tries: a slow machine makes more than two
    expect(await troubles()).toContainEqual(expect.stringMatching(/: ([2-9]|\d{2,}) transfers$/));
  });

  it('the call inside the transaction: a transfer that nobody intended', { timeout: 180_000 }, async () => {
    const before = await unintended();
    await killSender('call:after', { bug: 'call_in_transaction', answers: true });
    expect((await unintended()).length).toBeGreaterThan(before.length);
  });
});
