import { describe, expect, it } from 'vitest';
import { programOf } from '~/test-support/program-builder';
import { replay } from './replay';

const at = (day: string) => `2026-01-${day}T12:00:00.000Z`;
const until = Date.parse('2026-06-01T00:00:00Z');

/** mia's own address buys through mia's click; addresses of members come from the builder as `<handle>@partner.test`. */
function program(click: string, decision?: { at: number; outcome: 'allowed' | 'denied' }) {
  const facts = programOf({
    partners: [{ handle: 'mia', kind: 'affiliate', terms: 'marketplace' }],
    clicks: [{ id: 'c1', at: click, partner: 'mia', visitorId: 'v' }],
    events: [
      {
        type: 'customer.signed_up',
        timestamp: at('02'),
        data: { customer: { id: 'shop', email: 'MIA@partner.test' }, visitorId: 'v' },
      },
      {
        type: 'payment.succeeded',
        timestamp: at('05'),
        data: { customerId: 'shop', paymentId: 'p1', amount: '10000', currency: 'USD', visitorId: 'v' },
      },
    ],
  });
  const decisions = new Map(decision ? [['shop|mia', decision]] : []);
  const { customers, commissions } = replay({ ...facts, decisions }, until);
  return { flagged: customers.get('shop')?.evaluation.selfReferral, state: commissions[0]?.state };
}

describe('somebody who buys through the own link', () => {
  it.each([
    ['a referral', at('01')],
    ['a purchase alone', at('03')],
  ])('is flagged and frozen: %s', (_name, click) => {
    const { flagged, state } = program(click);
    expect(flagged).toBe(true);
    expect(state).toMatchObject({ status: 'vested', frozen: true, releasedAt: null, releaseDueAt: null });
  });

  it('is released when an admin allows it, not before the decision', () => {
    const decided = Date.parse('2026-04-01T00:00:00Z');
    expect(program(at('03'), { at: decided, outcome: 'allowed' }).state).toMatchObject({
      status: 'released',
      releasedAt: decided,
    });
  });

  it('is reversed when an admin denies it', () => {
    const decided = Date.parse('2026-04-01T00:00:00Z');
    expect(program(at('01'), { at: decided, outcome: 'denied' }).state).toMatchObject({
      status: 'reversed',
      reversed: 1500n,
      releasedAt: null,
      reversalReason: 'self_referral',
    });
  });
});
