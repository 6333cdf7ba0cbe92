import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { requestPayout } = await import('./request-payout.server');
const { cancelPayout } = await import('./cancel-payout.server');
const { rejectPayout } = await import('./reject-payout.server');
const { requestScheduledPayouts } = await import('./schedule-payouts.server');
const { getStatement } = await import('~/domain/reporting/payout-statement.server');
const { getPayout, listPayouts } = await import('~/domain/payout/payouts.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const asPartner = (partnerId: string, userId: string) => ({
  kind: 'partner' as const,
  partnerId,
  userId,
  keyId: null,
  role: 'owner' as const,
});
const asAdmin = async () => ({
  kind: 'admin' as const,
  userId: (await build.buildUser({ role: 'admin' })).id,
  keyId: null,
});

async function payable(amounts: bigint[]) {
  const { partner, owner } = await build.buildPayablePartner();
  const commissions = [];
  for (const [index, amount] of amounts.entries()) {
    commissions.push(await build.buildReleasedCommission(partner.id, amount, index));
  }
  return { partner, commissions, scope: asPartner(partner.id, owner.id) };
}

async function itemsOf(payoutId: string): Promise<Record<string, bigint>> {
  const items = await db.payoutItem.findMany({ where: { payoutId } });
  return Object.fromEntries(items.map((item) => [item.commissionId, item.amount]));
}

