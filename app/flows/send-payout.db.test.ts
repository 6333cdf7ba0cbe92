import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '~/kernel/time';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { approvePayout } = await import('./approve-payout.server');
const { rejectPayout } = await import('./reject-payout.server');
const { giveUpPayout, sendAgain } = await import('./release-payout.server');
const { requestPayout } = await import('./request-payout.server');
const { drainPayouts, sendDuePayouts } = await import('./send-payout.server');
const { returnPayout } = await import('./settle-payout.server');
const { getPayout } = await import('~/domain/payout/payouts.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);

async function approved(amount = 5000n) {
  const { partner } = await build.buildPayablePartner();
  const commission = await build.buildReleasedCommission(partner.id, amount);
  const scope = {
    kind: 'admin' as const,
    userId: (await build.buildUser({ role: 'admin' })).id,
    keyId: null,
  };
  const made = await requestPayout({ by: scope, partnerId: partner.id, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  const { payoutId } = made;
  const result = await approvePayout({ payoutId, adminUserId: scope.userId, keyId: null, at });
  if (result.outcome !== 'approved') throw new Error(result.outcome);
  const payout = async () => {
    const found = await getPayout(scope, payoutId);
    if (!found) throw new Error('gone');
    return found;
  };
  const transfers = async () => {
    const { data } = (await stripe.control('/transfers')) as {
      data: Array<{
        id: string;
        transferGroup: string;
        idempotencyKey: string;
        amount: string;
        destination: string;
      }>;
    };
    return data.filter((transfer) => transfer.transferGroup === payoutId);
  };
  const commissionNow = () => db.commission.findUniqueOrThrow({ where: { id: commission.id } });
  return {
    partner,
    commission,
    commissionNow,
    scope,
    payoutId,
    payout,
    transfers,
    balance: () => build.balanceOf(partner.id),
  };
}

const fault = (body: object) => stripe.control('/faults', body);
const inHours = (hours: number) => () => Date.now() + hours * HOUR_MS;

beforeEach(async () => {
  await stripe.control('/faults', {}, 'DELETE');
});

describe('sending', () => {
  it('pays once: the transfer, the ledger, the commissions', async () => {
    const sent = await approved();
    expect(await sendDuePayouts()).toBe(1);
    expect(await sendDuePayouts()).toBe(0);
    const [transfer] = await sent.transfers();
    expect(await sent.transfers()).toMatchObject([
      {
        amount: '5000',
        destination: sent.partner.stripeAccountId,
        idempotencyKey: `payout-${sent.payoutId}-1`,
      },
    ]);
    expect(await sent.payout()).toMatchObject({
      status: 'paid',
      transferId: transfer?.id,
      reason: null,
      needsReview: false,
    });
    const { cached, proven } = await sent.balance();
    expect(cached).toEqual({ pending: 0n, available: 0n, inTransit: 0n, paid: 5000n });
    expect(proven).toEqual(cached);
    expect(await sent.commissionNow()).toMatchObject({ status: 'paid' });
  });

  it('a commission carried in part is paid with the payout that carries the rest', async () => {
    const { partner } = await build.buildPayablePartner();
    const commission = await build.buildReleasedCommission(partner.id, 10_000n);
    const scope = {
      kind: 'admin' as const,
      userId: (await build.buildUser({ role: 'admin' })).id,
      keyId: null,
    };
    const statuses: string[] = [];
    for (const amount of [6000n, undefined]) {
      if (amount === undefined) await build.buildReleasedCommission(partner.id, 1000n);
      const made = await requestPayout({ by: scope, partnerId: partner.id, amount, at });
      if (made.outcome !== 'created') throw new Error(made.outcome);
      await approvePayout({ payoutId: made.payoutId, adminUserId: scope.userId, keyId: null, at });
      await sendDuePayouts();
      statuses.push((await db.commission.findUniqueOrThrow({ where: { id: commission.id } })).status);
    }
    expect(statuses).toEqual(['released', 'paid']);
  });

  it('several workers share the work without sending anything twice', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => approved()));
    const taken = await Promise.all([sendDuePayouts(), sendDuePayouts(), sendDuePayouts()]);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(12);
    for (const one of all) {
      expect(await one.transfers()).toHaveLength(1);
      expect((await one.payout()).status).toBe('paid');
    }
  });
});

describe('when Stripe refuses', () => {
  it.each([
    ['balance_insufficient', 'balance at Stripe is too low'],
    ['account_closed', 'account is closed'],
    ['something_new', 'Stripe refused the transfer'],
  ])('%s: failed with the reason in words, available again at once', async (code, words) => {
    const refused = await approved();
    await fault({ kind: 'refuse', code });
    await sendDuePayouts();
    const { status, reason } = await refused.payout();
    expect([status, reason?.includes(words)]).toEqual(['failed', true]);
    expect((await refused.balance()).proven).toEqual({
      pending: 0n,
      available: 5000n,
      inTransit: 0n,
      paid: 0n,
    });
    expect(await refused.transfers()).toEqual([]);
    const again = await requestPayout({ by: refused.scope, partnerId: refused.partner.id, at });
    expect(again.outcome).toBe('created');
    expect((await refused.commissionNow()).releasedAt?.getTime()).toBe(0);
  });
});

