import { describe, expect, it } from 'vitest';
import {
  disputeDifference,
  paymentDifference,
  type RecordedSubscription,
  subscriptionDifference,
} from './difference';
import { isAllRight, noFindings } from './finding';
import { deliveryOf } from './repair';

describe('a paid invoice', () => {
  const invoice = { amount_paid: 1_190n, total: 1_190n, total_excluding_tax: 1_000n, currency: 'USD' };
  it.each([
    ['not recorded', undefined, { kind: 'missing', amount: 1_000n, currency: 'USD' }],
    ['recorded', { amount: 1_000n, currency: 'USD' }, null],
    [
      'recorded with tax',
      { amount: 1_190n, currency: 'USD' },
      { kind: 'differs', amount: 1_000n, currency: 'USD' },
    ],
    [
      'in another currency',
      { amount: 1_000n, currency: 'EUR' },
      { kind: 'differs', amount: 1_000n, currency: 'USD' },
    ],
  ])('%s', (_, recorded, expected) => expect(paymentDifference(invoice, recorded)).toEqual(expected));
});

describe('a subscription', () => {
  const monthly = (unit_amount: bigint, status = 'active') => ({
    status,
    currency: 'USD',
    items: {
      data: [
        { quantity: 1, price: { unit_amount, recurring: { interval: 'month' as const, interval_count: 1 } } },
      ],
    },
  });
  const recorded = (status: string, monthlyValue: bigint | null = 2_900n): RecordedSubscription => ({
    eventId: 'evt_1',
    status,
    monthlyValue,
    currency: monthlyValue === null ? null : 'USD',
  });
  it.each([
    ['live and unknown', monthly(2_900n), undefined, 'unrecorded'],
    ['ended and unknown', monthly(2_900n, 'canceled'), undefined, 'unrecorded_and_ended'],
    ['ended, live here', monthly(2_900n, 'canceled'), recorded('active'), 'ended'],
    ['ended here too', monthly(2_900n, 'canceled'), recorded('canceled', null), null],
    ['ended here by a word of the product', monthly(2_900n, 'canceled'), recorded('expired'), null],
    ['live, ended here', monthly(2_900n), recorded('canceled', null), 'changed'],
    ['past due, active here', monthly(2_900n, 'past_due'), recorded('active'), 'changed'],
    ['upgraded', monthly(90_000n), recorded('active'), 'changed'],
    ['as recorded', monthly(2_900n), recorded('active'), null],
    ['as recorded, without a value', monthly(2_900n), recorded('active', null), null],
  ])('%s', (_, subscription, known, expected) =>
    expect(subscriptionDifference(subscription, known)).toBe(expected),
  );
});

describe('a dispute', () => {
  it.each([
    ['needs_response', undefined, 'unopened'],
    ['needs_response', { isOpened: true, outcome: null }, null],
    ['lost', undefined, 'unclosed'],
    ['lost', { isOpened: true, outcome: null }, 'unclosed'],
    ['lost', { isOpened: false, outcome: 'lost' }, 'unopened'],
    ['lost', { isOpened: true, outcome: 'lost' }, null],
    ['won', { isOpened: true, outcome: 'lost' }, 'unclosed'],
    ['lost', { isOpened: true, outcome: 'won' }, 'differs'],
    ['appeal_under_review', { isOpened: true, outcome: 'lost' }, null],
    ['warning_closed', undefined, null],
  ])('%s at Stripe, %o here: %s', (status, recorded, expected) =>
    expect(disputeDifference({ status }, recorded)).toBe(expected),
  );
});

describe('a repair', () => {
  it('is the delivery Stripe would have sent, once for each difference', () => {
    const repair = {
      type: 'invoice.paid' as const,
      objectId: 'in_1',
      object: { id: 'in_1' },
      at: 1_767_312_000_500,
      key: 'in_1',
    };
    const delivery = deliveryOf(repair, false);
    expect(delivery).toMatchObject({ externalId: 'reconcile:invoice.paid:in_1', type: 'invoice.paid' });
    expect(JSON.parse(delivery.body)).toEqual({
      id: 'reconcile:invoice.paid:in_1',
      object: 'event',
      type: 'invoice.paid',
      created: 1_767_312_000,
      livemode: false,
      data: { object: { id: 'in_1' } },
    });
  });
});

describe('all is right', () => {
  const counted = (change: (counts: ReturnType<typeof noFindings>) => void) => {
    const counts = noFindings();
    change(counts);
    return counts;
  };
  it.each([
    ['nothing found', 'done', noFindings(), true],
    ['all of it repaired', 'done', counted(({ byOutcome }) => (byOutcome.repaired = 3)), true],
    ['something waits for a sign-up', 'done', counted(({ byOutcome }) => (byOutcome.waiting = 1)), true],
    ['left as it is', 'done', counted(({ byOutcome }) => (byOutcome.left = 1)), false],
    ['somebody must look', 'done', counted(({ byOutcome }) => (byOutcome.needs_person = 1)), false],
    ['an error', 'done', counted(({ bySeverity }) => (bySeverity.error = 1)), false],
    ['broken off', 'failed', noFindings(), false],
    ['not over', 'running', noFindings(), false],
  ] as const)('%s', (_, state, counts, expected) => expect(isAllRight({ state, counts })).toBe(expected));
});