describe('a request', () => {
  it('takes everything available, oldest first, and books it in transit', async () => {
    const { partner, commissions, scope } = await payable([3000n, 2000n]);
    const made = await requestPayout({ by: scope, partnerId: partner.id, at });
    expect(made).toMatchObject({ outcome: 'created', amount: 5000n, currency: 'USD' });
    if (made.outcome !== 'created') return;
    expect(await itemsOf(made.payoutId)).toEqual({
      [commissions[0]?.id ?? '']: 3000n,
      [commissions[1]?.id ?? '']: 2000n,
    });
    const { cached, proven } = await build.balanceOf(partner.id);
    expect(cached).toEqual({ pending: 0n, available: 0n, inTransit: 5000n, paid: 0n });
    expect(proven).toEqual(cached);
    const audit = await db.auditEntry.findMany({ where: { subjectId: made.payoutId } });
    expect(audit).toMatchObject([
      { action: 'payout.requested', actorKind: 'partner', actorUserId: scope.userId },
    ]);
    expect(await getPayout(scope, made.payoutId)).toMatchObject({
      status: 'requested',
      origin: 'partner',
      approvals: [],
    });
  });

  it('of a smaller amount carries the last commission in part, and the next request the rest', async () => {
    const { partner, commissions, scope } = await payable([6000n, 6000n]);
    const first = await requestPayout({ by: scope, partnerId: partner.id, amount: 7000n, at });
    const second = await requestPayout({ by: scope, partnerId: partner.id, at });
    if (first.outcome !== 'created' || second.outcome !== 'created') throw new Error('both are possible');
    expect(await itemsOf(first.payoutId)).toEqual({
      [commissions[0]?.id ?? '']: 6000n,
      [commissions[1]?.id ?? '']: 1000n,
    });
    expect(await itemsOf(second.payoutId)).toEqual({ [commissions[1]?.id ?? '']: 5000n });
  });

  it('carries clawbacks of what an earlier payout took', async () => {
    const { partner, commissions, scope } = await payable([9000n]);
    await requestPayout({ by: scope, partnerId: partner.id, at });
    await build.reverseCommission(commissions[0]?.id ?? '', 2000n);
    expect((await build.balanceOf(partner.id)).cached.available).toBe(-2000n);
    const later = await build.buildReleasedCommission(partner.id, 7000n);
    const made = await requestPayout({ by: scope, partnerId: partner.id, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    expect(made.amount).toBe(5000n);
    expect(await itemsOf(made.payoutId)).toEqual({ [commissions[0]?.id ?? '']: -2000n, [later.id]: 7000n });
  });

  it('is refused with the reason', async () => {
    const { partner, scope } = await payable([4999n]);
    const ask = (amount?: bigint) => requestPayout({ by: scope, partnerId: partner.id, amount, at });
    expect(await ask()).toMatchObject({ outcome: 'below_minimum', available: 4999n, minimum: 5000n });
    expect(await ask(5000n)).toMatchObject({ outcome: 'insufficient' });
    await db.user.update({ where: { id: scope.userId }, data: { emailVerifiedAt: null } });
    expect(await ask()).toMatchObject({ outcome: 'email_unverified' });
    await db.partner.update({ where: { id: partner.id }, data: { status: 'suspended' } });
    expect(await ask()).toMatchObject({ outcome: 'not_active' });
    const none = await build.buildPayablePartner({ account: false });
    await build.buildReleasedCommission(none.partner.id, 5000n);
    expect(await requestPayout({ by: await asAdmin(), partnerId: none.partner.id, at })).toMatchObject({
      outcome: 'no_account',
    });
    expect(await requestPayout({ by: await asAdmin(), partnerId: 'par_none', at })).toEqual({
      outcome: 'not_found',
    });
  });

  it('is refused when the ledger holds money that no commission explains', async () => {
    const { partner, commissions, scope } = await payable([9000n]);
    await db.commission.update({
      where: { id: commissions[0]?.id },
      data: { amount: 8000n, uncapped: 8000n },
    });
    expect(await requestPayout({ by: scope, partnerId: partner.id, at })).toMatchObject({
      outcome: 'not_covered',
    });
    expect((await build.balanceOf(partner.id)).cached.available).toBe(9000n);
  });

  it('never takes more than there is, however many ask at once', async () => {
    const { partner, scope } = await payable([6000n, 6000n, 6000n]);
    const asked = await Promise.all(
      Array.from({ length: 40 }, () =>
        requestPayout({ by: scope, partnerId: partner.id, amount: 5000n, at }),
      ),
    );
    expect(asked.filter((one) => one.outcome === 'created')).toHaveLength(3);
    const { cached, proven } = await build.balanceOf(partner.id);
    expect(cached).toMatchObject({ available: 3000n, inTransit: 15_000n });
    expect(proven).toEqual(cached);
  });
});

describe('taking back and rejecting', () => {
  it('makes the amount available again, for another request', async () => {
    const { partner, scope } = await payable([5000n]);
    for (const [n, end] of (['cancel', 'reject'] as const).entries()) {
      // an instant later: of two of one instant nobody could say which is the newer
      const made = await requestPayout({ by: scope, partnerId: partner.id, at: at + n });
      if (made.outcome !== 'created') throw new Error(made.outcome);
      const { payoutId } = made;
      const ended =
        end === 'cancel'
          ? await cancelPayout({ scope, payoutId, at })
          : await rejectPayout({ scope: await asAdmin(), payoutId, reason: 'Please use your own name.', at });
      expect(ended.outcome).toBe(end === 'cancel' ? 'canceled' : 'rejected');
      expect((await build.balanceOf(partner.id)).proven).toMatchObject({ available: 5000n, inTransit: 0n });
      expect(await cancelPayout({ scope, payoutId, at })).toMatchObject({ outcome: 'wrong_state' });
    }
    const { data } = await listPayouts(scope, {}, { limit: 10 });
    expect(data.map((payout) => [payout.status, payout.reason])).toEqual([
      ['rejected', 'Please use your own name.'],
      ['canceled', null],
    ]);
  });

  it("is not for another partner's", async () => {
    const { partner, scope } = await payable([5000n]);
    const other = await payable([5000n]);
    const made = await requestPayout({ by: scope, partnerId: partner.id, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    expect(await cancelPayout({ scope: other.scope, payoutId: made.payoutId, at })).toEqual({
      outcome: 'not_found',
    });
    expect(await getPayout(other.scope, made.payoutId)).toBeUndefined();
    expect(await getStatement(other.scope, made.payoutId)).toBeUndefined();
    // an own scope wins over the partner named
    expect(await requestPayout({ by: other.scope, partnerId: partner.id, at })).toMatchObject({
      outcome: 'created',
    });
    expect((await listPayouts(other.scope, { partnerId: partner.id }, { limit: 9 })).data).toHaveLength(1);
  });
});

describe('the 1st of a month', () => {
  it('asks for every eligible partner once, unless it turned that off', async () => {
    const month = Date.UTC(2026, 7, 1);
    await requestScheduledPayouts(month);
    const eligible = await payable([5000n]);
    await payable([4999n]);
    const off = await build.buildPayablePartner({ automatic: false });
    const paused = await build.buildPayablePartner({ status: 'paused' });
    for (const { partner } of [off, paused]) await build.buildReleasedCommission(partner.id, 5000n);
    const before = await db.payout.count();
    const counts = await Promise.all([requestScheduledPayouts(month), requestScheduledPayouts(month)]);
    expect(counts[0] + counts[1]).toBe(1);
    expect(await db.payout.count()).toBe(before + 1);
    const { data } = await listPayouts(eligible.scope, {}, { limit: 10 });
    expect(data).toMatchObject([
      { origin: 'schedule', amount: 5000n, requestedAt: month, status: 'requested' },
    ]);
    // canceled by the partner: not asked for again this month, but next month
    await cancelPayout({ scope: eligible.scope, payoutId: data[0]?.id ?? '', at });
    expect(await requestScheduledPayouts(month)).toBe(0);
    expect(await requestScheduledPayouts(Date.UTC(2026, 8, 1))).toBeGreaterThan(0);
  });
});

describe('the statement', () => {
  it('lists each commission with its customer, cause and rule, and stays as it was', async () => {
    const { partner, commissions, scope } = await payable([3000n, 2000n]);
    const made = await requestPayout({ by: scope, partnerId: partner.id, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const statement = await getStatement(scope, made.payoutId);
    expect(statement).toMatchObject({ amount: 5000n, partner: { handle: partner.handle }, requestedAt: at });
    expect(statement?.lines).toMatchObject([
      {
        commissionId: commissions[0]?.id,
        rewardName: 'Casual referral',
        terms: 'developer',
        amount: '3000',
        cause: { type: 'customer' },
      },
      { commissionId: commissions[1]?.id, amount: '2000' },
    ]);
    await build.reverseCommission(commissions[0]?.id ?? '', 3000n);
    await db.partner.update({ where: { id: partner.id }, data: { name: 'Renamed' } });
    expect(await getStatement(scope, made.payoutId)).toEqual(statement);
  });
});
