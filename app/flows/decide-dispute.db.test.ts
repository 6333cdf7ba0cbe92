import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope, PartnerScope } from '~/domain/identity/scope';
import { addDays } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writeAgency } from '~/test-support/builders/book';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { makeAdmin } from '~/test-support/builders/people';
import { happen, writeClick } from '~/test-support/builders/referred';
import { ownerPool, truncateAll } from '~/test-support/db';
import { type DisputeWord, decideDispute } from './decide-dispute.server';
import { openDispute } from './open-dispute.server';
import { settleDue } from './settle.server';

const start = Date.parse('2026-01-05T12:00:00Z');
const invited = (agency: BuiltPartner, day: number) => ({
  ...{ type: 'client.invited', at: addDays(start, day) },
  data: { partnerHandle: agency.handle, domain: 'acme.dev' },
});

/** duo invited acme.dev before solo did, and mia brought a click of its; acme pays, duo is credited. */
async function contested() {
  const [solo, duo, mia] = [await writeAgency('solo'), await writeAgency('duo'), await writePartner('mia')];
  const { userId } = await makeAdmin();
  await setClock({ at: addDays(start, 40), running: false });
  const clickId = await writeClick(mia, addDays(start, 2));
  await happen(invited(duo, 0), invited(solo, 1), {
    ...{ type: 'customer.signed_up', at: addDays(start, 3) },
    data: { customer: { id: 'acme', email: 'ann@acme.dev' }, clickId },
  });
  await happen({
    ...{ type: 'payment.succeeded', at: addDays(start, 4) },
    data: { customerId: 'acme', paymentId: 'p', amount: '20000', currency: 'USD' },
  });
  const { id: customerId } = await db.customer.findUniqueOrThrow({ where: { externalId: 'acme' } });
  const admin: AdminScope = { kind: 'admin', userId, keyId: null };
  const miaScope: PartnerScope = { ...solo.scope, partnerId: mia.id };
  return { solo, duo, mia: { ...mia, scope: miaScope }, admin, customerId };
}
type Contested = Awaited<ReturnType<typeof contested>>;

/** The conflict as settling notes it. */
async function conflictOf(customerId: string, loserId: string): Promise<string> {
  const { id } = await db.attributionConflict.upsert({
    where: { customerId_loserId: { customerId, loserId } },
    create: {
      ...{ id: `cnf_${loserId}`, customerId, loserId, winnerId: 'par-duo', reason: 'a_later_invitation' },
      at: new Date(start),
    },
    update: {},
  });
  return id;
}

async function dispute({ customerId }: Contested, { scope }: { scope: PartnerScope }): Promise<string> {
  const conflictId = await conflictOf(customerId, scope.partnerId);
  const opened = await openDispute(scope, { conflictId, statement: 'We brought them.' });
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  return opened.disputeId;
}

const word = (disputeId: string, more: Partial<DisputeWord> = {}): DisputeWord => ({
  ...{ disputeId, outcome: 'upheld', reason: 'Their contract is older.', evidence: 'Contract of December' },
  ...more,
});
const credited = async () => (await db.referral.findFirst())?.partnerId;
const settleAll = async () => {
  while ((await settleDue()) > 0);
};
const earned = async (partnerId: string) =>
  (await db.commission.findMany({ where: { partnerId, withdrawnAt: null } })).map(({ amount }) => amount);

beforeEach(truncateAll);

