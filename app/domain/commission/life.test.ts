import { describe, expect, it } from 'vitest';
import { day } from '~/test-support/facts';
import type { Claim, Reversal } from './claim';
import { lifeOf, releaseInstant } from './life';

/** 15.00 of a slice of 100.00, vested on day 10, held until day 40, sustained on day 90. */
function claim(more: Partial<Claim> = {}): Claim {
  return {
    partnerId: 'ada',
    rewardKey: 'tier-3',
    termsKey: 'developer',
    termsVersion: 1,
    customerId: 'acme',
    cause: { type: 'payment', id: 'p1', slice: 0 },
    basis: 10_000n,
    rateBps: 1500n,
    uncapped: 1500n,
    month: '2026-01',
    accruedAt: day(10),
    dueAt: day(10),
    paymentAt: day(10),
    vestedAt: day(10),
    capPerPartnerMonth: null,
    capPerCustomer: null,
    heldUntil: day(40),
    sustainedAt: day(90),
    freezes: [],
    reversals: [],
    ...more,
  };
}

const refunded = (at: number, of: bigint): Reversal => ({
  at,
  reason: 'refund',
  total: false,
  refundedOfSlice: of,
});
const gone = (at: number, reason: Reversal['reason'] = 'never_sustained'): Reversal => ({
  at,
  reason,
  total: true,
  refundedOfSlice: 0n,
});
const late = day(1000);
/** [kind, instant, pending, available] */
const booked = (one: Claim, amount = 1500n, asOf = late) =>
  lifeOf(one, amount, asOf).movements.map((move) => [move.kind, move.at, move.pending, move.available]);
const vest = ['vest', day(10), 1500n, 0n];
const release = ['release', day(90), -1500n, 1500n];

describe('when a commission is released', () => {
  it.each<[string, Partial<Claim>, number | null]>([
    ['sustained later than the hold', {}, day(90)],
    ['held longer than sustained', { heldUntil: day(95) }, day(95)],
    ['terms that do not ask for sustained', { sustainedAt: Number.NEGATIVE_INFINITY }, day(40)],
    ['not sustained yet', { sustainedAt: null }, null],
    ['not vested yet', { vestedAt: null, heldUntil: null }, null],
    ['a dispute that ended before', { freezes: [{ from: day(20), to: day(89) }] }, day(90)],
    ['a dispute that ends at that instant', { freezes: [{ from: day(20), to: day(90) }] }, day(90)],
    ['a dispute open then: its end', { freezes: [{ from: day(20), to: day(100) }] }, day(100)],
    ['a dispute opened at that instant', { freezes: [{ from: day(90), to: day(100) }] }, day(100)],
    ['a dispute opened after it undoes nothing', { freezes: [{ from: day(90) + 1, to: null }] }, day(90)],
    ['a dispute without an end', { freezes: [{ from: day(20), to: null }] }, null],
    [
      'one dispute after the other',
      {
        freezes: [
          { from: day(99), to: day(110) },
          { from: day(20), to: day(100) },
        ],
      },
      day(110),
    ],
    [
      'a second one that opens as the first ends',
      {
        freezes: [
          { from: day(20), to: day(100) },
          { from: day(100), to: null },
        ],
      },
      null,
    ],
  ])('%s', (_name, more, expected) => {
    expect(releaseInstant(claim(more))).toBe(expected);
  });
});

