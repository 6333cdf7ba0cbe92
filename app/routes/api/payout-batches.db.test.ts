import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { truncateAll } from '~/test-support/db';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { adminKey, call, partnerKey } = await import('~/test-support/api');
const { batchManifest } = await import('~/domain/payout/batch-manifest');
const { db } = await import('~/platform/db.server');
const build = await import('~/test-support/builders/payouts');

let admin: string;
beforeEach(async () => {
  await truncateAll();
  ({ key: admin } = await adminKey());
});

async function partnerWith(amount: bigint) {
  const { partner } = await build.buildPayablePartner();
  for (const part of [amount / 2n, amount - amount / 2n])
    await build.buildReleasedCommission(partner.id, part);
  return partner;
}
const post = (path: string, body: unknown, key = admin) => call('POST', path, { key, body });
const read = async (id: string) => (await call('GET', `/payout-batches/${id}`, { key: admin })).body;

describe('/payout-batches', () => {
  it('a dry run, then the request, then what it made', async () => {
    const first = await partnerWith(6000n);
    const small = await partnerWith(4000n);
    const dry = await post('/payout-batches', { dryRun: true });
    expect(dry).toMatchObject({ status: 200, body: { batch: null } });
    expect(dry.body.partners).toMatchObject([
      {
        partnerId: first.id,
        amount: { amount: '6000', currency: 'USD' },
        last: null,
        requested: true,
        reason: null,
      },
      { partnerId: small.id, requested: false, reason: '$40.00 is below the minimum of $50.00.' },
    ]);
    expect(await db.payout.count()).toBe(0);
    const made = await post('/payout-batches', {});
    expect(made).toMatchObject({
      status: 201,
      body: { batch: { origin: 'api', payouts: 1, amount: { amount: '6000' } } },
    });
    const batch = await read(made.body.batch.id);
    expect(batch).toMatchObject({
      items: [
        { partnerId: first.id, batchId: batch.id, flags: ['first_payout'], group: 'review', exception: null },
      ],
      clean: { payouts: [] },
      approvals: [],
    });
    expect((await call('GET', '/payout-batches', { key: admin })).body.data).toMatchObject([
      { id: batch.id },
    ]);
    expect(await post('/payout-batches', {})).toMatchObject({ status: 200, body: { batch: null } });
  });

  it('is approved by the manifest that is documented, once however often it is sent', async () => {
    await partnerWith(6000n);
    await partnerWith(7000n);
    const { id } = (await post('/payout-batches', {})).body.batch;
    const { items } = await read(id);
    const lines = items.map((item: { id: string; amount: { amount: string; currency: string } }) => ({
      ...item,
      ...{ payoutId: item.id, amount: BigInt(item.amount.amount), currency: item.amount.currency },
    }));
    const { hash } = await batchManifest(id, lines);
    const payouts = lines.map(({ payoutId, manifestHash }: { payoutId: string; manifestHash: string }) => ({
      payoutId,
      manifestHash,
    }));
    const silent = { manifestHash: hash, payouts };
    // first payouts stand out
    expect(await post(`/payout-batches/${id}/approval`, silent)).toMatchObject({
      ...{ status: 422, body: { code: 'note_missing' } },
    });
    expect(await db.payoutApproval.count()).toBe(0);
    const body = { ...silent, note: 'Both sites were looked at.' };
    const answers = await Promise.all([1, 2, 3].map(() => post(`/payout-batches/${id}/approval`, body)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 200, body: { amount: { amount: '13000' } } });
      expect(answer.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
        'approved',
        'approved',
      ]);
    }
    expect(await db.payoutBatchApproval.count()).toBe(1);
    expect(await db.payoutApproval.count()).toBe(2);
    const other = await adminKey();
    const late = await post(`/payout-batches/${id}/approval`, body, other.key);
    expect(late.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'decided_before',
      'decided_before',
    ]);
    expect((await read(id)).approvals).toMatchObject([
      { manifestHash: hash, note: body.note },
      { by: other.userId },
    ]);
  });

  it('refuses another manifest, a batch that is not there, and nothing at all', async () => {
    await partnerWith(6000n);
    const { id } = (await post('/payout-batches', {})).body.batch;
    const [{ id: payoutId, manifestHash }] = (await read(id)).items;
    const approve = (body: object, at = id) => post(`/payout-batches/${at}/approval`, body);
    const wrong = {
      manifestHash: 'f'.repeat(64),
      payouts: [{ payoutId, manifestHash }],
      note: 'It is right.',
    };
    expect(await approve(wrong)).toMatchObject({ status: 409, body: { code: 'other_manifest' } });
    expect(await approve(wrong, 'pb_none')).toMatchObject({ status: 404 });
    expect(await approve({ ...wrong, payouts: [] })).toMatchObject({ status: 422 });
    expect(await approve({ ...wrong, manifestHash: 'short' })).toMatchObject({ status: 422 });
    expect(await call('GET', '/payout-batches/pb_none', { key: admin })).toMatchObject({ status: 404 });
    expect(await db.payoutApproval.count()).toBe(0);
  });

  it('asks for the scope of each, and for an admin', async () => {
    const partner = await partnerWith(6000n);
    const { id } = (await post('/payout-batches', {})).body.batch;
    const reader = (await adminKey(['read'])).key;
    const requester = (await adminKey(['read', 'payouts:request'])).key;
    const stranger = await partnerKey(partner.id);
    const body = {
      manifestHash: 'f'.repeat(64),
      payouts: [{ payoutId: 'po_x', manifestHash: 'f'.repeat(64) }],
    };
    expect((await call('GET', '/payout-batches', { key: reader })).status).toBe(200);
    expect(await post('/payout-batches', {}, reader)).toMatchObject({
      status: 403,
      body: { code: 'missing_scope' },
    });
    for (const key of [reader, requester])
      expect(await post(`/payout-batches/${id}/approval`, body, key)).toMatchObject({
        ...{ status: 403, body: { code: 'missing_scope' } },
      });
    for (const answer of [
      await call('GET', '/payout-batches', { key: stranger }),
      await call('GET', `/payout-batches/${id}`, { key: stranger }),
      await post('/payout-batches', { dryRun: true }, stranger),
    ])
      expect(answer.status).toBe(403);
  });
});
