import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { beginRun } = await import('~/test-support/begin-run');
const { settleAt } = await import('~/test-support/stored-books');
const { publishTerms } = await import('./publish-terms.server');
const { defaultTerms } = await import('~/domain/program/terms');
const { addDays } = await import('~/kernel/time');
const { now } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');

type Run = Awaited<ReturnType<typeof beginRun>>;
const here = { ago: 0 };

/** An agency's client that pays $1,000.00 and stays long enough for $200.00 to be released. */
async function releasedClient(run: Run, customer: string, domain: string): Promise<void> {
  await run.invite({ partner: 'solo', domain, ...here });
  await run.wait(1);
  await run.signUp({ customer, domain, visitor: false, named: false, ...here });
  await run.pay({ customer, months: 1, amount: 100_000, ...here });
  await run.wait(90);
  await run.use({ customer, days: 1, apiCalls: 1, ...here });
  await run.wait(31);
}

// Each step is compared with the second reading of the rules (app/test-support/model-run.ts) besides what is said here.
describe('lives of money, through the flows', () => {
  it('a clawback makes available negative; nothing is paid until the balance is at the minimum again', {
    timeout: 120_000,
  }, async () => {
    const run = await beginRun();
    await releasedClient(run, 'k0', 'acme.dev');
    await run.requestPayout({ partner: 'solo', part: false });
    await run.approvePayout(0);
    await run.check();
    expect(run.strip('solo')).toMatchObject({ available: 0n, inTransit: 0n, paid: 20_000n });
    await run.refund({ which: 0, percent: 100, ...here });
    await run.check();
    expect(run.strip('solo')).toMatchObject({ available: -20_000n, paid: 20_000n });
    await run.requestPayout({ partner: 'solo', part: false });
    await releasedClient(run, 'k1', 'globex.dev');
    expect(run.strip('solo').available).toBe(0n);
    await run.requestPayout({ partner: 'solo', part: false });
    await releasedClient(run, 'k2', 'third.dev');
    expect(run.strip('solo').available).toBe(20_000n);
    expect(run.payouts).toHaveLength(1);
    await run.requestPayout({ partner: 'solo', part: false });
    await run.approvePayout(1);
    await run.check();
    expect(run.strip('solo')).toMatchObject({ available: 0n, paid: 40_000n });
  });

  it('a suspended partner keeps what it has and is paid nothing; what is paid while it is paused earns nothing', {
    timeout: 120_000,
  }, async () => {
    const run = await beginRun();
    await releasedClient(run, 'k0', 'acme.dev');
    await run.requestPayout({ partner: 'solo', part: true });
    await run.changeStanding({ partner: 'solo', status: 'suspended' });
    await run.approvePayout(0);
    await run.requestPayout({ partner: 'solo', part: false });
    await run.pay({ customer: 'k0', months: 3, amount: 900_000, ...here });
    await run.wait(61);
    expect(run.strip('solo')).toMatchObject({ pending: 0n, available: 14_999n, inTransit: 5_001n, paid: 0n });
    await run.changeStanding({ partner: 'solo', status: 'active' });
    await run.approvePayout(0);
    await run.check();
    expect(run.strip('solo')).toMatchObject({ available: 14_999n, paid: 5_001n });
  });

  it('what a payout carried in part is paid once a refund took the rest', { timeout: 120_000 }, async () => {
    const run = await beginRun();
    await releasedClient(run, 'k0', 'acme.dev');
    await run.requestPayout({ partner: 'solo', part: true });
    await run.approvePayout(0);
    expect(await db.commission.findMany()).toMatchObject([{ status: 'released', paidAt: null }]);
    await run.refund({ which: 0, percent: 75, ...here });
    await run.check();
    expect(run.strip('solo')).toMatchObject({ available: -1n, paid: 5_001n });
    const { paidAt } = await db.payout.findFirstOrThrow();
    expect(await db.commission.findMany()).toMatchObject([{ status: 'paid', paidAt, reversed: 15_000n }]);
  });

  it.each([
    ['allowed', { available: 20_000n }],
    ['denied', { available: 0n, pending: 0n }],
  ] as const)(
    'a self-referral is frozen until an admin has spoken: %s',
    { timeout: 120_000 },
    async (outcome, left) => {
      const run = await beginRun();
      await releasedClient(run, 'k0', 'partner.test');
      expect(run.strip('solo')).toMatchObject({ pending: 20_000n, available: 0n });
      await run.decide({ customer: 'k0', outcome });
      await run.check();
      expect(run.strip('solo')).toMatchObject(left);
    },
  );

  it('a referral keeps the version of the terms it began with', { timeout: 120_000 }, async () => {
    const run = await beginRun();
    await releasedClient(run, 'k0', 'acme.dev');
    const agency = defaultTerms.find((terms) => terms.key === 'agency');
    if (!agency) throw new Error('the shipped terms have an agency');
    const rewards = agency.rewards.map((reward) => ({
      ...reward,
      ...(reward.kind === 'share' ? { rateBps: 1_000n } : {}),
    }));
    const { version: _, ...terms } = agency;
    const scope = { kind: 'admin', userId: 'usr_one', keyId: null } as const;
    expect(await publishTerms(scope, { ...terms, rewards, effectiveAt: undefined })).toMatchObject({
      outcome: 'published',
    });
    await run.invite({ partner: 'solo', domain: 'globex.dev', ...here });
    await run.signUp({ customer: 'k1', domain: 'globex.dev', visitor: false, named: false, ...here });
    await run.pay({ customer: 'k0', months: 1, amount: 100_000, ...here });
    await run.pay({ customer: 'k1', months: 1, amount: 100_000, ...here });
    await settleAt(new Date(addDays(now(), 1)).toISOString());
    const rows = await db.commission.findMany({ include: { customer: true }, orderBy: { accruedAt: 'asc' } });
    expect(rows.map((row) => [row.customer?.externalId, row.termsVersion, row.amount])).toEqual([
      ['k0', 1, 20_000n],
      ['k0', 1, 20_000n],
      ['k1', 2, 10_000n],
    ]);
  });
});
