import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '~/kernel/time';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { approvePayout } = await import('./approve-payout.server');
const { changePayoutMethod } = await import('./change-payout-method.server');
const { exportManualPayouts } = await import('./export-manual-payouts.server');
const { handOverManualPayouts, markPaidByHand, takeBackByHand } = await import('./pay-by-hand.server');
const { requestPayout } = await import('./request-payout.server');
const { drainPayouts } = await import('./send-payout.server');
const { settlePayout } = await import('./settle-payout.server');
const { getStatement } = await import('~/domain/reporting/payout-statement.server');
const { statementCsv } = await import('~/domain/payout/statement-csv.server');
const { maskedDetails } = await import('~/domain/partner/manual-destination.server');
const { setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { ownerPool } = await import('~/test-support/db');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const BANK = 'Ann Example\nIBAN BR15 0000 0000 0000 1093 2840 814P2';

beforeEach(() => setClock({ at, running: false }));

async function adminScope() {
  const { id } = await build.buildUser({ role: 'admin' });
  return { kind: 'admin' as const, userId: id, keyId: null };
}

async function partnerByHand(details = BANK) {
  const { partner, owner } = await build.buildPayablePartner({ account: false });
  const commission = await build.buildReleasedCommission(partner.id, 20_000n);
  const scope = {
    ...{ kind: 'partner' as const, partnerId: partner.id, userId: owner.id, keyId: null },
    role: 'owner' as const,
  };
  await changePayoutMethod(scope, { method: 'manual', details }, at);
  const row = () => db.partner.findUniqueOrThrow({ where: { id: partner.id } });
  return { partner, owner, scope, commission, row };
}

async function approved(details = BANK) {
  const one = await partnerByHand(details);
  const made = await requestPayout({ by: one.scope, partnerId: one.partner.id, amount: 5000n, at });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  const { payoutId } = made;
  const admin = await adminScope();
  const { outcome } = await approvePayout({ payoutId, adminUserId: admin.userId, keyId: null, at });
  expect(outcome).toBe('approved');
  const payout = () => db.payout.findUniqueOrThrow({ where: { id: payoutId }, include: { attempts: true } });
  return { ...one, payoutId, admin, payout };
}

async function handedOver() {
  const one = await approved();
  await handOverManualPayouts(one.admin, at);
  expect((await one.payout()).status).toBe('sending');
  return one;
}

describe('a partner paid by hand', () => {
  it('can ask at once, without an account at Stripe, and the payout names no bank details', async () => {
    const { partner, payout } = await approved();
    const { destination } = await payout();
    expect(destination).toBe(
      `manual:${(await db.partner.findUniqueOrThrow({ where: { id: partner.id } })).manualDestinationId}`,
    );
  });

  it('has its bank details written nowhere but encrypted, not in the log, the chain or the payout', async () => {
    const { admin } = await handedOver();
    await exportManualPayouts(admin, at);
    const tables = ['audit_entry', 'chain_event', 'payout', 'partner', 'mail', 'manual_destination'];
    for (const table of tables) {
      const { rows } = await ownerPool.query(`select t::text as row from ${table} t`);
      expect(rows.filter(({ row }) => /1093|Ann Example/.test(row))).toEqual([]);
    }
  });

  it('sees them masked', async () => {
    const { row } = await partnerByHand();
    const id = (await row()).manualDestinationId ?? '';
    expect(await maskedDetails([id])).toEqual({ [id]: '•••• 14P2' });
  });

  it('names them for the first time without a change; others are one, and the same ones are none', async () => {
    const { scope, partner, owner, row } = await partnerByHand();
    expect((await row()).destinationChangedAt).toBeNull();
    expect(await changePayoutMethod(scope, { method: 'manual', details: BANK }, at)).toEqual({
      outcome: 'unchanged',
    });
    expect(await changePayoutMethod(scope, { method: 'manual', details: `${BANK} x` }, at)).toEqual({
      outcome: 'changed',
    });
    expect((await row()).destinationChangedAt?.getTime()).toBe(at);
    const mails = await db.mail.findMany({ where: { to: owner.email } });
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/has changed/)]);
    const asked = await requestPayout({ by: scope, partnerId: partner.id, amount: 5000n, at: at + 1 });
    expect(asked.outcome).toBe('destination_changed');
    const later = await requestPayout({ by: scope, partnerId: partner.id, amount: 5000n, at: at + DAY_MS });
    expect(later.outcome).toBe('created');
  });

  it('refuses to have details changed in place, or a row taken away', async () => {
    const { row } = await partnerByHand();
    const id = (await row()).manualDestinationId;
    const edit = (set: string) => ownerPool.query(`update manual_destination set ${set} where id = $1`, [id]);
    await expect(edit(`details = 'other'`)).rejects.toThrow(/can only be erased/);
    await expect(ownerPool.query('delete from manual_destination')).rejects.toThrow(/kept for ever/);
    await edit('details = null');
    expect(await maskedDetails([id ?? ''])).toEqual({ [id ?? '']: 'erased' });
  });
});

