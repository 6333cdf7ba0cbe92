import { describe, expect, it } from 'vitest';
import { day } from '~/test-support/facts';
import { type Handoff, handoffClaim, internalAt } from './claims';

const offer = (more: Partial<Handoff> = {}): Handoff => ({
  id: 'hnd_1',
  partnerId: 'solo',
  expiresAt: day(15),
  acceptedAt: day(5),
  ...more,
});

describe('the handoff a sign-up came through', () => {
  it('is that of its token, once it was accepted', () => {
    expect(handoffClaim(day(6), offer(), [])).toEqual({
      id: 'hnd_1',
      partnerId: 'solo',
      acceptedAt: day(5),
      declared: false,
    });
    expect(handoffClaim(day(6), offer({ acceptedAt: null }), [])).toBeNull();
    expect(handoffClaim(day(6), null, [])).toBeNull();
    expect(handoffClaim(day(60), offer(), [])?.id).toBe('hnd_1');
  });

  it.each<[string, number, Partial<Handoff>, boolean]>([
    ['while it was open', day(3), {}, true],
    ['at the very instant it was declared', day(2), {}, true],
    ['before it was declared', day(2) - 1, {}, false],
    ['when it ended', day(15), {}, false],
    ['just before it ended', day(15) - 1, {}, true],
    ['that nobody accepted', day(3), { acceptedAt: null }, false],
  ])('is the one it was declared for, made %s', (_name, at, more, counts) => {
    const claim = handoffClaim(at, null, [{ handoff: offer(more), at: day(2) }]);
    expect(claim?.declared ?? false).toBe(counts);
  });

  it('of several declared ones is the first accepted; a token comes before them, marked when it was declared too', () => {
    const other = offer({ id: 'hnd_2', partnerId: 'big', acceptedAt: day(4) });
    const declarations = [offer(), other].map((handoff) => ({ handoff, at: day(2) }));
    expect(handoffClaim(day(3), null, declarations)?.id).toBe('hnd_2');
    expect(handoffClaim(day(3), offer(), declarations)).toMatchObject({ id: 'hnd_1', declared: true });
    expect(handoffClaim(day(3), offer({ id: 'hnd_3' }), declarations)).toMatchObject({ declared: false });
    const atOnce = [offer({ id: 'b' }), offer({ id: 'a' }), offer({ id: 'c' })];
    const all = atOnce.map((handoff) => ({ handoff, at: day(2) }));
    expect(handoffClaim(day(3), null, all)?.id).toBe('a');
    expect(handoffClaim(day(3), offer({ acceptedAt: null }), all)?.id).toBe('a');
  });
});

it('a domain is an agency’s own from when it was said', () => {
  const uses = [
    { partnerId: 'solo', at: day(1) },
    { partnerId: 'big', at: day(3) },
  ];
  expect([...internalAt(uses, day(2))]).toEqual(['solo']);
  expect([...internalAt(uses, day(3))]).toEqual(['solo', 'big']);
});
