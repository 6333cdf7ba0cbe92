import { expect, test } from '../fixtures';
import { eventsOf, report } from '../program-events';
import type { RunningPortal } from '../running-portal';

interface Payout {
  id: string;
  status: string;
  transferId: string | null;
}
interface Transfers {
  data: Array<{ id: string; amount: string; transferGroup: string }>;
}

/** A partner's $50.00, requested. Whoever asks on a partner's behalf does not approve: that is the other admin's key. */
async function requestedPayout(portal: RunningPortal): Promise<Payout> {
  const ada = { handle: 'ada', kind: 'affiliate', name: 'Ada', email: 'ada@lines.test' };
  const { id: partnerId } = await portal.api<{ id: string }>('POST', '/partners', ada);
  await portal.api('POST', '/sandbox/stripe-accounts', { partnerId });
  await portal.moveClock('2026-01-01T12:00:00Z');
  const click = await fetch(`${portal.url}/api/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ref: 'ada', url: 'https://emdash.dev/', userAgent: 'Mozilla/5.0 Firefox/144.0' }),
  });
  const { clickId } = (await click.json()) as { clickId: string };
  const events = eventsOf('01-tier-1-casual-referral').map((event) =>
    event.type === 'customer.signed_up' ? { ...event, data: { ...event.data, clickId } } : event,
  );
  await report(portal, events, 50);
  await portal.moveClock('2026-04-12T12:00:00Z');
  return portal.api<Payout>('POST', '/payouts', { partnerId });
}

const transfers = async (portal: RunningPortal) =>
  (await portal.api<Transfers>('GET', '/sandbox/stripe-transfers')).data;

const paid = async (portal: RunningPortal, id: string) =>
  expect
    .poll(async () => (await portal.api<Payout>('GET', `/payouts/${id}`)).status, { timeout: 120_000 })
    .toBe('paid');

test('500 approvals of one payout at once send one transfer', async ({ portal }) => {
  test.setTimeout(180_000);
  const { id } = await requestedPayout(portal);
  const answers = await Promise.all(
    Array.from({ length: 500 }, () =>
      portal.call('POST', `/payouts/${id}/approval`, {}, portal.admin.approvalKey),
    ),
  );
  const answered = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  expect({ approved: answered(200), tooLate: answered(409) }).toEqual({ approved: 1, tooLate: 499 });
  await paid(portal, id);
  await portal.moveClock('2026-04-13T00:00:00Z');
  expect(await transfers(portal)).toMatchObject([{ amount: '5000', transferGroup: id }]);
});

test('kill -9 of the worker between intent and answer: one transfer after the restart', async ({
  portal,
}) => {
  test.setTimeout(240_000);
  const { id } = await requestedPayout(portal);
  // longer than a slow machine takes to see the transfer and end the worker
  portal.stripe.gateway.faults.add({ kind: 'delay', executed: true, ms: 20_000 });
  const approved = await portal.call('POST', `/payouts/${id}/approval`, {}, portal.admin.approvalKey);
  expect(approved.status).toBe(200);
  // Stripe has it, the worker does not know
  const made = () => portal.stripe.gateway.store.list('transfer').length;
  await expect.poll(made, { timeout: 30_000, intervals: [50] }).toBe(1);
  await portal.killWorker();
  expect(await portal.api<Payout>('GET', `/payouts/${id}`)).toMatchObject({
    status: 'sending',
    transferId: null,
  });
  portal.startWorker();
  await paid(portal, id);
  const [only, ...more] = await transfers(portal);
  expect(more).toEqual([]);
  expect(await portal.api<Payout>('GET', `/payouts/${id}`)).toMatchObject({ transferId: only?.id });
});
