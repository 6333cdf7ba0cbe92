import { describe, expect, it } from 'vitest';
import { readStripeEvent } from './stripe-event';
import { disputeEvents, disputeOutcome, isDisputed } from './stripe-facts';

const opened = Date.UTC(2026, 0, 10, 12);
const closedAt = Date.UTC(2026, 1, 20, 9);
const dispute = { id: 'du_1', charge: 'ch_1', created: opened / 1000, status: 'needs_response' };
const of = (status: string) => disputeEvents({ ...dispute, status }, { paymentId: 'in_1', closedAt });

describe('a dispute of Stripe’s (ADR-0071)', () => {
  it.each(['needs_response', 'under_review', 'appeal_under_review'])('%s is open', (status) => {
    expect(of(status)).toEqual([
      { type: 'payment.disputed', at: opened, data: { paymentId: 'in_1', disputeId: 'du_1' } },
    ]);
  });

  it.each(['won', 'lost'] as const)('%s is closed when the event says so', (outcome) => {
    expect(of(outcome)).toEqual([
      { type: 'payment.disputed', at: opened, data: { paymentId: 'in_1', disputeId: 'du_1' } },
      {
        type: 'payment.dispute_closed',
        at: closedAt,
        data: { paymentId: 'in_1', disputeId: 'du_1', outcome },
      },
    ]);
    expect(disputeOutcome({ status: outcome })).toBe(outcome);
  });

  it('never closes before it opened', () => {
    const [, closed] = disputeEvents(
      { ...dispute, status: 'lost' },
      { paymentId: 'in_1', closedAt: opened - 1 },
    );
    expect(closed?.at).toBe(opened);
  });

  it.each(['warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented'])(
    '%s moved no money and is none',
    (status) => {
      expect(of(status)).toEqual([]);
      expect(isDisputed({ status })).toBe(false);
    },
  );

  it('is read from its three events', () => {
    for (const type of ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed']) {
      const object = { ...dispute, amount: 2_900, currency: 'usd', payment_intent: 'pi_1' };
      const event = { id: 'evt_1', type, created: closedAt / 1000, livemode: false, data: { object } };
      expect(readStripeEvent(event, closedAt)).toMatchObject({
        outcome: 'ok',
        event: { type, object: { charge: 'ch_1', payment_intent: 'pi_1', amount: 2_900n, currency: 'USD' } },
      });
    }
  });
});
