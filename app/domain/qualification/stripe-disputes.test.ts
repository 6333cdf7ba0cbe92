import { describe, expect, it } from 'vitest';
import { readStripeEvent } from './stripe-event';
import { disputeEvents, disputeOutcome, isDisputed } from './stripe-returns';

const opened = Date.UTC(2026, 0, 10, 12);
const closedAt = Date.UTC(2026, 1, 20, 9);
const backAt = Date.UTC(2026, 3, 1);
const dispute = {
  id: 'du_1',
  charge: 'ch_1',
  created: opened / 1000,
  status: 'needs_response',
  balance_transactions: [] as Array<{ amount: bigint; created: number }>,
};
const taken = { amount: -3_900n, created: opened / 1000 };
const back = { amount: 3_900n, created: backAt / 1000 };
const paymentId = 'in_1';
const told = { paymentId, part: null };
const disputed = { type: 'payment.disputed', at: opened, data: { paymentId, disputeId: 'du_1' } };
const closed = (outcome: 'won' | 'lost', at: number, part?: { amount: bigint; outOf: bigint }) => ({
  type: 'payment.dispute_closed',
  at,
  data: { paymentId, disputeId: 'du_1', outcome, amount: part?.amount, outOf: part?.outOf },
});
/** as Stripe has it now, and what a `closed` event said then */
const of = (status: string, said: string | null = status, moves: Array<typeof back> = []) =>
  disputeEvents(
    { ...dispute, status, balance_transactions: moves },
    { ...told, closed: said === null ? null : { at: closedAt, status: said } },
  );

describe('a dispute of Stripe’s (ADR-0071, ADR-0083)', () => {
  it.each(['needs_response', 'under_review', 'appeal_needs_response', 'appeal_under_review'])(
    '%s is open',
    (status) => expect(of(status)).toEqual([disputed]),
  );

  it.each(['won', 'lost'] as const)('%s is closed by the event that says so, and by no other', (outcome) => {
    expect(of(outcome)).toEqual([disputed, closed(outcome, closedAt)]);
    expect(of(outcome, null)).toEqual([disputed]);
    expect(disputeOutcome({ status: outcome })).toBe(outcome);
  });

  it.each(['won', 'lost', 'under_review'])('%s is won when the bank gave back what it took', (status) => {
    for (const said of [null, status])
      expect(of(status, said, [taken, back])).toEqual([disputed, closed('won', backAt)]);
  });

  it('lost stays lost when the bank gave back a part', () => {
    expect(of('lost', 'lost', [taken, { ...back, amount: 100n }])).toEqual([
      disputed,
      closed('lost', closedAt),
    ]);
  });

  it('an end that was overturned since waits for the event that says so', () => {
    expect(of('won', 'lost')).toEqual([disputed]);
    expect(of('appeal_under_review', 'lost')).toEqual([disputed]);
  });

  it('about one of several charges takes back what that charge carried', () => {
    const part = { amount: 1_000n, outOf: 4_000n };
    const lost = disputeEvents(
      { ...dispute, status: 'lost' },
      { paymentId, closed: { at: closedAt, status: 'lost' }, part },
    );
    expect(lost).toEqual([disputed, closed('lost', closedAt, part)]);
  });

  it('never closes before it opened', () => {
    const early = { at: opened - 1, status: 'lost' };
    const [, end] = disputeEvents({ ...dispute, status: 'lost' }, { ...told, closed: early });
    expect(end?.at).toBe(opened);
  });

  it.each(['warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented'])(
    '%s moved no money and is none',
    (status) => expect(isDisputed({ status })).toBe(false),
  );

  it('is read from its five events', () => {
    for (const stage of ['created', 'updated', 'funds_withdrawn', 'funds_reinstated', 'closed']) {
      const type = `charge.dispute.${stage}`;
      const object = { ...dispute, amount: 2_900, currency: 'usd', payment_intent: 'pi_1' };
      const event = { id: 'evt_1', type, created: closedAt / 1000, livemode: false, data: { object } };
      expect(readStripeEvent(event, closedAt)).toMatchObject({
        outcome: 'ok',
        event: { type, object: { charge: 'ch_1', payment_intent: 'pi_1', amount: 2_900n, currency: 'USD' } },
      });
    }
  });
});
