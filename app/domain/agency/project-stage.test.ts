import { describe, expect, it } from 'vitest';
import { type OfferTimes, offerState, PROJECT_STAGES, stageOf } from './project-stage';

const offer = (more: Partial<OfferTimes> = {}): OfferTimes => ({
  sentAt: 100,
  acceptedAt: null,
  declinedAt: null,
  revokedAt: null,
  expiresAt: 200,
  ...more,
});

describe('an offer', () => {
  it.each<[string, Partial<OfferTimes>, number, string]>([
    ['nobody answered', {}, 199, 'open'],
    ['at the instant it expires', {}, 200, 'expired'],
    ['accepted, however late it is now', { acceptedAt: 150 }, 5000, 'accepted'],
    ['declined', { declinedAt: 150 }, 160, 'declined'],
    ['taken back', { revokedAt: 150 }, 160, 'revoked'],
  ])('%s', (_, more, now, expected) => expect(offerState(offer(more), now)).toBe(expected));
});

describe('the stage of a project', () => {
  it.each<[string, Parameters<typeof stageOf>[0], string]>([
    ['nothing sent', { handoff: null, customer: null, now: 150 }, 'draft'],
    ['an open offer', { handoff: offer(), customer: null, now: 150 }, 'sent'],
    ['an offer that expired', { handoff: offer(), customer: null, now: 200 }, 'draft'],
    ['a declined one', { handoff: offer({ declinedAt: 120 }), customer: null, now: 150 }, 'draft'],
    ['one taken back', { handoff: offer({ revokedAt: 120 }), customer: null, now: 150 }, 'draft'],
    ['an accepted one', { handoff: offer({ acceptedAt: 120 }), customer: null, now: 900 }, 'accepted'],
    [
      'a customer row that never signed up',
      {
        handoff: offer({ acceptedAt: 120 }),
        customer: { signedUpAt: null, paidAt: null },
        now: 150,
      },
      'accepted',
    ],
    [
      'the customer signed up',
      { handoff: offer({ acceptedAt: 120 }), customer: { signedUpAt: 130, paidAt: null }, now: 150 },
      'live',
    ],
    [
      'the customer paid',
      { handoff: offer({ acceptedAt: 120 }), customer: { signedUpAt: 130, paidAt: 140 }, now: 150 },
      'paying',
    ],
    [
      'a client of the invited domain that signed up by itself',
      { handoff: null, customer: { signedUpAt: 130, paidAt: null }, now: 150 },
      'live',
    ],
  ])('%s', (_, facts, expected) => expect(stageOf(facts)).toBe(expected));

  it('goes through five in order', () => {
    expect(PROJECT_STAGES).toEqual(['draft', 'sent', 'accepted', 'live', 'paying']);
  });
});
