import { describe, expect, it } from 'vitest';
import { type PayoutMovement, payoutPosting } from './posting';

const payout = { id: 'po_1', partnerId: 'ada', amount: 5000n, currency: 'USD', destination: 'acct_1' };

describe('what a payout does to the books', () => {
  it.each<[PayoutMovement, string, string]>([
    ['requested', 'partner:ada:available', 'partner:ada:in_transit'],
    ['paid', 'partner:ada:in_transit', 'stripe_cash'],
    ['rejected', 'partner:ada:in_transit', 'partner:ada:available'],
    ['canceled', 'partner:ada:in_transit', 'partner:ada:available'],
    ['failed', 'partner:ada:in_transit', 'partner:ada:available'],
    ['returned', 'stripe_cash', 'partner:ada:available'],
  ])('%s: %s -> %s', (movement, from, to) => {
    expect(payoutPosting(movement, payout, { at: 7, causeEventId: 'evt_1' })).toEqual({
      kind: `payout_${movement}`,
      causeKey: `payout:po_1:${movement}`,
      causeEventId: 'evt_1',
      partnerId: 'ada',
      payoutId: 'po_1',
      currency: 'USD',
      effectiveAt: 7,
      recordedAt: 7,
      entries: [
        { account: from, amount: -5000n },
        { account: to, amount: 5000n },
      ],
    });
  });

  it.each<[PayoutMovement, string, string]>([
    ['requested', 'partner:ada:available', 'partner:ada:in_transit'],
    ['paid', 'partner:ada:in_transit', 'manual_cash'],
    ['failed', 'partner:ada:in_transit', 'partner:ada:available'],
    ['returned', 'manual_cash', 'partner:ada:available'],
  ])('by hand, %s: %s -> %s', (movement, from, to) => {
    const posting = payoutPosting(movement, { ...payout, destination: 'manual:md_1' }, { at: 7 });
    expect(posting.entries).toEqual([
      { account: from, amount: -5000n },
      { account: to, amount: 5000n },
    ]);
  });

  it('is booked when it is booked, whatever instant it is of', () => {
    const posting = payoutPosting('requested', payout, { at: 7, recordedAt: 9 });
    expect(posting).toMatchObject({ effectiveAt: 7, recordedAt: 9 });
  });

  it('needs no event where a person is the cause', () => {
    expect(payoutPosting('canceled', payout, { at: 7 }).causeEventId).toBeNull();
  });
});
