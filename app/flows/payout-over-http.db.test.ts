import { afterAll, expect, it } from 'vitest';
import { cloneDatabase } from '~/test-support/db';
import { type Portal, startPortal } from '~/test-support/portal';
import { stripeEnvironment } from '~/test-support/stripe';
import { loadVectors, type Vector } from '~/test-support/vector';
import { walkProgram } from '~/test-support/walk-program';
import { startStripeServer } from '../../sandbox/stripe/start';

// From worked examples to money at the Stripe-compatible server, over HTTP alone (contract.md, REST API).
interface Payout {
  id: string;
  amount: { amount: string; currency: string };
  status: string;
  transferId: string | null;
  approvals: unknown[];
}
interface Transfers {
  data: Array<{
    id: string;
    amount: string;
    currency: string;
    destination: string;
    transferGroup: string;
    idempotencyKey: string;
  }>;
}

const stripe = await startStripeServer({ port: 0 });
afterAll(() => stripe.close());

function vectorNamed(part: string): Vector {
  const vector = loadVectors().find((one) => one.name.includes(part));
  if (!vector) throw new Error(`no vector ${part}`);
  return vector;
}

async function withPortal(
  vector: Vector,
  work: (portal: Portal, partnerId: string) => Promise<void>,
  env: Record<string, string> = {},
) {
  const first = [
    ...vector.clicks.map((click) => click.at),
    ...vector.events.map((event) => event.timestamp),
  ].sort()[0];
  const database = await cloneDatabase();
  const portal = await startPortal({
    databaseUrl: database.url,
    clock: first ?? vector.until,
    env: { ...stripeEnvironment(stripe.url), ...env },
  });
  try {
    const { partnerOf } = await walkProgram(portal, vector, { kind: 'late', shuffle: 1 });
    const [partnerId = ''] = [...partnerOf.keys()];
    await work(portal, partnerId);
  } finally {
    await portal.stop();
    await database.drop();
  }
}

const transfersOf = async (portal: Portal, payoutId: string) =>
  (await portal.api<Transfers>('GET', '/sandbox/stripe-transfers')).data.filter(
    (one) => one.transferGroup === payoutId,
  );

it('vector 01: $50.00, approved 500 times at once, reaches Stripe once', { timeout: 120_000 }, async () => {
  const vector = vectorNamed('01');
  await withPortal(vector, async (portal, partnerId) => {
    expect(await portal.call('POST', '/payouts', { partnerId })).toMatchObject({
      status: 422,
      body: { code: 'no_payout_account' },
    });
    const account = await portal.api<{ stripeAccountId: string }>('POST', '/sandbox/stripe-accounts', {
      partnerId,
    });
    expect(await portal.call('POST', '/payouts', { partnerId, amount: '5001' })).toMatchObject({
      status: 422,
      body: { code: 'insufficient_available' },
    });
    const payout = await portal.api<Payout>('POST', '/payouts', { partnerId });
    expect(payout).toMatchObject({
      amount: { amount: '5000', currency: 'USD' },
      status: 'requested',
      transferId: null,
    });
    expect(await portal.call('POST', '/payouts', { partnerId })).toMatchObject({
      status: 422,
      body: { code: 'below_minimum' },
    });

    const approvals = await Promise.all(
      Array.from({ length: 500 }, () => portal.call('POST', `/payouts/${payout.id}/approval`, {})),
    );
    const statuses = approvals.map((answer) => answer.status);
    expect([
      statuses.filter((status) => status === 200).length,
      statuses.filter((status) => status === 409).length,
    ]).toEqual([1, 499]);

    await portal.moveClock(vector.until);
    const paid = await portal.api<Payout>('GET', `/payouts/${payout.id}`);
    const transfers = await transfersOf(portal, payout.id);
    expect(transfers).toMatchObject([
      { id: paid.transferId, amount: '5000', currency: 'USD', destination: account.stripeAccountId },
    ]);
    expect(paid).toMatchObject({ status: 'paid', approvals: [{}] });
    expect(await portal.api('GET', `/balance?partnerId=${partnerId}`)).toMatchObject({
      available: { amount: '0' },
      paid: { amount: '5000' },
    });
    const { data } = await portal.api<{ data: unknown[] }>('GET', `/commissions?partnerId=${partnerId}`);
    expect(data).toMatchObject([{ status: 'paid', reward: 'tier-1' }]);
  });
});

it('vector 05: the agency is paid $1,440.00', {
  timeout: 120_000,
}, async () => {
  const vector = vectorNamed('05');
  const oneEye = { PAYOUT_SECOND_APPROVAL_ABOVE: '200000' };
  await withPortal(
    vector,
    async (portal, partnerId) => {
      await portal.api('POST', '/sandbox/stripe-accounts', { partnerId });
      const { data } = await portal.api<{ data: Array<{ amount: { amount: string }; status: string }> }>(
        'GET',
        `/commissions?partnerId=${partnerId}&status=released`,
      );
      const released = data.reduce((sum, one) => sum + Number(one.amount.amount), 0);
      const payout = await portal.api<Payout>('POST', '/payouts', { partnerId });
      expect(payout.amount.amount).toBe(String(released));
      expect(payout.amount.amount).toBe(
        vector.expect.balances[Object.keys(vector.expect.balances)[0] ?? '']?.available,
      );
      await portal.api('POST', `/payouts/${payout.id}/approval`, {});
      await portal.moveClock(vector.until);
      expect(await transfersOf(portal, payout.id)).toHaveLength(1);
      expect((await portal.api<Payout>('GET', `/payouts/${payout.id}`)).status).toBe('paid');
    },
    oneEye,
  );
});
