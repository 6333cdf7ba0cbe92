import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '~/kernel/money';
import { allocateItems, type PayableCommission, remainderOf } from './allocation';
import { type ApprovalFacts, approvalsNeeded, judgeApproval } from './approval';
import {
  discrepancy,
  KEY_TRUSTED_MS,
  LATE_EXECUTION_MS,
  mayUseNewKey,
  nextMove,
  pauseAfter,
  refusalReason,
} from './attempt';
import { checkRequest, explainRefusal, type Refusal, type RequestFacts, refusalCodes } from './eligibility';
import { type Manifest, manifestHash, manifestText } from './manifest';
import { advance, isLive, type PayoutStatus, type PayoutStep, payoutStatuses } from './payout';

describe('steps of a payout', () => {
  const legal: Array<[PayoutStatus, PayoutStep, PayoutStatus]> = [
    ['requested', 'approve', 'approved'],
    ['requested', 'reject', 'rejected'],
    ['requested', 'cancel', 'canceled'],
    ['approved', 'reject', 'rejected'],
    ['approved', 'send', 'sending'],
    ['approved', 'fail', 'failed'],
    ['sending', 'settle', 'paid'],
    ['sending', 'fail', 'failed'],
    ['paid', 'return', 'returned'],
  ];
  const steps: PayoutStep[] = ['approve', 'reject', 'cancel', 'send', 'settle', 'fail', 'return'];

  it.each(legal)('%s --%s--> %s', (from, step, to) => expect(advance(from, step)).toBe(to));

  it('no other pair is legal', () => {
    const moves = payoutStatuses.flatMap((from) => steps.filter((step) => advance(from, step) !== null));
    expect(moves).toHaveLength(legal.length);
  });

  it('holds its items exactly while its money is held', () => {
    expect(payoutStatuses.filter(isLive)).toEqual(['requested', 'approved', 'sending', 'paid']);
  });
});

describe('who may request how much', () => {
  const facts: RequestFacts = {
    available: 12_000n,
    minimum: 5000n,
    partnerActive: true,
    payable: true,
    emailVerified: true,
  };
  const table: Array<[string, Partial<RequestFacts>, string]> = [
    ['everything available', {}, 'eligible'],
    ['the minimum is inclusive', { available: 5000n }, 'eligible'],
    ['a cent less', { available: 4999n }, 'below_minimum'],
    ['a clawback outstanding', { available: -1n }, 'below_minimum'],
    ['a smaller amount', { amount: 5000n }, 'eligible'],
    ['an amount below the minimum', { amount: 4999n }, 'below_minimum'],
    ['more than available', { amount: 12_001n }, 'insufficient'],
    ['the minimum, with less available', { available: 100n, amount: 5000n }, 'insufficient'],
    ['a paused partner', { partnerActive: false }, 'not_active'],
    ['an unconfirmed address', { emailVerified: false }, 'email_unverified'],
    ['no account', { payable: false }, 'no_account'],
  ];

  it.each(table)('%s', (_, change, outcome) => {
    const verdict = checkRequest({ ...facts, ...change });
    expect(verdict.outcome).toBe(outcome);
    if (verdict.outcome === 'eligible')
      expect(verdict.amount).toBe(change.amount ?? change.available ?? 12_000n);
  });

  it.each<[Refusal, string, RegExp]>([
    ['not_active', 'partner_not_active', /while the partner account is active/],
    ['email_unverified', 'email_unverified', /Confirm your e-mail address/],
    ['no_account', 'no_payout_account', /Connect a payout account/],
    ['below_minimum', 'below_minimum', /at least \$50\.00; \$120\.00 is available/],
    ['insufficient', 'insufficient_available', /Only \$120\.00 is available/],
    ['not_covered', 'not_covered', /being checked/],
  ])('%s has the code %s in the API and says what to do', (refusal, code, words) => {
    expect(refusalCodes[refusal]).toBe(code);
    expect(explainRefusal(refusal, { ...facts, currency: 'USD' })).toMatch(words);
  });
});

const commission = (id: string, worth: bigint, more: Partial<PayableCommission> = {}): PayableCommission => ({
  id,
  worth,
  carried: 0n,
  releasedAt: 0,
  ...more,
});

