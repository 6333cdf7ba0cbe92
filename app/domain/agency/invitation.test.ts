import { describe, expect, it } from 'vitest';
import { binds, INVITATION_DAYS, type Invitation, needsApproval } from './invitation';

const invitation = (more: Partial<Invitation> = {}): Invitation => ({
  id: 'i1',
  partnerId: 'solo',
  domain: 'acme.dev',
  at: 100,
  expiresAt: 200,
  endedAt: null,
  approved: false,
  ...more,
});

describe('the sign-ups an invitation binds', () => {
  it.each([
    [100, false],
    [101, true],
    [199, true],
    [200, false],
  ])('one at %i: %s', (signedUpAt, expected) => {
    expect(binds(invitation(), signedUpAt)).toBe(expected);
  });

  it.each([
    [149, true],
    [150, false],
    [151, false],
  ])('one at %i when it ended at 150: %s', (signedUpAt, expected) => {
    expect(binds(invitation({ endedAt: 150 }), signedUpAt)).toBe(expected);
  });

  it('lasts thirty days', () => expect(INVITATION_DAYS).toBe(30));
});

describe('an invitation of a domain that has customers', () => {
  it.each<[string, number[], boolean]>([
    ['none', [], false],
    ['one before it', [99], true],
    ['one of that very instant: the invitation comes first', [100], false],
    ['one after it', [101], false],
    ['one before it among others', [150, 99], true],
  ])('%s', (_name, signUps, expected) => {
    expect(needsApproval(invitation(), signUps)).toBe(expected);
  });

  it('needs no second approval', () => {
    expect(needsApproval(invitation({ approved: true }), [99])).toBe(false);
  });
});
