import { describe, expect, it } from 'vitest';
import {
  binds,
  derivedRefusals,
  INVITATION_DAYS,
  type Invitation,
  judgeInvitations,
  needsApproval,
} from './invitation';

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

describe('the invitations of one agency', () => {
  const nobody = { signUpsOf: () => [] as number[], maxOpen: 2 };
  const named = (id: string, at: number, more: Partial<Invitation> = {}) =>
    invitation({ id, domain: `${id}.dev`, at, expiresAt: at + 100, ...more });
  const refused = (all: Invitation[], known: Parameters<typeof judgeInvitations>[1] = nobody) =>
    [...judgeInvitations(all, known)].flatMap(([id, refusal]) => (refusal ? [`${id} ${refusal}`] : []));

  it('stand as long as fewer are open than may be, whatever order they came in', () => {
    const all = [named('c', 30), named('a', 10), named('b', 20)];
    expect(refused(all)).toEqual(['c too_many_open_invitations']);
    expect(refused([...all].reverse())).toEqual(['c too_many_open_invitations']);
  });

  it('of one instant are taken by id', () => {
    expect(refused([named('z', 10), named('y', 10), named('x', 10)])).toEqual([
      'z too_many_open_invitations',
    ]);
  });

  it('that were refused take no place', () => {
    const signUpsOf = (domain: string) => (domain === 'a.dev' ? [5] : []);
    const all = [named('a', 10), named('b', 20), named('c', 30)];
    expect(refused(all, { signUpsOf, maxOpen: 2 })).toEqual(['a domain_has_customers']);
    const approved = [named('a', 10, { approved: true }), ...all.slice(1)];
    expect(refused(approved, { signUpsOf, maxOpen: 2 })).toEqual(['c too_many_open_invitations']);
  });

  it.each<[string, Partial<Invitation>, number[]]>([
    ['has expired at that very instant', { expiresAt: 30 }, []],
    ['has ended at that very instant', { endedAt: 30 }, []],
    ['was taken up before', {}, [29]],
    ['was taken up the instant it was made', {}, [10]],
  ])('one that %s gives its place free', (_, more, signUps) => {
    const signUpsOf = (domain: string) => (domain === 'a.dev' ? signUps : []);
    const all = [named('a', 10, more), named('b', 20), named('c', 30)];
    expect(refused(all, { signUpsOf, maxOpen: 2 })).toEqual([]);
  });

  it.each<[string, Partial<Invitation>, number[]]>([
    ['expires an instant later', { expiresAt: 31 }, []],
    ['ends an instant later', { endedAt: 31 }, []],
    ['is taken up at that very instant: a sign-up comes after', {}, [30]],
  ])('one that %s still has its place', (_, more, signUps) => {
    const signUpsOf = (domain: string) => (domain === 'a.dev' ? signUps : []);
    const all = [named('a', 10, more), named('b', 20), named('c', 30)];
    expect(refused(all, { signUpsOf, maxOpen: 2 })).toEqual(['c too_many_open_invitations']);
  });

  it('name the refusals that other facts decide', () => {
    expect(derivedRefusals).toEqual(['domain_has_customers', 'too_many_open_invitations']);
  });
});
