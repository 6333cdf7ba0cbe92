import { afterAll, describe, expect, it } from 'vitest';
import type { BatchOutcome } from '~/domain/payout/batch-outcome';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { approveBatch } = await import('./approve-batch.server');
const { approvePayout } = await import('./approve-payout.server');
const { cancelPayout } = await import('./cancel-payout.server');
const { rejectPayout } = await import('./reject-payout.server');
const { requestBatch } = await import('./request-batch.server');
const { requestPayout } = await import('./request-payout.server');
const { sendDuePayouts } = await import('./send-payout.server');
const { batchManifest } = await import('~/domain/payout/batch-manifest');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const admin = async () => (await build.buildUser({ role: 'admin' })).id;
const adminScope = (userId: string) => ({ kind: 'admin' as const, userId, keyId: null });

interface Loaded {
  batchId: string;
  chosen: Array<{ payoutId: string; manifestHash: string }>;
  manifestHash: string;
}

/** A batch of partners with one commission each, as an admin's page shows it. */
async function batchOf(amounts: readonly bigint[], by?: string) {
  const made = [];
  for (const amount of amounts) {
    const { partner, owner } = await build.buildPayablePartner();
    made.push({ partner, owner, commission: await build.buildReleasedCommission(partner.id, amount) });
  }
  const partnerIds = made.map(({ partner }) => partner.id);
  const requested = await requestBatch({ by: adminScope(by ?? (await admin())), partnerIds, at });
  if (requested.outcome !== 'created') throw new Error(requested.outcome);
  const payoutOf = new Map(requested.payouts.map(({ partnerId, payoutId }) => [partnerId, payoutId]));
  const payouts = made.map((one) => ({ ...one, id: payoutOf.get(one.partner.id) ?? '' }));
  return { batchId: requested.batchId, payouts, loaded: await load(requested.batchId) };
}

/** What the page of a batch carries: every payout that is requested, or those given. */
async function load(batchId: string, ids?: readonly string[]): Promise<Loaded> {
  const rows = await db.payout.findMany({
    where: { batchId, ...(ids ? { id: { in: [...ids] } } : { status: 'requested' }) },
  });
  const lines = rows.map(({ id, ...row }) => ({ ...row, payoutId: id }));
  const { hash } = await batchManifest(batchId, lines);
  return {
    batchId,
    chosen: lines.map(({ payoutId, manifestHash }) => ({ payoutId, manifestHash })),
    manifestHash: hash,
  };
}

async function approve(loaded: Loaded, adminUserId: string): Promise<Map<string, BatchOutcome>> {
  const result = await approveBatch({ ...loaded, note: 'All were looked at.', adminUserId, keyId: null, at });
  if (result.outcome !== 'approved') throw new Error(result.outcome);
  return new Map(result.results.map(({ payoutId, outcome }) => [payoutId, outcome]));
}

const statusOf = async (id: string) => (await db.payout.findUniqueOrThrow({ where: { id } })).status;
const statuses = async (batchId: string) =>
  (await db.payout.findMany({ where: { batchId }, orderBy: { amount: 'asc' } })).map(({ status }) => status);
const transfersOf = async (ids: readonly string[]) => {
  const { data } = (await stripe.control('/transfers')) as { data: Array<{ transferGroup: string }> };
  return data.map(({ transferGroup }) => transferGroup).filter((id) => ids.includes(id));
};
const send = () => Promise.all([sendDuePayouts(), sendDuePayouts()]);

/** Whatever the admins did at once: one approval, one log entry and one transfer of each payout. */
async function expectOneEffectEach(ids: readonly string[]): Promise<void> {
  await send();
  for (const payoutId of ids) {
    expect(await db.payoutApproval.count({ where: { payoutId } })).toBe(1);
    expect(await db.auditEntry.count({ where: { subjectId: payoutId, action: 'payout.approved' } })).toBe(1);
    expect(await statusOf(payoutId)).toBe('paid');
  }
  expect((await transfersOf(ids)).sort()).toEqual([...ids].sort());
}

