import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY_MS, type Instant } from '~/kernel/time';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { getPayoutContexts } = await import('./payout-queue.server');
const { committedToStripe } = await import('./payout-batch.server');
const { approvePayout } = await import('~/flows/approve-payout.server');
const { requestPayout } = await import('~/flows/request-payout.server');
const { sendDuePayouts } = await import('~/flows/send-payout.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const admin = { kind: 'admin' as const, userId: (await build.buildUser({ role: 'admin' })).id, keyId: null };

/** A partner whose payout stands out by nothing: paid before, from two customers each time. */
async function settled() {
  const { partner } = await build.buildPayablePartner();
  const payoutId = await requested(partner.id, [3000n, 3000n]);
  await approvePayout({ payoutId, adminUserId: admin.userId, keyId: null, at });
  await sendDuePayouts();
  return partner;
}

async function requested(partnerId: string, amounts: readonly bigint[]): Promise<string> {
  for (const amount of amounts) await build.buildReleasedCommission(partnerId, amount);
  const made = await requestPayout({ by: 'operator', partnerId, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.payoutId;
}

const contextOf = async (id: string, now: Instant = at) =>
  (await getPayoutContexts(admin, [id], now)).get(id);

/** A customer the partner is credited with, who paid so many times; one who came by Impact is nobody's. */
async function referred(partnerId: string, payments: number, when: Instant = at - DAY_MS) {
  const customer = await build.buildCustomer();
  const instant = new Date(when);
  await db.referral.create({
    data: {
      ...{
        id: randomUUID(),
        customerId: customer.id,
        channel: 'partner',
        partnerId,
        reason: 'click',
        termsKey: 'developer',
        termsVersion: 1,
      },
      ...{ linkedAt: instant, creditedAt: instant, createdAt: instant },
    },
  });
  return Promise.all(
    Array.from({ length: payments }, () =>
      db.payment.create({
        data: {
          ...{
            id: randomUUID(),
            externalId: randomUUID(),
            customerId: customer.id,
            at: instant,
            amount: 1000n,
          },
          ...{ currency: 'USD', basis: 1000n, source: 'product', eventId: randomUUID(), createdAt: instant },
        },
      }),
    ),
  );
}
const refund = (paymentId: string) =>
  db.refund.create({
    data: {
      ...{ id: randomUUID(), externalId: randomUUID(), paymentId, at: new Date(at) },
      amount: 1n,
      eventId: randomUUID(),
    },
  });
const dispute = (paymentId: string, outcome: string | null) =>
  db.dispute.create({
    data: {
      ...{
        id: randomUUID(),
        externalId: randomUUID(),
        paymentId,
        openedAt: new Date(at),
        eventId: randomUUID(),
      },
      ...(outcome === null ? {} : { outcome, closedAt: new Date(at) }),
    },
  });

describe('what stands out about a payout', () => {
  it('nothing, beside the payout before it', async () => {
    const partner = await settled();
    const id = await requested(partner.id, [2500n, 3500n, 1500n]);
    expect(await contextOf(id)).toEqual({ payoutId: id, flags: [], items: 3, recovered: 0, last: 6000n });
  });

  it('the first one, from one customer', async () => {
    const { partner } = await build.buildPayablePartner();
    const id = await requested(partner.id, [5000n]);
    expect(await contextOf(id)).toMatchObject({ flags: ['first_payout', 'one_customer'], last: null });
  });

  it('more than three times the mean', async () => {
    const partner = await settled();
    const id = await requested(partner.id, [9000n, 9000n, 1n]);
    expect((await contextOf(id))?.flags).toEqual(['above_mean']);
  });

  it('a refund since, another account, an account that is not ready, a suspension', async () => {
    const partner = await settled();
    const [first, second] = [
      await build.buildReleasedCommission(partner.id, 4000n),
      await build.buildReleasedCommission(partner.id, 4000n),
    ];
    const id = await requested(partner.id, []);
    await build.reverseCommission(first.id, 1n);
    expect((await contextOf(id))?.flags).toEqual(['changed']);
    expect(second.amount).toBe(4000n);
    const next = await settled();
    const other = await requested(next.id, [4000n, 4000n]);
    await db.partner.update({ where: { id: next.id }, data: { payable: false, status: 'suspended' } });
    expect((await contextOf(other))?.flags).toEqual(['partner_not_active', 'account_not_ready']);
    await db.partner.update({ where: { id: next.id }, data: { stripeAccountId: `acct_${next.id}` } });
    expect((await contextOf(other))?.flags).toContain('changed');
  });

  it('that whoever looks belongs to the partner, and not somebody who left', async () => {
    const partner = await settled();
    const id = await requested(partner.id, [4000n, 4000n]);
    const key = { partnerId: partner.id, userId: admin.userId };
    await db.partnerMember.create({ data: { ...key, role: 'viewer', joinedAt: new Date(0) } });
    expect((await contextOf(id))?.flags).toEqual(['own_partner']);
    await db.partnerMember.updateMany({ where: key, data: { leftAt: new Date(at) } });
    expect((await contextOf(id))?.flags).toEqual([]);
  });

  it('many refunds and disputes of the last year, but for those that were won', async () => {
    const partner = await settled();
    const id = await requested(partner.id, [4000n, 4000n]);
    const sales = [...(await referred(partner.id, 7)), ...(await referred(partner.id, 6))];
    await referred(partner.id, 50, at - 366 * DAY_MS);
    const [first, second, third, fourth] = sales.map((sale) => sale.id) as [string, string, string, string];
    await refund(first);
    await refund(first);
    await dispute(second, 'won');
    const failed = await refund(second);
    const { externalId, paymentId, at: undoneAt, eventId } = failed;
    await db.refundUndone.create({ data: { externalId, paymentId, at: undoneAt, eventId } });
    await dispute(third, 'lost');
    expect((await contextOf(id))?.flags, '2 of 13 are more than 15 %').toEqual(['refund_rate']);
    await referred(partner.id, 1);
    expect((await contextOf(id))?.flags, '2 of 14 are not').toEqual([]);
    await dispute(fourth, null);
    expect((await contextOf(id))?.flags, 'an open dispute counts').toEqual(['refund_rate']);
    expect((await contextOf(id, at + 400 * DAY_MS))?.flags, 'a year later they are history').toEqual([]);
  });
});

it('what approved payouts still take from the balance', async () => {
  await sendDuePayouts();
  expect(await committedToStripe(admin, 'USD')).toBe(0n);
  const { partner } = await build.buildPayablePartner();
  const payoutId = await requested(partner.id, [5000n]);
  await approvePayout({ payoutId, adminUserId: admin.userId, keyId: null, at });
  expect(await committedToStripe(admin, 'USD')).toBe(5000n);
  expect(await committedToStripe(admin, 'EUR')).toBe(0n);
  await sendDuePayouts();
  expect(await committedToStripe(admin, 'USD')).toBe(0n);
});