describe('which commissions a payout carries', () => {
  it('the oldest released first, then by id, the last in part', () => {
    const commissions = [
      commission('c', 3000n, { releasedAt: 2 }),
      commission('b', 3000n),
      commission('a', 3000n),
    ];
    expect(allocateItems(commissions, 7000n)).toEqual({
      outcome: 'allocated',
      items: [
        { commissionId: 'a', amount: 3000n },
        { commissionId: 'b', amount: 3000n },
        { commissionId: 'c', amount: 1000n },
      ],
    });
  });

  it('the one released earlier before the one whose id comes earlier', () => {
    const commissions = [
      commission('a', 3000n, { releasedAt: 2 }),
      commission('b', 3000n, { releasedAt: 1 }),
    ];
    expect(allocateItems(commissions, 4000n)).toEqual({
      outcome: 'allocated',
      items: [
        { commissionId: 'b', amount: 3000n },
        { commissionId: 'a', amount: 1000n },
      ],
    });
  });

  it('none that an earlier payout carried whole', () => {
    const commissions = [commission('a', 3000n, { carried: 3000n }), commission('b', 5000n)];
    const items = [{ commissionId: 'b', amount: 5000n }];
    expect(allocateItems(commissions, 5000n)).toEqual({ outcome: 'allocated', items });
  });

  it('clawbacks by id', () => {
    const owed = (id: string) => commission(id, 0n, { carried: 100n });
    const allocation = allocateItems([owed('z'), owed('y'), commission('new', 9000n)], 5000n);
    expect(allocation).toMatchObject({
      items: [{ commissionId: 'y' }, { commissionId: 'z' }, { amount: 5200n }],
    });
  });

  it('the rest of what an earlier payout took in part', () => {
    const items = [{ commissionId: 'a', amount: 2000n }];
    expect(allocateItems([commission('a', 3000n, { carried: 1000n })], 2000n)).toEqual({
      outcome: 'allocated',
      items,
    });
  });

  it('clawbacks first, all of them: paid and reversed, or undone by a late event', () => {
    const commissions = [
      commission('paid', 3000n, { worth: 1000n, carried: 3000n }),
      commission('withdrawn', 0n, { releasedAt: null, carried: 500n }),
      commission('new', 9000n),
    ];
    expect(allocateItems(commissions, 5000n)).toEqual({
      outcome: 'allocated',
      items: [
        { commissionId: 'paid', amount: -2000n },
        { commissionId: 'withdrawn', amount: -500n },
        { commissionId: 'new', amount: 7500n },
      ],
    });
  });

  it('nothing when the commissions do not reach the amount', () => {
    expect(allocateItems([commission('a', 4999n)], 5000n)).toEqual({ outcome: 'not_covered' });
    expect(allocateItems([], 5000n)).toEqual({ outcome: 'not_covered' });
  });

  const anyCommissions = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      worth: fc.bigInt(0n, 1_000_000n),
      carried: fc.bigInt(0n, 1_000_000n),
      releasedAt: fc.integer({ min: 0, max: 5 }),
    }),
    { selector: (one) => one.id, maxLength: 30 },
  );

  it('property: items add up, take no more than is left, claw back everything, and are found whenever there is enough', () => {
    fc.assert(
      fc.property(anyCommissions, fc.bigInt(1n, 3_000_000n), (commissions, amount) => {
        const available = sum(commissions.map(remainderOf));
        const allocation = allocateItems(commissions, amount);
        if (allocation.outcome === 'not_covered') return available < amount;
        const byId = new Map(commissions.map((one) => [one.id, remainderOf(one)]));
        const carried = new Map(allocation.items.map((item) => [item.commissionId, item.amount]));
        expect(sum(carried.values())).toBe(amount);
        expect(carried.size).toBe(allocation.items.length);
        for (const [id, part] of carried) {
          const left = byId.get(id) ?? 0n;
          expect(part !== 0n && (left < 0n ? part === left : part > 0n && part <= left)).toBe(true);
        }
        for (const [id, left] of byId) if (left < 0n) expect(carried.get(id)).toBe(left);
        // at most one is carried in part, and it is the last
        const inPart = allocation.items.filter(
          (item) => item.amount > 0n && item.amount < (byId.get(item.commissionId) ?? 0n),
        );
        expect(inPart.length <= 1 && (inPart.length === 0 || inPart[0] === allocation.items.at(-1))).toBe(
          true,
        );
        return available >= amount;
      }),
      { numRuns: 500 },
    );
  });

  it('property: payouts one after another carry each commission exactly once', () => {
    fc.assert(
      fc.property(
        anyCommissions,
        fc.array(fc.bigInt(1n, 500_000n), { maxLength: 8 }),
        (commissions, amounts) => {
          let state = commissions;
          for (const amount of amounts) {
            const allocation = allocateItems(state, amount);
            if (allocation.outcome === 'not_covered') continue;
            const parts = new Map(allocation.items.map((item) => [item.commissionId, item.amount]));
            state = state.map((one) => ({ ...one, carried: one.carried + (parts.get(one.id) ?? 0n) }));
            expect(state.every((one) => one.carried <= one.worth || !parts.has(one.id))).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the manifest', () => {
  const manifest: Manifest = {
    payoutId: 'po_1',
    partnerId: 'par_1',
    amount: 5000n,
    currency: 'USD',
    destination: 'acct_1',
    items: [
      { commissionId: 'b', amount: 2000n, worth: 2000n },
      { commissionId: 'a', amount: 3000n, worth: 4000n },
    ],
  };

  it('is canonical, whatever the order of items', async () => {
    expect(manifestText(manifest)).toBe(
      '{"amount":"5000","currency":"USD","destination":"acct_1","items":[{"amount":"3000","commissionId":"a","worth":"4000"},' +
        '{"amount":"2000","commissionId":"b","worth":"2000"}],"partnerId":"par_1","payoutId":"po_1","version":1}',
    );
    const reversed = { ...manifest, items: [...manifest.items].reverse() };
    expect(await manifestHash(reversed)).toBe(await manifestHash(manifest));
    expect(await manifestHash(manifest)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with the amount, the destination and a refund of a commission', async () => {
    const [first] = manifest.items;
    const changes: Manifest[] = [
      { ...manifest, amount: 5001n },
      { ...manifest, destination: 'acct_2' },
      { ...manifest, items: first ? [{ ...first, worth: 1999n }] : [] },
    ];
    const hashes = await Promise.all([manifest, ...changes].map(manifestHash));
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('approvals', () => {
  const facts: ApprovalFacts = {
    status: 'requested',
    amount: 100_000n,
    secondApprovalAbove: 100_000n,
    ownPayout: false,
    approvedBy: [],
    madeTheTerms: [],
    approverId: 'ann',
    unchanged: true,
    partnerActive: true,
    payable: true,
  };
  const large = { amount: 100_001n };
  const table: Array<[string, Partial<ApprovalFacts>, string]> = [
    ['up to the limit one admin suffices', {}, 'approved'],
    ['above it two are needed', large, 'needs_another'],
    ['the second one completes it', { ...large, approvedBy: ['bob'] }, 'approved'],
    [
      'the same admin again, by whatever key, does not',
      { ...large, approvedBy: ['ann'] },
      'already_approved',
    ],
    [
      'above it one of the two has not made the terms',
      { ...large, approvedBy: ['bob'], madeTheTerms: ['ann'] },
      'approved',
    ],
    [
      'two who made them need a third',
      { ...large, approvedBy: ['bob'], madeTheTerms: ['ann', 'bob'] },
      'needs_another',
    ],
    ['who has not', { ...large, approvedBy: ['bob', 'cleo'], madeTheTerms: ['bob', 'cleo'] }, 'approved'],
    ['up to the limit who made them suffices', { madeTheTerms: ['ann'] }, 'approved'],
    ['a payout that is not requested any more', { status: 'approved' }, 'wrong_state'],
    ['a payout of their own partner', { ownPayout: true }, 'own_payout'],
    ['a payout that changed since', { unchanged: false }, 'changed'],
    ['a partner who was suspended since', { partnerActive: false }, 'not_active'],
    ['an account that cannot be paid any more', { payable: false }, 'no_account'],
  ];

  it.each(table)('%s', (_, change, verdict) => expect(judgeApproval({ ...facts, ...change })).toBe(verdict));

  it('counts two above the limit', () => {
    expect([approvalsNeeded(0n, 0n), approvalsNeeded(1n, 0n)]).toEqual([1, 2]);
  });
});

describe('an attempt without an answer', () => {
  const now = 1_000_000_000_000;

  it('is repeated with the same key while Stripe remembers it, then looked up', () => {
    expect(nextMove({ firstCalledAt: null, lookUpFirst: false }, now)).toBe('call');
    expect(nextMove({ firstCalledAt: now - KEY_TRUSTED_MS + 1, lookUpFirst: false }, now)).toBe('call');
    expect(nextMove({ firstCalledAt: now - KEY_TRUSTED_MS, lookUpFirst: false }, now)).toBe('look_up');
    expect(nextMove({ firstCalledAt: now, lookUpFirst: true }, now)).toBe('look_up');
  });

  it('waits longer after each try, five minutes at most', () => {
    expect([1, 2, 3, 12, 1000].map(pauseAfter)).toEqual([1000, 2000, 4000, 300_000, 300_000]);
  });

  it('gets a new key only when nothing sent with the old one can still be carried out', () => {
    expect([
      mayUseNewKey(now - LATE_EXECUTION_MS + 1, now),
      mayUseNewKey(now - LATE_EXECUTION_MS, now),
    ]).toEqual([false, true]);
  });

  it('is not settled by another transfer than was asked for', () => {
    const asked = { amount: 5000n, currency: 'USD', destination: 'acct_1' };
    const transfer = { ...asked, id: 'tr_1' };
    expect(discrepancy(asked, transfer)).toBeNull();
    expect(discrepancy(asked, { ...transfer, amount: 5001n })).toContain('amount');
    expect(discrepancy(asked, { ...transfer, currency: 'EUR' })).toContain('currency');
    expect(discrepancy(asked, { ...transfer, destination: null })).toContain('destination');
  });

  it.each([
    ['balance_insufficient', /balance at Stripe is too low/],
    ['insufficient_capabilities_for_transfer', /needs something from you/],
    ['transfers_not_allowed', /does not allow transfers/],
    ['capability_not_active', /needs something from you/],
    ['account_closed', /closed/],
    ['account_invalid', /does not exist any more/],
    ['resource_missing', /does not exist any more/],
    ['card_declined', /^Stripe refused the transfer: no luck$/],
    [null, /^Stripe refused the transfer: no luck$/],
  ])('refused with %s says what it means', (code, words) => {
    expect(refusalReason(code, 'no luck')).toMatch(words);
  });
});