describe('two admins', () => {
  it('approve the same batch at once: one effect each, and the second is told', {
    timeout: 60_000,
  }, async () => {
    const { loaded, payouts, batchId } = await batchOf([5000n, 6000n, 7000n, 8000n, 9000n]);
    const [ann, bob] = [await admin(), await admin()];
    const [first, second] = await Promise.all([approve(loaded, ann), approve(loaded, bob)]);
    for (const { id } of payouts)
      expect([first.get(id), second.get(id)].sort()).toEqual(['approved', 'decided_before']);
    expect(await db.payoutBatchApproval.count({ where: { batchId } })).toBe(2);
    await expectOneEffectEach(payouts.map(({ id }) => id));
    const later = await approve(loaded, await admin());
    expect(new Set(later.values())).toEqual(new Set(['decided_before']));
  });

  it('above the limit both are needed, payout by payout', async () => {
    const { loaded, payouts, batchId } = await batchOf([5000n, 100_001n]);
    const [ann, bob] = [await admin(), await admin()];
    const [small, large] = payouts.map(({ id }) => id) as [string, string];
    const first = await approve(loaded, ann);
    expect([first.get(small), first.get(large)]).toEqual(['approved', 'needs_another']);
    expect((await approve(loaded, ann)).get(large)).toBe('needs_another');
    expect(await statuses(batchId)).toEqual(['approved', 'requested']);
    const second = await approve(await load(batchId), bob);
    expect([...second]).toEqual([[large, 'approved']]);
  });

  it('one excludes while the other approves: never both', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 10; round++) {
      const { loaded, payouts } = await batchOf([5000n, 6000n]);
      const [ann, bob] = [await admin(), await admin()];
      const [out, kept] = payouts.map(({ id }) => id) as [string, string];
      const [approved, rejected] = await Promise.all([
        approve(loaded, ann),
        rejectPayout({ scope: adminScope(bob), payoutId: out, reason: 'Looks odd.', at }),
      ]);
      // an approved one may still be stopped until it is sent: the exclusion has the last word either way
      expect(rejected.outcome).toBe('rejected');
      expect(['approved', 'ended']).toContain(approved.get(out));
      expect(await statusOf(out)).toBe('rejected');
      expect(approved.get(kept)).toBe('approved');
      await send();
      expect(await transfersOf([out, kept])).toEqual([kept]);
    }
  });
});

describe('one admin', () => {
  it('clicks twice: one approval, one effect, the same answer', { timeout: 60_000 }, async () => {
    const { loaded, payouts, batchId } = await batchOf([5000n, 6000n, 7000n]);
    const ann = await admin();
    const clicks = await Promise.all([approve(loaded, ann), approve(loaded, ann), approve(loaded, ann)]);
    for (const click of clicks) expect(new Set(click.values())).toEqual(new Set(['approved']));
    expect(await db.payoutBatchApproval.count({ where: { batchId } })).toBe(1);
    expect(await db.auditEntry.count({ where: { subjectId: batchId } })).toBe(1);
    await expectOneEffectEach(payouts.map(({ id }) => id));
  });

  it('was interrupted after the first payout: approving again approves the rest', async () => {
    const { loaded, payouts, batchId } = await batchOf([5000n, 6000n]);
    const ann = await admin();
    const [before] = loaded.chosen;
    await approvePayout({ payoutId: before?.payoutId ?? '', adminUserId: ann, keyId: null, at });
    expect(new Set((await approve(loaded, ann)).values())).toEqual(new Set(['approved']));
    expect(await statuses(batchId)).toEqual(['approved', 'approved']);
    await expectOneEffectEach(payouts.map(({ id }) => id));
  });

  it('has a payout of the own partner in it: that one is left for another admin', async () => {
    const ann = await admin();
    const { loaded, payouts } = await batchOf([5000n, 6000n, 7000n], ann);
    const [own, other, asked] = payouts as [(typeof payouts)[0], (typeof payouts)[0], (typeof payouts)[0]];
    const data = { partnerId: own.partner.id, userId: ann, role: 'viewer' as const, joinedAt: new Date(0) };
    await db.partnerMember.create({ data });
    const outcomes = await approve(loaded, ann);
    expect([own, other, asked].map(({ id }) => outcomes.get(id))).toEqual([
      'own_payout',
      'approved',
      'approved',
    ]);
    expect(await statusOf(own.id)).toBe('requested');
    expect((await approve(await load(loaded.batchId), await admin())).get(own.id)).toBe('approved');
  });
});

