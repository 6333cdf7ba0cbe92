import { describe, expect, it } from 'vitest';
import { DAY_MS } from '~/kernel/time';
import { type LinkFacts, type LinkState, linkEnd, linkState } from './handoff-state';

const facts = (more: Partial<LinkFacts> = {}): LinkFacts => ({
  sentAt: 100,
  expiresAt: 200,
  acceptedAt: null,
  declinedAt: null,
  revokedAt: null,
  endReason: null,
  linkEndedAt: null,
  agencyActive: true,
  ...more,
});

describe('what a client finds behind a link', () => {
  it.each<[string, Partial<LinkFacts>, number, LinkState]>([
    ['an offer', {}, 199, 'open'],
    ['one that has expired at this very instant', {}, 200, 'expired'],
    ['what was accepted, whenever', { acceptedAt: 150 }, 900, 'accepted'],
    ['what was accepted, whatever the agency is', { acceptedAt: 150, agencyActive: false }, 160, 'accepted'],
    ['what was declined', { declinedAt: 150 }, 900, 'declined'],
    ['what was taken back', { revokedAt: 150 }, 160, 'revoked'],
    ['another’s client', { revokedAt: 150, endReason: 'domain_taken' }, 160, 'taken'],
    ['a newer link elsewhere', { linkEndedAt: 150 }, 160, 'replaced'],
    ['a newer link, also when that was accepted', { linkEndedAt: 150, acceptedAt: 155 }, 160, 'replaced'],
    ['an agency on hold', { agencyActive: false }, 160, 'on_hold'],
    ['an offer that expired while the agency was on hold', { agencyActive: false }, 200, 'expired'],
  ])('%s', (_, more, now, expected) => expect(linkState(facts(more), now)).toBe(expected));

  it('lasts fourteen days', () => expect(linkEnd(1_000)).toBe(1_000 + 14 * DAY_MS));
});
