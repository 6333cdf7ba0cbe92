import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope } from '~/domain/identity/scope';
import { getAdminOverview } from '~/domain/reporting/admin-overview.server';
import { getReferralProgress } from '~/domain/reporting/referral-progress.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { makeAdmin } from '~/test-support/builders/people';
import { referCustomer } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { decideSelfReferral } from './decide-self-referral.server';
import { settleDue } from './settle.server';

const start = Date.parse('2026-01-05T12:00:00Z');

/** mia, whose colleague at the own company signs up through mia's link and pays. */
async function selfReferral(): Promise<{ scope: AdminScope; partner: BuiltPartner; customerId: string }> {
  const admin = await makeAdmin();
  const partner = await writePartner('mia');
  const user = await db.user.create({ data: { id: 'usr-mia', email: 'mia@river.dev', name: 'Mia' } });
  const joinedAt = new Date(0);
  await db.partnerMember.create({
    data: { partnerId: partner.id, userId: user.id, role: 'owner', joinedAt },
  });
  await setClock({ at: start + 200 * DAY_MS, running: false });
  await referCustomer(partner, { name: 'river', clickedAt: start });
  const { id: customerId } = await db.customer.findUniqueOrThrow({ where: { externalId: 'river' } });
  return { scope: { kind: 'admin', userId: admin.userId, keyId: null }, partner, customerId };
}

const commissions = () => db.commission.findMany({ where: { withdrawnAt: null } });

describe('a self-referral', () => {
  beforeEach(truncateAll);

  it('waits for an admin, and is shown to wait', async () => {
    const { scope, customerId } = await selfReferral();
    expect((await commissions()).map(({ frozen, status }) => ({ frozen, status }))).toEqual([
      { frozen: true, status: 'vested' },
    ]);
    expect((await getAdminOverview(scope)).selfReferrals).toBe(1);
    const progress = await getReferralProgress(scope, [customerId]);
    expect(progress.get(customerId)).toMatchObject({ selfReferral: true, selfReferralOutcome: null });
  });

  it.each([
    ['allowed', { frozen: false, reversed: 0n }],
    ['denied', { status: 'reversed', reversed: 5_000n }],
  ] as const)('%s: the books follow, once and for good', async (outcome, expected) => {
    const { scope, customerId } = await selfReferral();
    const word = { customerId, outcome, note: 'looked at it' };
    expect(await decideSelfReferral(scope, word)).toEqual({ outcome: 'decided' });
    expect(await decideSelfReferral(scope, { ...word, outcome: 'denied' })).toEqual({
      outcome: 'decided_before',
    });
    while ((await settleDue()) > 0);
    expect(await commissions()).toMatchObject([expected]);
    expect((await getAdminOverview(scope)).selfReferrals).toBe(0);
    expect(await db.auditEntry.count({ where: { action: 'self_referral.decided' } })).toBe(1);
  });

  it('is nothing an admin can decide where there is none', async () => {
    const { scope } = await selfReferral();
    const unknown = { customerId: 'cus_unknown', outcome: 'denied', note: null } as const;
    expect(await decideSelfReferral(scope, unknown)).toEqual({ outcome: 'not_found' });
  });
});