describe('what changed since the page was loaded', () => {
  it('is not approved and kept as an exception; the rest is', async () => {
    const { loaded, payouts } = await batchOf([5000n, 6000n, 7000n, 8000n, 9000n, 10_000n]);
    const [refunded, moved, suspended, unpayable, canceled, fine] = payouts as [
      ...[(typeof payouts)[0], (typeof payouts)[0], (typeof payouts)[0], (typeof payouts)[0]],
      ...[(typeof payouts)[0], (typeof payouts)[0]],
    ];
    await build.reverseCommission(refunded.commission.id, 1n);
    const change = (id: string, data: object) => db.partner.update({ where: { id }, data });
    await change(moved.partner.id, { stripeAccountId: `acct_${moved.partner.id}` });
    await change(suspended.partner.id, { status: 'suspended' });
    await change(unpayable.partner.id, { payable: false });
    const owner = {
      kind: 'partner' as const,
      partnerId: canceled.partner.id,
      keyId: null,
      role: 'owner' as const,
    };
    await cancelPayout({ scope: { ...owner, userId: canceled.owner.id }, payoutId: canceled.id, at });
    const outcomes = await approve(loaded, await admin());
    const expected: Array<[string, BatchOutcome]> = [
      [refunded.id, 'changed'],
      [moved.id, 'changed'],
      [suspended.id, 'not_active'],
      [unpayable.id, 'no_account'],
      [canceled.id, 'ended'],
      [fine.id, 'approved'],
    ];
    expect([...outcomes].sort()).toEqual(expected.sort());
    const kept = await db.payoutBatchOutcome.findMany({ where: { approval: { batchId: loaded.batchId } } });
    expect(kept.map(({ payoutId, outcome }) => [payoutId, outcome]).sort()).toEqual(expected);
    await send();
    expect(await transfersOf(payouts.map(({ id }) => id))).toEqual([fine.id]);
    // excluded with a reason, what is left of it is available again
    await rejectPayout({ scope: adminScope(await admin()), payoutId: refunded.id, reason: 'A refund.', at });
    expect((await build.balanceOf(refunded.partner.id)).proven).toMatchObject({
      available: 4999n,
      inTransit: 0n,
    });
  });

  it('a payout that appeared since is not approved', async () => {
    const { loaded, batchId } = await batchOf([5000n]);
    const late = await joiner(batchId);
    expect([...(await approve(loaded, await admin())).keys()]).not.toContain(late);
    expect(await statusOf(late)).toBe('requested');
  });

  it('a planted bug turns that red: an approval of whatever the batch holds', async () => {
    const { batchId } = await batchOf([5000n]);
    const late = await joiner(batchId);
    // what the page showed is not asked
    await approve(await load(batchId), await admin());
    expect(await statusOf(late)).not.toBe('requested');
  });

  it('after the approval it is stopped before it is sent', async () => {
    const { loaded, payouts } = await batchOf([5000n, 6000n]);
    const [refunded, fine] = payouts as [(typeof payouts)[0], (typeof payouts)[0]];
    await approve(loaded, await admin());
    await build.reverseCommission(refunded.commission.id, 100n);
    await send();
    expect(await db.payout.findUnique({ where: { id: refunded.id } })).toMatchObject({
      status: 'approved',
      needsReview: true,
    });
    expect(await statusOf(fine.id)).toBe('paid');
  });
});

