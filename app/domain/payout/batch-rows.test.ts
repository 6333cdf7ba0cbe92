import { describe, expect, it } from 'vitest';
import { type BatchPayout, obstacleOf, placeOf, progressOf } from './batch-rows';

const payout = (changes: Partial<BatchPayout> = {}): BatchPayout => ({
  ...{ id: 'po_1', amount: 5000n, status: 'requested', needsReview: false, reason: null, flags: [] },
  approvedByViewer: false,
  ...changes,
});

describe('where a payout of a batch stands', () => {
  it('requested: in its group, chosen from unless it is blocked or waits for somebody else', () => {
    expect(placeOf(payout(), [])).toEqual({ place: 'decide', group: 'clean', choosable: true });
    expect(placeOf(payout({ flags: ['first_payout'] }), [])).toMatchObject({
      group: 'review',
      choosable: true,
    });
    expect(placeOf(payout({ flags: ['changed'] }), [])).toMatchObject({ group: 'blocked', choosable: false });
    expect(placeOf(payout({ approvedByViewer: true }), ['needs_another'])).toMatchObject({
      ...{ place: 'decide', group: 'clean', choosable: false },
    });
  });

  it.each(['changed', 'not_active', 'no_account', 'own_payout'] as const)(
    'named in an approval that came to %s: an exception as long as that holds',
    (outcome) => {
      const flag = (
        {
          changed: 'changed',
          not_active: 'partner_not_active',
          no_account: 'account_not_ready',
          own_payout: 'own_partner',
        } as const
      )[outcome];
      const place = placeOf(payout({ flags: [flag] }), [outcome]);
      expect(place).toMatchObject({ place: 'exception', exception: { reason: /./, next: /./ } });
      expect(placeOf(payout(), [outcome])).toMatchObject({ place: 'decide', choosable: true });
    },
  );

  it('stopped, refused and returned ones are exceptions in the words they carry', () => {
    for (const changes of [
      { status: 'approved', needsReview: true },
      { status: 'sending', needsReview: true },
      { status: 'failed' },
      { status: 'returned' },
    ] as const)
      expect(placeOf(payout({ ...changes, reason: 'Because.' }), ['approved'])).toMatchObject({
        ...{ place: 'exception', exception: { reason: 'Because.' } },
      });
  });

  it('rejected and canceled ones are over, an exception only for an approval that came too late', () => {
    for (const status of ['rejected', 'canceled'] as const) {
      expect(placeOf(payout({ status }), [])).toEqual({ place: 'progress' });
      expect(placeOf(payout({ status }), ['changed'])).toEqual({ place: 'progress' });
      expect(placeOf(payout({ status }), ['ended'])).toMatchObject({ place: 'exception' });
    }
    for (const status of ['approved', 'sending', 'paid'] as const)
      expect(placeOf(payout({ status }), ['decided_before'])).toEqual({ place: 'progress' });
  });

  it('the obstacle of a blocked one in words', () => {
    expect(obstacleOf(['first_payout'])).toBeNull();
    expect(obstacleOf(['account_not_ready', 'first_payout'])?.next).toContain('reject it');
  });
});

it('counts each payout once', () => {
  const statuses = ['requested', 'approved', 'sending', 'paid', 'paid', 'failed', 'rejected'] as const;
  const stopped = payout({ status: 'sending', needsReview: true });
  expect(progressOf([...statuses.map((status) => payout({ status })), stopped])).toEqual({
    ...{ waiting: 1, moving: 2, paid: 2, paidAmount: 10_000n, stopped: 1, unpaid: 2 },
  });
});