describe('what is paid by hand', () => {
  it('is never sent to Stripe, by any worker, and holds nobody up', async () => {
    const { payout } = await approved();
    expect(await drainPayouts()).toBe(0);
    expect(await payout()).toMatchObject({ status: 'approved', attempts: [] });
    expect((await stripe.control('/transfers')) as object).toEqual({ data: [] });
  });

  it('is handed over once, exported with the details in full, and safe in a spreadsheet', async () => {
    const { admin, payoutId } = await approved('=HYPERLINK("http://evil.test")\nIBAN DE02');
    expect(await handOverManualPayouts(admin, at)).toMatchObject({ handedOver: expect.any(Number), held: 0 });
    expect(await handOverManualPayouts(admin, at)).toEqual({ handedOver: 0, held: 0 });
    const { csv } = await exportManualPayouts(admin, at);
    const [, ...rows] = csv.split('\r\n').filter((line) => line.includes(payoutId));
    expect(rows).toEqual([]);
    expect(csv).toContain(`"${payoutId}"`);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.test"")\nIBAN DE02"`);
    const logged = await db.auditEntry.findFirstOrThrow({
      where: { action: 'payout_details.exported' },
      orderBy: { id: 'desc' },
    });
    expect(logged).toMatchObject({
      actorUserId: admin.userId,
      detail: { payouts: expect.arrayContaining([payoutId]) },
    });
  });

  it('waits for a person when the bank details changed after the approval', async () => {
    const { scope, admin, payout } = await approved();
    await changePayoutMethod(scope, { method: 'manual', details: 'Somebody else\nIBAN GB33' }, at);
    expect((await handOverManualPayouts(admin, at)).held).toBe(1);
    expect(await payout()).toMatchObject({ status: 'approved', needsReview: true });
  });

  it('is paid with the bank’s reference: from the program’s bank, its commissions paid, the statement names it', async () => {
    const { scope, partner, payoutId, admin, payout } = await handedOver();
    const another = await adminScope();
    expect(await markPaidByHand({ scope: another, payoutId, reference: `SEPA-${payoutId}` })).toEqual({
      outcome: 'paid',
    });
    expect(await payout()).toMatchObject({
      status: 'paid',
      transferId: `manual:SEPA-${payoutId}`,
      paidAt: new Date(at),
      attempts: [],
    });
    const { cached, proven } = await build.balanceOf(partner.id);
    expect(cached).toEqual({ pending: 0n, available: 15_000n, inTransit: 0n, paid: 5000n });
    expect(proven).toEqual(cached);
    const entries = await db.ledgerEntry.findMany({
      where: { partnerId: partner.id, account: 'manual_cash' },
    });
    expect(entries.map(({ amount }) => amount)).toEqual([5000n]);
    const statement = await getStatement(scope, payoutId);
    if (!statement) throw new Error('gone');
    expect(statementCsv(statement)).toContain(`"SEPA-${payoutId}"`);
    expect(statementCsv(statement)).not.toContain('manual:');
    const paid = await db.auditEntry.findFirstOrThrow({
      where: { subjectId: payoutId, action: 'payout.paid' },
    });
    expect(paid).toMatchObject({ actorKind: 'admin', actorUserId: another.userId });
    expect(admin.userId).not.toBe(another.userId);
  });

  it('is paid once, by whichever of many admins says so first', async () => {
    const { partner, payoutId } = await handedOver();
    const admins = await Promise.all(Array.from({ length: 8 }, adminScope));
    const outcomes = await Promise.all(
      admins.map((scope, n) => markPaidByHand({ scope, payoutId, reference: `once-${payoutId}-${n}` })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'paid')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'wrong_state')).toHaveLength(7);
    expect((await build.balanceOf(partner.id)).proven.paid).toBe(5000n);
  });

  it('is not paid under a reference that paid another, not before it is handed over, not by its own people', async () => {
    const [first, second, third] = [await handedOver(), await handedOver(), await approved()];
    const reference = `twice-${first.payoutId}`;
    const outcomes = await Promise.all(
      [first, second].map(({ payoutId, admin }) => markPaidByHand({ scope: admin, payoutId, reference })),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['paid', 'reference_used']);
    const early = await markPaidByHand({ scope: third.admin, payoutId: third.payoutId, reference: 'early' });
    expect(early).toEqual({ outcome: 'wrong_state', status: 'approved' });
    const insider = await adminScope();
    await handOverManualPayouts(third.admin, at);
    await db.partnerMember.create({
      data: { partnerId: third.partner.id, userId: insider.userId, role: 'viewer', joinedAt: new Date(0) },
    });
    const own = await markPaidByHand({ scope: insider, payoutId: third.payoutId, reference: 'own' });
    expect(own).toEqual({ outcome: 'own_payout' });
  });

  it('cannot be marked when it is Stripe’s to pay', async () => {
    const { partner } = await build.buildPayablePartner();
    await build.buildReleasedCommission(partner.id, 6000n);
    const scope = await adminScope();
    const made = await requestPayout({ by: scope, partnerId: partner.id, at });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    const marked = await markPaidByHand({ scope, payoutId: made.payoutId, reference: 'x' });
    expect(marked).toEqual({ outcome: 'not_manual' });
  });

  it.each([
    ['before it was marked paid', 'failed'],
    ['after it was marked paid', 'returned'],
  ] as const)('is taken back %s: %s, with the reason, available again', async (when, outcome) => {
    const { partner, payoutId, admin, payout } = await handedOver();
    if (when.startsWith('after'))
      await markPaidByHand({ scope: admin, payoutId, reference: `back-${payoutId}` });
    const back = { scope: admin, payoutId, reason: 'The bank knows no such account.', at };
    expect(await takeBackByHand(back)).toEqual({ outcome });
    expect(await takeBackByHand(back)).toEqual({ outcome: 'wrong_state', status: outcome });
    expect(await payout()).toMatchObject({ status: outcome, reason: back.reason });
    const { cached, proven } = await build.balanceOf(partner.id);
    expect(cached).toEqual({ pending: 0n, available: 20_000n, inTransit: 0n, paid: 0n });
    expect(proven).toEqual(cached);
  });

  it('stops when a transfer at Stripe says it is of it', async () => {
    const { payoutId, payout } = await handedOver();
    const transfer = {
      id: 'tr_forged',
      amount: 5000n,
      amountReversed: 0n,
      currency: 'USD',
      destination: 'acct_x',
      createdAt: at,
    };
    expect(await settlePayout(payoutId, transfer)).toBe('held');
    expect(await payout()).toMatchObject({ status: 'sending', needsReview: true, transferId: null });
  });
});
