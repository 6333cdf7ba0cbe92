import { beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '~/domain/chain/verify/verify-chain';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import {
  acceptOffer,
  type BuiltHandoff,
  declareSignUp,
  offerHandoff,
} from '~/test-support/builders/handoffs';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { makeAdmin } from '~/test-support/builders/people';
import { happen, writeClick } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { checkBooks } from './check-books.server';
import { exportChain } from './export-chain.server';
import { sealPartner } from './seal-books.server';
import { settleDue } from './settle.server';

const start = Date.parse('2026-01-05T12:00:00Z');
const on = (day: number) => start + day * DAY_MS;

/** An agency with a member on its own domain. */
async function agency(handle: string): Promise<BuiltPartner> {
  const partner = await writePartner(handle, { termsKey: 'agency' });
  await db.partner.update({ where: { id: partner.id }, data: { kind: 'agency' } });
  const user = { id: `usr-${handle}`, email: `mia@${handle}.dev`, name: handle };
  await db.user.create({ data: user });
  const member = { partnerId: partner.id, userId: user.id, role: 'owner', joinedAt: new Date(0) } as const;
  await db.partnerMember.create({ data: member });
  return partner;
}

const signsUp = (email: string, at: number, more: Record<string, unknown> = {}) => ({
  type: 'customer.signed_up',
  at,
  data: { customer: { id: 'acme', email }, ...more },
});

const pays = (at: number, id = 'pay-1') => ({
  type: 'payment.succeeded',
  at,
  data: { customerId: 'acme', paymentId: id, amount: '20000', currency: 'USD' },
});

const referral = () => db.referral.findFirst();
const flags = async () => (await db.customer.findUniqueOrThrow({ where: { externalId: 'acme' } })).flags;
const settle = async () => {
  while ((await settleDue()) > 0);
};

/** The check of the books finds nothing, nor does the verifier in the partner's own chain. */
async function expectRight(partnerId: string): Promise<void> {
  expect((await checkBooks({})).findings).toEqual([]);
  const report = await verifyChain(exportChain(partnerId));
  expect(report.findings).toEqual([]);
}

describe('a customer that comes through a handoff', () => {
  let solo: BuiltPartner;
  let offer: BuiltHandoff;

  beforeEach(async () => {
    await truncateAll();
    await setClock({ at: on(60), running: false });
    solo = await agency('solo');
    offer = await offerHandoff(solo.id, { domain: 'acme.dev', at: on(1) });
  });

  it('is the agency’s once the client accepted, and the acceptance stands signed in its chain', async () => {
    await happen(signsUp('ann@acme.dev', on(3), { handoffToken: offer.token }), pays(on(5)));
    expect(await referral()).toBeNull();
    await acceptOffer(offer, on(4));
    await settle();
    expect(await referral()).toMatchObject({ partnerId: solo.id, reason: 'agency', handoffId: offer.id });
    expect(await db.commission.findMany()).toMatchObject([{ amount: 4_000n, rewardKey: 'tier-4' }]);
    const said = await db.chainEvent.findFirstOrThrow({ where: { type: 'handoff' } });
    expect(said).toMatchObject({ chain: solo.id, subject: `handoff:${offer.id}` });
    for (const personal of ['acme.dev', 'The client']) expect(said.body).not.toContain(personal);
    await expectRight(solo.id);
  });

  it('also when it came by the link of an offer that was made anew before it was accepted', async () => {
    await happen(signsUp('ann@acme.dev', on(3), { handoffToken: offer.token }));
    await db.handoff.update({ where: { id: offer.id }, data: { revokedAt: new Date(on(3)) } });
    const again = await offerHandoff(solo.id, { domain: 'acme.dev', at: on(3), projectId: offer.projectId });
    await acceptOffer(again, on(4));
    await settle();
    expect(await referral()).toMatchObject({ partnerId: solo.id, handoffId: again.id });
    await expectRight(solo.id);
  });

  it('is not, when it was accepted after the first payment', async () => {
    await happen(signsUp('ann@acme.dev', on(3), { handoffToken: offer.token }), pays(on(5)));
    await acceptOffer(offer, on(6));
    await settle();
    expect(await referral()).toBeNull();
    await expectRight(solo.id);
  });

  it('is no self-referral when the agency made the account and had said so; else it is', async () => {
    const declared = { partnerId: solo.id, email: 'mia@solo.dev', at: on(2) };
    await declareSignUp(offer, declared);
    await acceptOffer(offer, on(4));
    await happen(signsUp('mia@solo.dev', on(3)), pays(on(5)));
    expect(await referral()).toMatchObject({ partnerId: solo.id, handoffId: offer.id, selfReferral: false });
    expect(await flags()).toEqual(['declared_sign_up']);
    expect(await db.commission.findMany()).toMatchObject([{ amount: 4_000n, frozen: false }]);
    await expectRight(solo.id);
  });

  it('is a self-referral when nobody had said so', async () => {
    await acceptOffer(offer, on(4));
    await happen(signsUp('mia@solo.dev', on(3), { handoffToken: offer.token }), pays(on(5)));
    expect(await flags()).toEqual(['self_referral']);
    expect(await db.commission.findMany()).toMatchObject([{ frozen: true }]);
    await expectRight(solo.id);
  });

  it('earns nothing when its domain is the agency’s own use', async () => {
    const own = { id: 'inu_1', partnerId: solo.id, domain: 'acme.dev', at: new Date(on(0)) };
    await db.internalUse.create({ data: own });
    await acceptOffer(offer, on(4));
    const clickId = await writeClick(solo, on(2));
    await happen(signsUp('ann@acme.dev', on(3), { handoffToken: offer.token, clickId }), pays(on(5)));
    expect(await referral()).toBeNull();
    expect(await db.commission.count()).toBe(0);
    await expectRight(solo.id);
  });

  it('and for whom others had a claim: each of them is told once, and may be given it by an admin', async () => {
    const ada = await writePartner('ada');
    await transaction((tx) => sealPartner(tx, ada.id, on(0)));
    const big = await agency('big');
    await happen(
      { type: 'client.invited', at: on(0), data: { partnerHandle: 'big', domain: 'acme.dev' } },
      signsUp('ann@acme.dev', on(3), { handoffToken: offer.token, clickId: await writeClick(ada, on(2)) }),
    );
    expect((await referral())?.partnerId).toBe(big.id);
    await acceptOffer(offer, on(4));
    await settle();
    await happen(pays(on(5)));
    expect((await referral())?.partnerId).toBe(solo.id);
    const conflicts = await db.attributionConflict.findMany({ orderBy: { loserId: 'asc' } });
    expect(conflicts.map(({ loserId, reason }) => [loserId, reason])).toEqual([
      [ada.id, 'agency_first'],
      [big.id, 'handoff_first'],
    ]);
    const told = await db.mail.findMany({
      where: { to: { in: ['ada@partner.test', 'mia@big.dev'] }, subject: { contains: 'you had a claim to' } },
    });
    expect(told).toHaveLength(2);
    for (const { text } of told) expect(text).not.toMatch(/solo|ann@/);

    const { userId } = await makeAdmin();
    const customer = await db.customer.findUniqueOrThrow({ where: { externalId: 'acme' } });
    const dispute = {
      id: 'dis_1',
      customerId: customer.id,
      statement: 'Invited first.',
      openedAt: new Date(on(6)),
    };
    const decision = {
      outcome: 'upheld',
      reason: 'It was.',
      decidedAt: new Date(on(7)),
      decidedBy: userId,
    } as const;
    await db.attributionDispute.create({ data: { ...dispute, ...decision, partnerId: big.id } });
    await db.customer.update({ where: { id: customer.id }, data: { settleAt: new Date(0) } });
    await settle();
    expect(await referral()).toMatchObject({ partnerId: big.id, reason: 'agency', handoffId: null });
    const standing = await db.commission.findMany({ where: { withdrawnAt: null } });
    expect(standing).toMatchObject([{ partnerId: big.id, amount: 4_000n }]);
    await expectRight(solo.id);
    await expectRight(big.id);
  });
});