describe('saying that a customer is yours', () => {
  it('is possible once, for who lost it, and is written down', async () => {
    const all = await contested();
    const conflictId = await conflictOf(all.customerId, all.solo.id);
    const wish = { conflictId, statement: 'We brought them.' };
    expect(await openDispute(all.duo.scope, wish)).toEqual({ outcome: 'not_found' });
    expect(await openDispute(all.mia.scope, wish)).toEqual({ outcome: 'not_found' });
    expect(await openDispute(all.solo.scope, { ...wish, conflictId: 'cnf_none' })).toEqual({
      outcome: 'not_found',
    });
    const both = await Promise.all([openDispute(all.solo.scope, wish), openDispute(all.solo.scope, wish)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['opened', 'opened_before']);
    expect(await db.auditEntry.count({ where: { action: 'dispute.opened', partnerId: all.solo.id } })).toBe(
      1,
    );
  });

  it('is needless when it has become so meanwhile', async () => {
    const all = await contested();
    const conflictId = await conflictOf(all.customerId, all.solo.id);
    await db.referral.updateMany({ data: { partnerId: all.solo.id } });
    expect(await openDispute(all.solo.scope, { conflictId, statement: 'Mine.' })).toEqual({
      outcome: 'credited_already',
    });
  });
});

describe('a dispute', () => {
  it('upheld: the customer is that agency’s from its sign-up on, both are told, once', async () => {
    const all = await contested();
    expect([await credited(), await earned(all.duo.id)]).toEqual([all.duo.id, [4_000n]]);
    const id = await dispute(all, all.solo);
    expect(await decideDispute(all.admin, word(id))).toEqual({ outcome: 'decided' });
    await settleAll();
    expect(await credited()).toBe(all.solo.id);
    expect([await earned(all.duo.id), await earned(all.solo.id)]).toEqual([[], [4_000n]]);
    expect(await decideDispute(all.admin, word(id, { outcome: 'rejected' }))).toEqual({
      outcome: 'decided_before',
    });
    const told = await db.mail.findMany({ where: { text: { contains: 'Their contract is older.' } } });
    expect(told.map(({ to }) => to).sort()).toEqual(['duo@partner.test', 'solo@partner.test']);
    expect(told.map(({ text }) => text).join()).not.toMatch(/ann@acme|solo |duo /);
    expect(await db.auditEntry.count({ where: { action: 'dispute.decided', subjectId: id } })).toBe(1);
  });

  it('rejected: all stays as it is, and both are told', async () => {
    const all = await contested();
    const id = await dispute(all, all.solo);
    expect(await decideDispute(all.admin, word(id, { outcome: 'rejected' }))).toEqual({ outcome: 'decided' });
    await settleAll();
    expect([await credited(), await earned(all.duo.id)]).toEqual([all.duo.id, [4_000n]]);
    expect(await db.mail.count({ where: { text: { contains: 'Their contract is older.' } } })).toBe(2);
  });

  it('of a click that counted can be upheld', async () => {
    const all = await contested();
    const id = await dispute(all, all.mia);
    expect(await decideDispute(all.admin, word(id))).toEqual({ outcome: 'decided' });
    await settleAll();
    expect(await db.referral.findFirst()).toMatchObject({ partnerId: all.mia.id, reason: 'click' });
  });

  it('of a partner without a claim can be rejected only', async () => {
    const all = await contested();
    const stranger = await writeAgency('stranger');
    const id = await dispute(all, stranger);
    expect(await decideDispute(all.admin, word(id))).toEqual({ outcome: 'nothing_to_uphold' });
    // an invitation from after the sign-up is none
    await happen(invited(stranger, 30));
    expect(await decideDispute(all.admin, word(id))).toEqual({ outcome: 'nothing_to_uphold' });
    expect(await decideDispute(all.admin, word(id, { outcome: 'rejected' }))).toEqual({ outcome: 'decided' });
  });

  it('is upheld for one partner alone, also by two admins at once', async () => {
    const all = await contested();
    const ids = [await dispute(all, all.solo), await dispute(all, all.mia)];
    const outcomes = await Promise.all(ids.map((id) => decideDispute(all.admin, word(id))));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['another_upheld', 'decided']);
  });

  it('decided by two at once is decided once', async () => {
    const all = await contested();
    const id = await dispute(all, all.solo);
    const outcomes = await Promise.all([
      decideDispute(all.admin, word(id)),
      decideDispute(all.admin, word(id, { outcome: 'rejected' })),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['decided', 'decided_before']);
    expect(await db.partnerNotice.count({ where: { kind: 'dispute_decided' } })).toBe(2);
    await expect(ownerPool.query(`update attribution_dispute set reason = 'x'`)).rejects.toThrow(
      /never taken back/,
    );
  });

  it('that is not there is not found', async () => {
    const { admin } = await contested();
    expect(await decideDispute(admin, word('dsp_none'))).toEqual({ outcome: 'not_found' });
  });
});