/** A payout requested into a batch that exists: a run of the 1st that was interrupted goes on. */
async function joiner(batchId: string): Promise<string> {
  const { partner } = await build.buildPayablePartner();
  await build.buildReleasedCommission(partner.id, 5000n);
  const batch = { id: batchId, origin: 'admin' as const, month: null, createdBy: null, at };
  const made = await requestPayout({ by: 'operator', partnerId: partner.id, batch, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.payoutId;
}

describe('what an approval binds', () => {
  it('another choice than its hash, a stranger’s payout, another total or nothing: none is approved', async () => {
    const { loaded, payouts, batchId } = await batchOf([5000n, 6000n]);
    const other = await batchOf([7000n]);
    const adminUserId = await admin();
    const ask = (changes: object) => approveBatch({ ...loaded, adminUserId, keyId: null, at, ...changes });
    const fewer = { chosen: loaded.chosen.slice(0, 1) };
    const strange = { chosen: [...loaded.chosen, ...other.loaded.chosen] };
    const twice = { chosen: [...loaded.chosen, ...loaded.chosen.slice(0, 1)] };
    const seen = { chosen: loaded.chosen.map((one) => ({ ...one, manifestHash: 'f'.repeat(64) })) };
    for (const changes of [fewer, strange, twice, seen, { manifestHash: 'f'.repeat(64) }])
      expect(await ask(changes)).toEqual({ outcome: 'other_manifest' });
    expect(await ask({ total: 11_001n })).toEqual({ outcome: 'other_total' });
    expect(await ask({ chosen: [] })).toEqual({ outcome: 'nothing_chosen' });
    expect(await ask({ batchId: 'pb_none' })).toEqual({ outcome: 'not_found' });
    expect(await statuses(batchId)).toEqual(['requested', 'requested']);
    expect(await db.payoutBatchApproval.count({ where: { batchId } })).toBe(0);
    expect(await ask({ total: 11_000n })).toEqual({ outcome: 'note_missing' });
    expect(await db.payoutBatchApproval.count({ where: { batchId } })).toBe(0);
    const note = 'Both are first payouts.';
    expect(await ask({ total: 11_000n, note })).toMatchObject({ outcome: 'approved', total: 11_000n });
    expect(payouts).toHaveLength(2);
  });

  it('is kept for ever, with its text', async () => {
    const { loaded, batchId } = await batchOf([5000n]);
    await approve(loaded, await admin());
    const [kept] = await db.payoutBatchApproval.findMany({ where: { batchId } });
    expect(kept).toMatchObject({ manifestHash: loaded.manifestHash, payouts: 1, amount: 5000n });
    expect(JSON.parse(kept?.manifest ?? '')).toMatchObject({ batchId, payouts: [{ amount: '5000' }] });
    await expect(db.payoutBatchApproval.updateMany({ data: { amount: 1n } })).rejects.toThrow();
    await expect(db.payoutBatchOutcome.deleteMany()).rejects.toThrow();
    await expect(db.payoutBatch.deleteMany()).rejects.toThrow();
    await expect(db.payout.updateMany({ where: { batchId }, data: { batchId: null } })).rejects.toThrow();
  });
});

it('the balance at Stripe ends in the middle: what it covers is paid, the rest fails on its own', async () => {
  // what other tests approved is sent first
  await send();
  const { loaded, payouts, batchId } = await batchOf([5000n, 6000n, 7000n]);
  await approve(loaded, await admin());
  await stripe.control('/balance', { currency: 'usd', available: 12_000 });
  await send();
  const after = await db.payout.findMany({ where: { batchId } });
  const paid = after.filter(({ status }) => status === 'paid');
  const failed = after.filter(({ status }) => status === 'failed');
  expect([paid.length + failed.length, failed.length]).toEqual([3, 1]);
  expect(failed[0]?.reason).toContain('balance at Stripe is too low');
  expect((await transfersOf(payouts.map(({ id }) => id))).sort()).toEqual(paid.map(({ id }) => id).sort());
  for (const { partnerId, amount } of failed)
    expect((await build.balanceOf(partnerId)).proven).toMatchObject({ available: amount, inTransit: 0n });
});
