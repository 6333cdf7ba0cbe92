import { describe, expect, it } from 'vitest';
import { availableOf, COMMISSION_EXPENSE, inTransitOf, pendingOf, STRIPE_CASH } from './accounts';
import { assertBalanced, difference, type Entry, entriesOf, type Movement, type Posting } from './posting';

describe('the accounts', () => {
  it('have the names of the rules', () => {
    expect([COMMISSION_EXPENSE, STRIPE_CASH]).toEqual(['commission_expense', 'stripe_cash']);
    expect([pendingOf('ada'), availableOf('ada'), inTransitOf('ada')]).toEqual([
      'partner:ada:pending',
      'partner:ada:available',
      'partner:ada:in_transit',
    ]);
  });
});

describe('the entries of a movement', () => {
  it.each<[string, { pending: bigint; available: bigint }, Array<[string, bigint]>]>([
    [
      'vested: expense -> pending',
      { pending: 500n, available: 0n },
      [
        ['commission_expense', -500n],
        ['partner:ada:pending', 500n],
      ],
    ],
    [
      'released: pending -> available, no expense',
      { pending: -500n, available: 500n },
      [
        ['partner:ada:pending', -500n],
        ['partner:ada:available', 500n],
      ],
    ],
    [
      'clawed back: available -> expense',
      { pending: 0n, available: -500n },
      [
        ['commission_expense', 500n],
        ['partner:ada:available', -500n],
      ],
    ],
    [
      'both at once',
      { pending: 200n, available: 300n },
      [
        ['commission_expense', -500n],
        ['partner:ada:pending', 200n],
        ['partner:ada:available', 300n],
      ],
    ],
  ])('%s', (_name, movement, expected) => {
    const entries = entriesOf('ada', movement);
    expect(entries).toEqual(expected.map(([account, amount]) => ({ account, amount })));
    expect(entries.reduce((total, entry) => total + entry.amount, 0n)).toBe(0n);
  });
});

describe('a transaction', () => {
  const posting = (...amounts: bigint[]): Posting => ({
    kind: 'vest',
    causeKey: 'cause-1',
    partnerId: 'ada',
    currency: 'USD',
    effectiveAt: 0,
    recordedAt: 0,
    entries: amounts.map((amount, n): Entry => ({ account: `account-${n}`, amount })),
  });

  it('of two or more entries that sum to zero is in order', () => {
    expect(() => assertBalanced(posting(5n, -5n))).not.toThrow();
    expect(() => assertBalanced(posting(5n, -2n, -3n))).not.toThrow();
  });

  it('names its cause when it does not balance, or moves nothing between accounts', () => {
    expect(() => assertBalanced(posting(5n, -4n))).toThrow('cause-1 sums to zero');
    expect(() => assertBalanced(posting(0n))).toThrow('cause-1 has at least two entries');
    expect(() => assertBalanced(posting())).toThrow('cause-1 has at least two entries');
  });
});

describe('target minus posted', () => {
  const move = (more: Partial<Movement> = {}): Movement => ({
    kind: 'vest',
    at: 1,
    pending: 5n,
    available: 0n,
    ...more,
  });
  const posted = (transactionId: bigint, more: Partial<Movement> = {}) => ({ ...move(more), transactionId });

  it('posts what is missing and nothing twice', () => {
    expect(difference([move()], [])).toEqual({ missing: [move()], surplus: [] });
    expect(difference([move()], [posted(1n)])).toEqual({ missing: [], surplus: [] });
  });

  it('cancels what the facts no longer support', () => {
    expect(difference([], [posted(1n)])).toEqual({ missing: [], surplus: [posted(1n)] });
  });

  it.each<[string, Partial<Movement>]>([
    ['kind', { kind: 'release' }],
    ['instant', { at: 2 }],
    ['pending', { pending: 6n }],
    ['available', { available: 1n }],
  ])(
    'takes another %s for another movement: the old one is cancelled, the new one posted',
    (_name, change) => {
      expect(difference([move(change)], [posted(1n)])).toEqual({
        missing: [move(change)],
        surplus: [posted(1n)],
      });
    },
  );

  it('counts equal movements: two of one kind are two', () => {
    expect(difference([move(), move()], [posted(1n)])).toEqual({ missing: [move()], surplus: [] });
    expect(difference([move()], [posted(1n), posted(2n)])).toEqual({ missing: [], surplus: [posted(2n)] });
  });
});