describe('when the answer is lost', () => {
  it('after the work was done: the same key finds the transfer', async () => {
    const lost = await approved();
    await fault({ kind: 'no_answer', executed: true, times: 4 });
    await sendDuePayouts();
    expect(await lost.payout()).toMatchObject({ status: 'sending', transferId: null });
    expect(await lost.transfers()).toHaveLength(1);
    await stripe.control('/faults', {}, 'DELETE');
    expect(await sendDuePayouts()).toBe(0); // its pause is not over
    await sendDuePayouts({ machineNow: inHours(1) });
    expect(await lost.payout()).toMatchObject({
      status: 'paid',
      transferId: (await lost.transfers())[0]?.id,
    });
    expect(await lost.transfers()).toHaveLength(1);
  });

  it.each(['conflict_409', 'rate_limit_429', 'no_answer'])(
    '%s: nothing was done, and it is sent later with the same key',
    async (kind) => {
      const waits = await approved();
      await fault({ kind, times: 4 });
      await sendDuePayouts();
      expect(await waits.payout()).toMatchObject({ status: 'sending' });
      await stripe.control('/faults', {}, 'DELETE');
      await sendDuePayouts({ machineNow: inHours(1) });
      expect(await waits.transfers()).toMatchObject([{ idempotencyKey: `payout-${waits.payoutId}-1` }]);
      expect((await waits.payout()).status).toBe('paid');
    },
  );

  it('a server error kept by Stripe, though it made the transfer: looked up and adopted', async () => {
    const adopted = await approved();
    await fault({ kind: 'error_500', executed: true });
    await sendDuePayouts(); // the 500
    await sendDuePayouts({ machineNow: inHours(1) }); // the same 500, replayed
    await sendDuePayouts({ machineNow: inHours(2) }); // looked up
    expect(await adopted.payout()).toMatchObject({
      status: 'paid',
      transferId: (await adopted.transfers())[0]?.id,
    });
    expect(await adopted.transfers()).toHaveLength(1);
  });

  it('a server error kept by Stripe, and no transfer: waits for a person, who lets a new key be used after an hour', async () => {
    const held = await approved();
    await fault({ kind: 'error_500' });
    for (const hours of [0, 1, 2]) await sendDuePayouts({ machineNow: inHours(hours) });
    expect(await held.payout()).toMatchObject({ status: 'sending', needsReview: true });
    expect(await sendDuePayouts({ machineNow: inHours(3) })).toBe(0);
    const release = { scope: held.scope, payoutId: held.payoutId, at };
    expect(await sendAgain({ ...release, machineNow: inHours(1.5)() })).toMatchObject({
      outcome: 'too_early',
    });
    expect(await sendAgain({ ...release, machineNow: inHours(2.5)() })).toEqual({ outcome: 'released' });
    expect(await sendAgain(release)).toEqual({ outcome: 'not_held' });
    await sendDuePayouts({ machineNow: inHours(2.5) });
    expect(await held.transfers()).toMatchObject([{ idempotencyKey: `payout-${held.payoutId}-2` }]);
    expect((await held.payout()).status).toBe('paid');
  });

  it('a person may give up instead; a transfer found after all is adopted', async () => {
    const [gone, found] = [await approved(), await approved()];
    await fault({ kind: 'error_500', times: 2 });
    for (const hours of [0, 1, 2]) await sendDuePayouts({ machineNow: inHours(hours) });
    expect([await gone.payout(), await found.payout()].map((one) => one.needsReview)).toEqual([true, true]);
    const later = { at, machineNow: inHours(4)() };
    expect(await giveUpPayout({ ...later, scope: gone.scope, payoutId: gone.payoutId })).toEqual({
      outcome: 'given_up',
    });
    expect(await gone.payout()).toMatchObject({ status: 'failed' });
    expect((await gone.balance()).proven).toMatchObject({ available: 5000n, inTransit: 0n });
    // Stripe carried it out late
    const { createTransfer } = await import('~/platform/stripe.server');
    await createTransfer({
      amount: 5000n,
      currency: 'USD',
      destination: found.partner.stripeAccountId ?? '',
      group: found.payoutId,
      idempotencyKey: 'late',
      metadata: {},
    });
    expect(await sendAgain({ ...later, scope: found.scope, payoutId: found.payoutId })).toEqual({
      outcome: 'paid',
    });
    expect(await found.transfers()).toHaveLength(1);
  });

  it('for 26 hours: looked up before any new key', async () => {
    const [done, not] = [await approved(), await approved()];
    await fault({ kind: 'no_answer', executed: true, times: 3 });
    await fault({ kind: 'no_answer', times: 3 });
    await sendDuePayouts();
    await stripe.control('/faults', {}, 'DELETE');
    await stripe.control('/forget-keys', {});
    await sendDuePayouts({ machineNow: inHours(26) });
    const outcomes = [await done.payout(), await not.payout()].map(({ status, needsReview }) => [
      status,
      needsReview,
    ]);
    const transfers = [await done.transfers(), await not.transfers()].map((one) => one.length);
    // whichever of the two the faults hit first
    expect(outcomes.map(([status]) => status).sort()).toEqual(
      transfers.map((n) => (n === 1 ? 'paid' : 'sending')).sort(),
    );
    expect(transfers.every((n) => n <= 1)).toBe(true);
    expect(outcomes.filter(([status, review]) => status === 'sending' && review !== true)).toEqual([]);
  });

  it('to whoever moves the clock: tried a few times at once, then a person is asked', async () => {
    const asked = await approved();
    await fault({ kind: 'rate_limit_429', times: 50 });
    await drainPayouts();
    expect(await asked.payout()).toMatchObject({ status: 'sending', needsReview: true });
    await stripe.control('/faults', {}, 'DELETE');
    expect(await sendAgain({ scope: asked.scope, payoutId: asked.payoutId, at })).toEqual({
      outcome: 'released',
    });
    await drainPayouts();
    expect(await asked.transfers()).toMatchObject([{ idempotencyKey: `payout-${asked.payoutId}-1` }]);
    expect((await asked.payout()).status).toBe('paid');
  });
});

