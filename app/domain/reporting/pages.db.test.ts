import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope, PartnerScope } from '~/domain/identity/scope';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { addDays, DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writePartner } from '~/test-support/builders/links';
import { referCustomer } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { getAdminOverview } from './admin-overview.server';
import { getFirstSteps } from './dashboard.server';
import { listInboundEvents } from './inbound-events.server';
import { getMoneyOutlook } from './money-outlook.server';
import { getPayoutContexts } from './payout-queue.server';
import { getReferralProgress } from './referral-progress.server';

const start = Date.parse('2026-01-05T12:00:00Z');
const now = start + 20 * DAY_MS;
const admin: AdminScope = { kind: 'admin', userId: 'usr-admin', keyId: null };
const scopeOf = (partnerId: string): PartnerScope => ({
  kind: 'partner',
  partnerId,
  userId: null,
  keyId: null,
  role: 'owner',
});

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: now, running: false });
});

describe('what a partner sees first', () => {
  it('is its link, and nothing that has happened', async () => {
    const mia = await writePartner('mia');
    expect(await getFirstSteps(scopeOf(mia.id))).toMatchObject({
      defaultLink: { code: 'mia' },
      clicked: false,
      referred: false,
    });
    expect(await getMoneyOutlook(scopeOf(mia.id))).toEqual({
      qualifying: 0,
      nextRelease: null,
      undated: 0n,
      transit: null,
      lastPaid: null,
    });
  });

  it('is what its own customers did, not those of others', async () => {
    const [mia, noa] = [await writePartner('mia'), await writePartner('noa')];
    await referCustomer(mia, { name: 'acme', clickedAt: start });
    await referCustomer(noa, { name: 'other', clickedAt: start, pays: null });
    expect(await getFirstSteps(scopeOf(mia.id))).toMatchObject({ clicked: true, referred: true });
    // earned, and waits for the customer to be sustained: no date
    expect(await getMoneyOutlook(scopeOf(mia.id))).toMatchObject({ undated: 5_000n, nextRelease: null });
    expect(await getMoneyOutlook(scopeOf(noa.id))).toMatchObject({ qualifying: 1, undated: 0n });
  });

  it('is the earliest release with a date', async () => {
    const mia = await writePartner('mia');
    await referCustomer(mia, { name: 'acme', clickedAt: start });
    await db.commission.updateMany({ data: { releaseDueAt: new Date(addDays(now, 3)) } });
    expect(await getMoneyOutlook(scopeOf(mia.id))).toMatchObject({
      nextRelease: { at: addDays(now, 3), amount: 5_000n },
      undated: 0n,
    });
  });
});

describe('the progress of referrals', () => {
  it('is told to whom they are credited and to admins', async () => {
    const [mia, noa] = [await writePartner('mia'), await writePartner('noa')];
    await referCustomer(mia, { name: 'acme', clickedAt: start });
    const { id } = await db.customer.findUniqueOrThrow({ where: { externalId: 'acme' } });
    const earned = { earned: 5_000n, apiCalls: 100n, termsKey: 'developer', termsVersion: 1 };
    expect((await getReferralProgress(scopeOf(mia.id), [id])).get(id)).toMatchObject(earned);
    expect((await getReferralProgress(admin, [id])).get(id)).toMatchObject({ partner: { handle: 'mia' } });
    expect((await getReferralProgress(scopeOf(noa.id), [id])).size).toBe(0);
  });
});

describe('what waits for an admin', () => {
  it('is counted', async () => {
    await writePartner('waiting', { status: 'pending' });
    await writePartner('mia');
    expect(await getAdminOverview(admin)).toEqual({
      eventsOfOtherVersions: 0,
      messagesGivenUp: 0,
      partnersWaiting: 1,
      oldestPartnerWaiting: 0,
      activePartners: 1,
      payoutsWaiting: 0,
      payoutsWaitingAmount: 0n,
      oldestPayoutWaiting: null,
      payoutsHeld: 0,
      eventsWaiting: 0,
      oldestEventWaiting: null,
      eventsInvalid: 0,
      paymentsWithoutRate: 0,
      selfReferrals: 0,
      disputesWaiting: 0,
      oldestDisputeWaiting: null,
    });
  });

  it('is nothing for payouts that are not there', async () => {
    expect((await getPayoutContexts(admin, ['po_none'], now)).size).toBe(0);
  });
});

describe('deliveries', () => {
  it('are listed by arrival, page by page, and by status', async () => {
    for (const n of [1, 2, 3]) {
      await receiveProductEvent({
        externalId: `evt-${n}`,
        type: 'customer.gone',
        body: '{}',
        at: start,
        status: n === 2 ? 'invalid' : 'ignored',
        reason: 'unknown type',
      });
    }
    const first = await listInboundEvents(admin, {}, { limit: 2 });
    expect(first.data.map(({ externalId }) => externalId)).toEqual(['evt-3', 'evt-2']);
    const rest = await listInboundEvents(admin, {}, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest).toMatchObject({ data: [{ externalId: 'evt-1', reason: 'unknown type' }], nextCursor: null });
    const invalid = await listInboundEvents(admin, { status: 'invalid' }, { limit: 2 });
    expect(invalid.data.map(({ externalId }) => externalId)).toEqual(['evt-2']);
  });
});