describe('the status', () => {
  it.each<[string, Partial<Claim>, number, string]>([
    ['accrued while the customer has not paid', { vestedAt: null, heldUntil: null }, late, 'accrued'],
    ['accrued until it vests', {}, day(10) - 1, 'accrued'],
    ['vested from that instant on', {}, day(10), 'vested'],
    ['vested until the release', {}, day(90) - 1, 'vested'],
    ['released from that instant on', {}, day(90), 'released'],
    ['reversed by churn', { reversals: [gone(day(50))] }, day(50), 'reversed'],
    ['not yet reversed before it', { reversals: [gone(day(50))] }, day(50) - 1, 'vested'],
    ['reversed when nothing is left', { reversals: [refunded(day(50), 10_000n)] }, late, 'reversed'],
    ['released while a cent is left', { reversals: [refunded(day(50), 9993n)] }, late, 'released'],
    ['reversed after its release', { reversals: [gone(day(95))] }, late, 'reversed'],
  ])('%s', (_name, more, asOf, status) => {
    expect(lifeOf(claim(more), 1500n, asOf).status).toBe(status);
  });

  it('of a commission of nothing is reversed only by a total cause', () => {
    expect(lifeOf(claim({ reversals: [refunded(day(50), 5000n)] }), 0n, late).status).toBe('released');
    expect(lifeOf(claim({ reversals: [gone(day(50))] }), 0n, late)).toMatchObject({
      status: 'reversed',
      reversed: 0n,
      movements: [],
    });
  });
});

describe('what is reversed', () => {
  const reversedBy = (...reversals: Reversal[]) => lifeOf(claim({ reversals }), 1500n, late).reversed;

  it('is the part of the slice that was given back, half up', () => {
    expect(reversedBy(refunded(day(50), 5000n))).toBe(750n);
    expect(reversedBy(refunded(day(50), 3n))).toBe(0n);
    expect(reversedBy(refunded(day(50), 4n))).toBe(1n);
    expect(reversedBy(refunded(day(50), 10_000n))).toBe(1500n);
  });

  it('counts what is clipped, not what a cap took', () => {
    const clipped = lifeOf(claim({ reversals: [refunded(day(50), 5000n)] }), 1001n, late);
    expect(clipped.reversed).toBe(501n);
  });

  it('is cumulated, and never less than before', () => {
    expect(reversedBy(refunded(day(50), 5000n), refunded(day(60), 7000n))).toBe(1050n);
    expect(reversedBy(gone(day(50)), refunded(day(60), 5000n))).toBe(1500n);
    expect(reversedBy(refunded(day(60), 7000n), refunded(day(50), 5000n))).toBe(1050n);
  });

  it('of a flat reward, or a slice of nothing, is nothing in part and all by a total cause', () => {
    const flat = claim({ basis: null, reversals: [refunded(day(50), 5000n)] });
    expect(lifeOf(flat, 1500n, late).reversed).toBe(0n);
    const empty = claim({ basis: 0n, reversals: [refunded(day(50), 0n)] });
    expect(lifeOf(empty, 0n, late)).toMatchObject({ reversed: 0n, status: 'released' });
    expect(lifeOf({ ...flat, reversals: [gone(day(50))] }, 1500n, late).reversed).toBe(1500n);
  });

  it('names instant and reason of what ended it, else of the last part', () => {
    expect(
      lifeOf(claim({ reversals: [gone(day(50), 'early_churn'), gone(day(60))] }), 1500n, late),
    ).toMatchObject({ reversedAt: day(50), reversalReason: 'early_churn' });
    const parts = [refunded(day(50), 10n), { ...refunded(day(60), 20n), reason: 'dispute_lost' as const }];
    expect(lifeOf(claim({ reversals: parts }), 1500n, late)).toMatchObject({
      reversedAt: null,
      reversalReason: 'dispute_lost',
    });
    expect(lifeOf(claim({ reversals: [refunded(day(50), 10n)] }), 1500n, late).reversalReason).toBe('refund');
    expect(lifeOf(claim(), 1500n, late)).toMatchObject({ reversedAt: null, reversalReason: null });
  });

  it('is dated no earlier than what it takes back', () => {
    expect(lifeOf(claim({ reversals: [gone(day(5))] }), 1500n, late).reversedAt).toBe(day(10));
  });
});

describe('what a reversal leaves of vesting and release', () => {
  it('nothing is vested that was reversed before; at that instant it vests first', () => {
    const open = { accruedAt: day(5), reversals: [gone(day(10) - 1)] };
    expect(lifeOf(claim(open), 1500n, late)).toMatchObject({
      vestedAt: null,
      status: 'reversed',
      movements: [],
    });
    const atOnce = { accruedAt: day(5), reversals: [gone(day(10))] };
    expect(lifeOf(claim(atOnce), 1500n, late).vestedAt).toBe(day(10));
  });

  it('releasedAt stays null when it was at or before the release', () => {
    const releasedAt = (at: number) => lifeOf(claim({ reversals: [gone(at)] }), 1500n, late).releasedAt;
    expect([day(90) - 1, day(90), day(90) + 1].map(releasedAt)).toEqual([null, null, day(90)]);
  });
});

