import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { payoutsRun } = await import('./payouts-run');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

describe('npm run portal -- payouts:run', () => {
  it('shows what it would request, requests it as one batch, and then there is nobody left', async () => {
    const { partner } = await build.buildPayablePartner();
    const { partner: small } = await build.buildPayablePartner();
    await build.buildReleasedCommission(partner.id, 123_400n);
    await build.buildReleasedCommission(small.id, 100n);
    const dry = await payoutsRun.run({ 'dry-run': true });
    expect(dry.lines).toEqual([
      expect.stringMatching(
        new RegExp(`^${partner.handle} +\\$1,234\\.00 {2}last none {2}first_payout one_customer$`),
      ),
      expect.stringMatching(
        new RegExp(`^${small.handle} +left out: \\$1\\.00 is below the minimum of \\$50\\.00\\.$`),
      ),
      '1 payouts of $1,234.00 would be requested. Nothing was.',
    ]);
    expect(dry.json).toMatchObject({
      dryRun: true,
      batchId: null,
      partners: [{ requested: true, amount: '123400' }, {}],
    });
    expect(await db.payout.count()).toBe(0);

    const made = await payoutsRun.run({});
    const [batch] = await db.payoutBatch.findMany();
    expect(made.json).toMatchObject({ dryRun: false, batchId: batch?.id, payouts: [{ amount: '123400' }] });
    expect(batch).toMatchObject({ origin: 'command', createdBy: null, month: null });
    expect(await db.payout.findMany()).toMatchObject([{ batchId: batch?.id, status: 'requested' }]);
    expect(await payoutsRun.run({})).toEqual({
      lines: ['Nobody can be paid now.'],
      json: { dryRun: false, batchId: null, payouts: [] },
    });
  });
});
