import { afterAll, describe, expect, it } from 'vitest';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { approvePayout } = await import('./approve-payout.server');
const { cancelPayout } = await import('./cancel-payout.server');
const { rejectPayout } = await import('./reject-payout.server');
const { requestPayout } = await import('./request-payout.server');
const { sendDuePayouts } = await import('./send-payout.server');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const admin = async () => (await build.buildUser({ role: 'admin' })).id;

async function requested(amount = 5000n) {
  const { partner, owner } = await build.buildPayablePartner();
  const commission = await build.buildReleasedCommission(partner.id, amount);
  const scope = {
    kind: 'partner' as const,
    partnerId: partner.id,
    userId: owner.id,
    keyId: null,
    role: 'owner' as const,
  };
  const made = await requestPayout({ by: scope, partnerId: partner.id, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return { partner, owner, scope, commission, payoutId: made.payoutId };
}

const transfersOf = async (payoutId: string) => {
  const { data } = (await stripe.control('/transfers')) as { data: Array<{ transferGroup: string }> };
  return data.filter((transfer) => transfer.transferGroup === payoutId);
};
const statusOf = async (id: string) => (await db.payout.findUniqueOrThrow({ where: { id } })).status;

/** What the approvals of one payout leave behind, however many there were. */
async function expectOneEffect(payoutId: string): Promise<void> {
  expect(await db.payoutApproval.count({ where: { payoutId } })).toBe(1);
  expect(await db.auditEntry.count({ where: { subjectId: payoutId, action: 'payout.approved' } })).toBe(1);
  await Promise.all([sendDuePayouts(), sendDuePayouts(), sendDuePayouts()]);
  expect(await transfersOf(payoutId)).toHaveLength(1);
  expect(await statusOf(payoutId)).toBe('paid');
}

/** A planted bug: reads, decides, and writes what was decided. */
async function approveByReadingFirst(payoutId: string, userId: string): Promise<void> {
  const payout = await db.payout.findUniqueOrThrow({ where: { id: payoutId } });
  if (payout.status !== 'requested') return;
  const { manifestHash, partnerId } = payout;
  const data = [{ payoutId, userId, manifestHash, at: new Date(at) }];
  await db.payoutApproval.createMany({ data, skipDuplicates: true }).catch(() => {});
  await db.payout.update({
    where: { id: payoutId },
    data: { status: 'approved', decidedAt: new Date(at) },
  });
  const entry = { action: 'payout.approved', subjectType: 'payout', subjectId: payoutId, partnerId };
  await db.auditEntry.create({
    data: { ...entry, at: new Date(at), actorKind: 'admin', actorUserId: userId },
  });
}

describe('approvals', () => {
  it('500 at once have one effect and send one transfer', { timeout: 120_000 }, async () => {
    const { payoutId } = await requested();
    const admins = await Promise.all([admin(), admin()]);
    const outcomes = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        approvePayout({ payoutId, adminUserId: admins[index % 2] ?? '', keyId: null, at }),
      ),
    );
    const counts = outcomes.map((one) => one.outcome);
    expect(counts.filter((one) => one === 'approved')).toHaveLength(1);
    expect(counts.filter((one) => one === 'wrong_state')).toHaveLength(499);
    await expectOneEffect(payoutId);
  });

  it('a planted bug turns that red: an approval that reads first and writes then', async () => {
    const { payoutId } = await requested();
    const userId = await admin();
    await Promise.all(Array.from({ length: 50 }, () => approveByReadingFirst(payoutId, userId)));
    await expect(expectOneEffect(payoutId)).rejects.toThrow();
  });

  it('above the limit two admins are needed, and keys of one admin are one admin', async () => {
    const { payoutId } = await requested(100_001n);
    const [ann, bob] = [await admin(), await admin()];
    const approve = (adminUserId: string, keyId: string | null) =>
      approvePayout({ payoutId, adminUserId, keyId, at });
    expect(await approve(ann, 'key-1')).toEqual({
      outcome: 'needs_another',
      status: 'requested',
      approvals: 1,
      needed: 2,
    });
    const again = await Promise.all(['key-2', 'key-3', null].map((key) => approve(ann, key)));
    expect(again.map((one) => one.outcome)).toEqual([
      'already_approved',
      'already_approved',
      'already_approved',
    ]);
    expect(await statusOf(payoutId)).toBe('requested');
    expect(await approve(bob, null)).toEqual({
      outcome: 'approved',
      status: 'approved',
      approvals: 2,
      needed: 2,
    });
  });

  it('above the limit one of those who approve has not made the terms or the rate', async () => {
    const { payoutId, partner } = await requested(100_001n);
    const [ann, bob, cleo] = [await admin(), await admin(), await admin()];
    const standing = { partnerId: partner.id, status: 'active' as const, termsKey: 'developer' };
    const rates: Array<[bigint | null, string]> = [
      [null, cleo],
      [1500n, ann],
      [2000n, bob],
    ];
    for (const [rateBps, byUserId] of rates)
      await db.partnerStanding.create({ data: { ...standing, rateBps, byUserId, at: new Date(at) } });
    const outcomes = [];
    for (const adminUserId of [ann, bob, cleo])
      outcomes.push((await approvePayout({ payoutId, adminUserId, keyId: null, at })).outcome);
    expect(outcomes).toEqual(['needs_another', 'needs_another', 'approved']);
  });

  it('exactly at the limit one suffices', async () => {
    const { payoutId } = await requested(100_000n);
    expect(await approvePayout({ payoutId, adminUserId: await admin(), keyId: null, at })).toMatchObject({
      outcome: 'approved',
    });
  });

  it('nobody approves a payout of a partner they belong to', async () => {
    const { payoutId, owner, partner } = await requested();
    const belongs = await admin();
    await db.partnerMember.create({
      data: { partnerId: partner.id, userId: belongs, role: 'viewer', joinedAt: new Date(0) },
    });
    for (const adminUserId of [owner.id, belongs]) {
      expect(await approvePayout({ payoutId, adminUserId, keyId: null, at })).toMatchObject({
        outcome: 'own_payout',
      });
    }
    expect(await approvePayout({ payoutId: 'po_none', adminUserId: belongs, keyId: null, at })).toEqual({
      outcome: 'not_found',
    });
  });

  it('a refund, another account or another manifest since the request refuse it; rejecting gives the money back', async () => {
    const refunded = await requested(9000n);
    await build.reverseCommission(refunded.commission.id, 1n);
    const moved = await requested();
    await db.partner.update({
      where: { id: moved.partner.id },
      data: { stripeAccountId: `acct_${moved.partner.id}` },
    });
    const seen = await requested();
    const adminUserId = await admin();
    for (const { payoutId } of [refunded, moved]) {
      expect(await approvePayout({ payoutId, adminUserId, keyId: null, at })).toMatchObject({
        outcome: 'changed',
      });
    }
    const manifestHash = 'f'.repeat(64);
    const { payoutId } = seen;
    expect(await approvePayout({ payoutId, adminUserId, keyId: null, manifestHash, at })).toMatchObject({
      outcome: 'changed',
    });
    const scope = { kind: 'admin' as const, userId: adminUserId, keyId: null };
    await rejectPayout({ scope, payoutId: refunded.payoutId, reason: 'A customer was refunded.', at });
    expect((await build.balanceOf(refunded.partner.id)).proven).toMatchObject({
      available: 8999n,
      inTransit: 0n,
    });
  });

  it('a partner suspended, or an account that stopped being payable, since the request', async () => {
    const [suspended, unpayable] = [await requested(), await requested()];
    await db.partner.update({ where: { id: suspended.partner.id }, data: { status: 'suspended' } });
    await db.partner.update({ where: { id: unpayable.partner.id }, data: { payable: false } });
    const adminUserId = await admin();
    const approve = (payoutId: string) => approvePayout({ payoutId, adminUserId, keyId: null, at });
    expect(await approve(suspended.payoutId)).toMatchObject({ outcome: 'not_active' });
    expect(await approve(unpayable.payoutId)).toMatchObject({ outcome: 'no_account' });
  });

  it('against a cancellation at the same time: one of the two, never both', async () => {
    for (let round = 0; round < 20; round++) {
      const { payoutId, scope } = await requested();
      const adminUserId = await admin();
      const [approved, canceled] = await Promise.all([
        approvePayout({ payoutId, adminUserId, keyId: null, at }),
        cancelPayout({ scope, payoutId, at }),
      ]);
      expect([approved.outcome, canceled.outcome].sort()).toEqual(
        (await statusOf(payoutId)) === 'approved' ? ['approved', 'wrong_state'] : ['canceled', 'wrong_state'],
      );
    }
  });
});