describe('what is said of a release to come', () => {
  it.each<[string, Partial<Claim>, number, number | null]>([
    ['its instant while it is vested', {}, day(50), day(90)],
    ['nothing once it is there', {}, day(90), null],
    ['nothing before it vests', {}, day(9), null],
    ['nothing while it waits for sustained', { sustainedAt: null }, day(50), null],
    ['nothing once it is reversed', { reversals: [gone(day(40))] }, day(50), null],
  ])('%s', (_name, more, asOf, expected) => {
    expect(lifeOf(claim(more), 1500n, asOf).releaseDueAt).toBe(expected);
  });
});

describe('frozen', () => {
  const open = [{ from: day(20), to: day(30) }];
  it.each<[string, Partial<Claim>, number, boolean]>([
    ['not before the dispute', { freezes: open }, day(20) - 1, false],
    ['from its opening on', { freezes: open }, day(20), true],
    ['until its close', { freezes: open }, day(30) - 1, true],
    ['not at its close', { freezes: open }, day(30), false],
    ['while it has no end', { freezes: [{ from: day(20), to: null }] }, late, true],
    ['not once released', { freezes: [{ from: day(95), to: null }] }, late, false],
    [
      'not once reversed',
      { freezes: [{ from: day(20), to: null }], reversals: [gone(day(30))] },
      late,
      false,
    ],
    ['without any dispute never', {}, day(50), false],
  ])('%s', (_name, more, asOf, expected) => {
    expect(lifeOf(claim(more), 1500n, asOf).frozen).toBe(expected);
  });
});

describe('what is booked', () => {
  it('nothing before it vests; then pending; then available, each at its instant', () => {
    expect(booked(claim(), 1500n, day(10) - 1)).toEqual([]);
    expect(booked(claim(), 1500n, day(10))).toEqual([vest]);
    expect(booked(claim())).toEqual([vest, release]);
  });

  it('a reversal before the release takes from pending, and the rest is released', () => {
    expect(booked(claim({ reversals: [refunded(day(50), 5000n)] }))).toEqual([
      vest,
      ['reverse', day(50), -750n, 0n],
      ['release', day(90), -750n, 750n],
    ]);
  });

  it('one at the instant of the release comes before it', () => {
    expect(booked(claim({ reversals: [refunded(day(90), 5000n)] }))).toEqual([
      vest,
      ['reverse', day(90), -750n, 0n],
      ['release', day(90), -750n, 750n],
    ]);
  });

  it('one after the release takes from available: a clawback', () => {
    const reversals = [refunded(day(50), 2000n), refunded(day(95), 5000n), gone(day(99))];
    expect(booked(claim({ reversals }))).toEqual([
      vest,
      ['reverse', day(50), -300n, 0n],
      ['release', day(90), -1200n, 1200n],
      ['reverse', day(95), 0n, -450n],
      ['reverse', day(99), 0n, -750n],
    ]);
  });

  it('one after the other, at or before the vesting, at the vesting', () => {
    const reversals = [refunded(day(7), 5000n)];
    expect(booked(claim({ accruedAt: day(5), reversals }))).toEqual([
      vest,
      ['reverse', day(10), -750n, 0n],
      ['release', day(90), -750n, 750n],
    ]);
  });

  it('everything is taken back once, whatever the steps', () => {
    expect(booked(claim({ reversals: [gone(day(50)), gone(day(60)), refunded(day(70), 10_000n)] }))).toEqual([
      vest,
      ['reverse', day(50), -1500n, 0n],
    ]);
  });

  it('nothing of a commission that a cap clipped to nothing', () => {
    expect(booked(claim(), 0n)).toEqual([]);
  });
});