describe('when something is not as it was approved', () => {
  it('a refund between approval and sending: waits for a person, who rejects it', async () => {
    const changed = await approved(9000n);
    await build.reverseCommission(changed.commission.id, 4000n);
    await sendDuePayouts();
    expect(await changed.payout()).toMatchObject({ status: 'approved', needsReview: true });
    expect(await changed.transfers()).toEqual([]);
    const { scope, payoutId } = changed;
    expect(await sendAgain({ scope, payoutId, at })).toEqual({ outcome: 'changed' });
    expect(await rejectPayout({ scope, payoutId, reason: 'A customer was refunded.', at })).toEqual({
      outcome: 'rejected',
    });
    expect((await changed.balance()).proven).toMatchObject({ available: 5000n, inTransit: 0n });
  });

  it('a partner suspended between approval and sending', async () => {
    const suspended = await approved();
    await db.partner.update({ where: { id: suspended.partner.id }, data: { status: 'suspended' } });
    await sendDuePayouts();
    expect(await suspended.payout()).toMatchObject({ status: 'approved', needsReview: true });
    expect(await suspended.transfers()).toEqual([]);
    await db.partner.update({ where: { id: suspended.partner.id }, data: { status: 'active' } });
    expect(await sendAgain({ scope: suspended.scope, payoutId: suspended.payoutId, at })).toEqual({
      outcome: 'released',
    });
    await sendDuePayouts();
    expect((await suspended.payout()).status).toBe('paid');
  });

  it('another amount in the answer halts it', async () => {
    const wrong = await approved();
    await fault({ kind: 'wrong_amount' });
    await sendDuePayouts();
    const payout = await wrong.payout();
    expect([payout.status, payout.needsReview, payout.reason?.includes('amount 5001')]).toEqual([
      'sending',
      true,
      true,
    ]);
    expect((await wrong.balance()).proven).toMatchObject({ inTransit: 5000n, paid: 0n });
  });
});

describe('when Stripe gives the money back', () => {
  it('in full: returned, available again, not aged again', async () => {
    const returned = await approved();
    await sendDuePayouts();
    const { transferId, amount } = await returned.payout();
    const transfer = {
      id: transferId ?? '',
      amount,
      currency: 'USD',
      destination: null,
      amountReversed: 5000n,
    };
    expect(await returnPayout(returned.payoutId, { transfer })).toBe('returned');
    expect(await returnPayout(returned.payoutId, { transfer })).toBe('nothing');
    expect((await returned.balance()).proven).toEqual({
      pending: 0n,
      available: 5000n,
      inTransit: 0n,
      paid: 0n,
    });
    expect(await returned.commissionNow()).toMatchObject({ status: 'released', paidAt: null });
    const again = await requestPayout({ by: returned.scope, partnerId: returned.partner.id, at });
    expect(again.outcome).toBe('created');
  });

  it('in part: a person looks', async () => {
    const part = await approved();
    await sendDuePayouts();
    const { transferId, amount } = await part.payout();
    const transfer = { id: transferId ?? '', amount, currency: 'USD', destination: null, amountReversed: 1n };
    expect(await returnPayout(part.payoutId, { transfer })).toBe('held');
    expect(await part.payout()).toMatchObject({ status: 'paid', needsReview: true });
  });
});
