import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '~/kernel/time';
import { type BatchManifestLine, batchManifest } from './batch-manifest';
import { batchOutcomeOf, tookEffect } from './batch-outcome';
import { flagsOf, type PayoutFlag, type RiskFacts, riskGroupOf } from './batch-risk';

const now = Date.UTC(2026, 5, 1);
const clean: RiskFacts = {
  amount: 10_000n,
  paidBefore: [9_000n, 11_000n],
  destinationChangedAt: null,
  sales: 40,
  salesTakenBack: 2,
  largestCustomer: 5_000n,
  payable: true,
  partnerActive: true,
  unchanged: true,
  ownPartner: false,
};

describe('flags of a payout', () => {
  it.each<[string, Partial<RiskFacts>, PayoutFlag[]]>([
    ['nothing unusual', {}, []],
    ['the first payout', { paidBefore: [] }, ['first_payout']],
    ['an account of 71 hours', { destinationChangedAt: now - 71 * HOUR_MS }, ['destination_changed']],
    ['an account of exactly 72 hours', { destinationChangedAt: now - 72 * HOUR_MS }, []],
    ['three times the mean', { amount: 30_000n, largestCustomer: 0n }, []],
    ['a cent more than three times the mean', { amount: 30_001n, largestCustomer: 0n }, ['above_mean']],
    [
      'a mean that is no whole cent',
      { amount: 9_998n, paidBefore: [3_333n, 3_332n], largestCustomer: 0n },
      ['above_mean'],
    ],
    ['15 % of the sales taken back', { sales: 20, salesTakenBack: 3 }, []],
    ['one more', { sales: 20, salesTakenBack: 4 }, ['refund_rate']],
    ['all of nine sales', { sales: 9, salesTakenBack: 9 }, []],
    ['half from one customer', { largestCustomer: 5_000n }, []],
    ['a cent above half', { largestCustomer: 5_001n }, ['one_customer']],
    ['an account that cannot be paid', { payable: false }, ['account_not_ready']],
    ['a partner suspended', { partnerActive: false }, ['partner_not_active']],
    ['a refund since', { unchanged: false }, ['changed']],
    ['the own partner', { ownPartner: true }, ['own_partner']],
    [
      'everything, the worst first',
      {
        ...{ unchanged: false, partnerActive: false, payable: false, ownPartner: true },
        paidBefore: [],
        destinationChangedAt: now,
      },
      [
        'changed',
        'partner_not_active',
        'account_not_ready',
        'own_partner',
        'destination_changed',
        'first_payout',
      ],
    ],
  ])('%s', (_, facts, flags) => {
    expect(flagsOf({ ...clean, ...facts }, now)).toEqual(flags);
  });

  it('groups: what would be refused is blocked, what is unusual is for review', () => {
    expect(riskGroupOf([])).toBe('clean');
    for (const flag of [
      'destination_changed',
      'first_payout',
      'above_mean',
      'refund_rate',
      'one_customer',
    ] as const)
      expect(riskGroupOf([flag])).toBe('review');
    for (const flag of ['changed', 'partner_not_active', 'account_not_ready', 'own_partner'] as const)
      expect(riskGroupOf(['first_payout', flag])).toBe('blocked');
  });
});

describe('the manifest of a batch', () => {
  const line = (id: string, changes: Partial<BatchManifestLine> = {}): BatchManifestLine => ({
    ...{
      payoutId: `po_${id}`,
      partnerId: `par_${id}`,
      amount: 5000n,
      currency: 'USD',
      destination: `acct_${id}`,
    },
    manifestHash: 'a'.repeat(64),
    ...changes,
  });

  it('is canonical: the order of choosing says nothing, the hash is that of the text', async () => {
    const one = await batchManifest('pb_1', [line('b'), line('a', { amount: 12_345n })]);
    const other = await batchManifest('pb_1', [line('a', { amount: 12_345n }), line('b')]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ payouts: 2, total: 17_345n });
    expect(one.hash).toBe(createHash('sha256').update(one.text).digest('hex'));
    expect(one.text).toBe(
      `{"batchId":"pb_1","payouts":[{"amount":"12345","currency":"USD","destination":"acct_a","manifestHash":"${'a'.repeat(64)}","partnerId":"par_a","payoutId":"po_a"},{"amount":"5000","currency":"USD","destination":"acct_b","manifestHash":"${'a'.repeat(64)}","partnerId":"par_b","payoutId":"po_b"}],"version":1}`,
    );
  });

  it('is another one with any change', async () => {
    const { hash } = await batchManifest('pb_1', [line('a')]);
    const others = await Promise.all([
      batchManifest('pb_2', [line('a')]),
      batchManifest('pb_1', [line('a'), line('b')]),
      batchManifest('pb_1', []),
      ...[
        { payoutId: 'po_x' },
        { partnerId: 'par_x' },
        { amount: 5001n },
        { currency: 'EUR' },
        { destination: 'acct_x' },
        { manifestHash: 'b'.repeat(64) },
      ].map((changes) => batchManifest('pb_1', [line('a', changes)])),
    ]);
    for (const other of others) expect(other.hash).not.toBe(hash);
  });

  it('is of one currency', async () => {
    await expect(batchManifest('pb_1', [line('a'), line('b', { currency: 'EUR' })])).rejects.toThrow();
  });
});

describe('what approving one payout of a batch came to', () => {
  const requested = { status: 'requested', ownApproval: false } as const;
  it.each(['approved', 'needs_another', 'own_payout', 'changed', 'not_active', 'no_account'] as const)(
    '%s stays what it is',
    (verdict) => expect(batchOutcomeOf(verdict, requested)).toBe(verdict),
  );

  it('a second click finds what the first one did', () => {
    expect(batchOutcomeOf('already_approved', requested)).toBe('needs_another');
    for (const status of ['approved', 'sending', 'paid'] as const) {
      expect(batchOutcomeOf('wrong_state', { status, ownApproval: true })).toBe('approved');
      expect(batchOutcomeOf('wrong_state', { status, ownApproval: false })).toBe('decided_before');
    }
    for (const status of ['rejected', 'canceled', 'failed'] as const)
      expect(batchOutcomeOf('wrong_state', { status, ownApproval: true })).toBe('ended');
  });

  it('only approved and waiting for another took effect', () => {
    const outcomes = [
      'approved',
      'needs_another',
      'own_payout',
      'changed',
      'not_active',
      'no_account',
      'decided_before',
      'ended',
    ] as const;
    expect(outcomes.filter(tookEffect)).toEqual(['approved', 'needs_another']);
  });
});
