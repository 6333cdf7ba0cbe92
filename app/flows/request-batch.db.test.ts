import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { truncateAll } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { isBatchId, requestBatch } = await import('./request-batch.server');
const { requestScheduledPayouts } = await import('./schedule-payouts.server');
const { approvePayout } = await import('./approve-payout.server');
const { previewBatch } = await import('~/domain/reporting/payout-preview.server');
const { getBatch, listBatches } = await import('~/domain/payout/batches.server');
const { newId } = await import('~/kernel/ids');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
beforeEach(() => truncateAll());

const adminScope = async () => {
  const { id: userId } = await build.buildUser({ role: 'admin' });
  return { kind: 'admin' as const, userId, keyId: null };
};

/** A partner with that much available. */
async function partnerWith(amount: bigint, options: Parameters<typeof build.buildPayablePartner>[0] = {}) {
  const { partner } = await build.buildPayablePartner(options);
  const commission = await build.buildReleasedCommission(partner.id, amount);
  return { id: partner.id, commission };
}

describe('a request for everybody eligible', () => {
  it('asks for all that is available of every active, payable partner with the minimum, as one batch', async () => {
    const by = await adminScope();
    const [least, more, off] = [
      await partnerWith(5000n),
      await partnerWith(7500n),
      await partnerWith(6000n, { automatic: false }),
    ];
    await partnerWith(4999n);
    await partnerWith(9000n, { account: false });
    await partnerWith(9000n, { status: 'suspended' });
    const made = await requestBatch({ by, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    expect(isBatchId(made.batchId)).toBe(true);
    expect(made.payouts.map(({ partnerId, amount }) => [partnerId, amount]).sort()).toEqual(
      [
        [least.id, 5000n],
        [more.id, 7500n],
        [off.id, 6000n],
      ].sort(),
    );
    expect(await getBatch(by, made.batchId)).toMatchObject({
      ...{ origin: 'admin', month: null, createdBy: by.userId, payouts: 3, amount: 18_500n, held: 0 },
      byStatus: { requested: { payouts: 3, amount: 18_500n } },
    });
    expect(await requestBatch({ by, at })).toEqual({ outcome: 'nobody' });
    expect((await listBatches(by, { limit: 10 })).data).toHaveLength(1);
  });

  it('clicked twice at once: one batch, each partner once; clicked again later: nothing more', async () => {
    const by = await adminScope();
    for (let i = 0; i < 6; i++) await partnerWith(5000n);
    const batchId = newId('pb', at);
    const clicks = await Promise.all([1, 2, 3].map(() => requestBatch({ by, batchId, at })));
    expect(new Set(clicks.map((click) => (click.outcome === 'nobody' ? '' : click.batchId)))).toEqual(
      new Set([batchId]),
    );
    expect(await db.payout.count()).toBe(6);
    expect(await db.payout.count({ where: { batchId } })).toBe(6);
    await partnerWith(5000n);
    expect(await requestBatch({ by, batchId, at })).toEqual({ outcome: 'exists', batchId });
    expect(await db.payout.count()).toBe(6);
  });

  it('by the operator: nobody’s name stands on it, and an admin approves', async () => {
    await partnerWith(5000n);
    const made = await requestBatch({ by: 'operator', at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const by = await adminScope();
    expect(await getBatch(by, made.batchId)).toMatchObject({ origin: 'command', createdBy: null });
    const [payout] = await db.payout.findMany();
    expect(payout).toMatchObject({ origin: 'admin', requestedBy: null, status: 'requested' });
    const approval = { payoutId: payout?.id ?? '', adminUserId: by.userId, keyId: null, at };
    expect(await approvePayout(approval)).toMatchObject({ outcome: 'approved' });
  });
});

describe('the 1st of a month', () => {
  it('makes the month’s batch, and goes on with it when it runs again', async () => {
    const july = Date.UTC(2026, 6, 1);
    await partnerWith(5000n);
    await partnerWith(6000n, { automatic: false });
    expect(await requestScheduledPayouts(july)).toBe(1);
    await partnerWith(7000n);
    expect(await requestScheduledPayouts(july)).toBe(1);
    expect(await requestScheduledPayouts(july)).toBe(0);
    const by = await adminScope();
    const { data } = await listBatches(by, { limit: 10 });
    expect(data).toMatchObject([{ origin: 'schedule', month: '2026-07', createdBy: null, payouts: 2 }]);
    await partnerWith(8000n);
    expect(await requestScheduledPayouts(Date.UTC(2026, 7, 1))).toBe(1);
    expect((await listBatches(by, { limit: 10 })).data.map(({ month }) => month)).toEqual([
      '2026-08',
      '2026-07',
    ]);
  });

  it('makes none when there is nobody to pay', async () => {
    await partnerWith(4999n);
    expect(await requestScheduledPayouts(Date.UTC(2026, 6, 1))).toBe(0);
    expect(await db.payoutBatch.count()).toBe(0);
  });
});

describe('the dry run', () => {
  it('says what a request would do, writes nothing, and what it says happens', async () => {
    const by = await adminScope();
    const first = await partnerWith(5000n);
    const small = await partnerWith(4999n);
    const none = await partnerWith(9000n, { account: false });
    const closed = await partnerWith(9000n, { status: 'suspended' });
    const negative = await partnerWith(5000n);
    const { lines, currency, minimum } = await previewBatch(by, { now: at });
    expect({ currency, minimum }).toEqual({ currency: 'USD', minimum: 5000n });
    expect(await db.payout.count()).toBe(0);
    const lineOf = (id: string) => lines.find(({ partnerId }) => partnerId === id);
    expect(lineOf(first.id)).toMatchObject({
      ...{ amount: 5000n, last: null, ineligible: null },
      flags: ['first_payout', 'one_customer'],
    });
    expect(lineOf(small.id)?.ineligible).toEqual({
      code: 'below_minimum',
      reason: '$49.99 is below the minimum of $50.00.',
    });
    expect(lineOf(none.id)?.ineligible?.reason).toBe('No payout account is connected.');
    expect(lineOf(closed.id)?.ineligible?.reason).toBe('The partner is suspended.');
    const made = await requestBatch({ by, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const promised = lines.filter(({ ineligible }) => ineligible === null);
    expect(made.payouts.map(({ partnerId, amount }) => [partnerId, amount]).sort()).toEqual(
      promised.map(({ partnerId, amount }) => [partnerId, amount]).sort(),
    );
    await build.reverseCommission(negative.commission.id, 1000n);
    const after = await previewBatch(by, { now: at, partnerIds: [negative.id] });
    expect(after.lines).toMatchObject([
      {
        ...{ amount: -1000n, last: null, flags: [] },
        ineligible: { reason: 'Owes $10.00 after a reversal: it is set against what is earned next.' },
      },
    ]);
  });

  it('compares with the last cycle and raises what stands out', async () => {
    const by = await adminScope();
    const { id } = await partnerWith(5000n);
    const made = await requestBatch({ by, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const [payout] = made.payouts;
    await approvePayout({ payoutId: payout?.payoutId ?? '', adminUserId: by.userId, keyId: null, at });
    await build.buildReleasedCommission(id, 3000n);
    await build.buildReleasedCommission(id, 3000n);
    await build.buildReleasedCommission(id, 3000n);
    const changedAt = new Date(at - 3_600_000);
    await db.partner.update({ where: { id }, data: { destinationChangedAt: changedAt } });
    const { lines } = await previewBatch(by, { now: at });
    expect(lines).toMatchObject([
      { amount: 9000n, last: 5000n, flags: ['destination_changed', 'first_payout'] },
    ]);
    expect((await previewBatch(by, { now: at + 72 * 3_600_000 })).lines[0]?.flags).toEqual(['first_payout']);
    const belongs = { partnerId: id, userId: by.userId, role: 'viewer' as const, joinedAt: new Date(0) };
    await db.partnerMember.create({ data: belongs });
    expect((await previewBatch(by, { now: at })).lines[0]?.flags).toContain('own_partner');
  });
});
