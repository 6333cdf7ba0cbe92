import { describe, expect, it } from 'vitest';
import { click, contextOf, credited, creditsOf, signUp } from '~/test-support/attribution';
import { day } from '~/test-support/facts';
import { rivalsOf } from './rivals';

const invitation = { id: 'inv_1', partnerId: 'solo', at: day(1) };
const handoff = { id: 'hnd_1', partnerId: 'big', acceptedAt: day(9), declared: false };

describe('an accepted handoff', () => {
  it('comes before an earlier invitation, and says so', () => {
    const [credit] = creditsOf({ invitations: [invitation] }, signUp({ handoff })).get('acme') ?? [];
    expect(credit).toMatchObject({
      partnerId: 'big',
      reason: 'agency',
      handoffId: 'hnd_1',
      linkedAt: day(9),
    });
    expect(credit?.evidence).toEqual([{ candidate: 'invitation inv_1 of solo', verdict: 'handoff_first' }]);
  });

  it('accepted after the sign-up that was made for the client links it at the sign-up', () => {
    const late = { ...handoff, acceptedAt: day(12), declared: true };
    expect(credited({}, signUp({ handoff: late }))).toEqual({ to: 'big', by: 'agency', linkedAt: day(10) });
  });

  it('says nothing of the same agency’s invitation, and of another’s why it lost', () => {
    const invitations = [
      { ...invitation, partnerId: 'big' },
      { ...invitation, id: 'inv_2', endedAt: day(2) },
    ];
    const [credit] = creditsOf({ invitations }, signUp({ handoff })).get('acme') ?? [];
    expect(credit?.evidence).toEqual([
      { candidate: 'invitation inv_2 of solo', verdict: 'not_in_force_at_sign_up' },
    ]);
  });

  it('comes before an invitation whatever colleagues did', () => {
    const colleague = signUp({ customerId: 'first', at: day(5), visitorId: 'w' });
    const [credit] =
      creditsOf({ invitations: [invitation] }, colleague, signUp({ handoff })).get('acme') ?? [];
    expect(credit).toMatchObject({ partnerId: 'big' });
    expect(credit?.evidence).toEqual([{ candidate: 'invitation inv_1 of solo', verdict: 'handoff_first' }]);
  });

  it.each([
    ['accepted_after_the_first_payment', { firstPaidAt: day(8) }, {}],
    ['internal_use', {}, { 'acme.dev': [{ partnerId: 'big', at: day(1) }] }],
  ])('that does not count says why: %s', (verdict, more, internalUses) => {
    const [credit] = creditsOf({ internalUses }, signUp({ handoff, ...more })).get('acme') ?? [];
    expect(credit?.partnerId).toBeNull();
    expect(credit?.evidence).toEqual([{ candidate: 'handoff hnd_1 of big', verdict }]);
  });

  it.each([
    ['at the first payment counts', day(20), 'big'],
    ['after it does not: the referral is locked', day(21), 'ada'],
  ])('accepted %s', (_name, acceptedAt, to) => {
    const world = { clicks: [click('c1', day(9), 'ada')] };
    const one = signUp({ handoff: { ...handoff, acceptedAt }, firstPaidAt: day(20) });
    expect(credited(world, one).to).toBe(to);
  });
});

describe('internal use', () => {
  const own = { 'acme.dev': [{ partnerId: 'solo', at: day(8) }] };

  it.each([
    ['an invitation', { invitations: [invitation] }, {}],
    ['a click', { clicks: [click('c1', day(9), 'solo')] }, {}],
    ['a promotion code', { codes: { SOLO: 'solo' } }, { promotionCode: 'SOLO' }],
    ['a handoff', {}, { handoff: { ...handoff, partnerId: 'solo' } }],
  ])('earns nothing by %s', (_name, world, more) => {
    expect(credited(world, signUp(more)).to).toBe('solo');
    expect(credited({ ...world, internalUses: own }, signUp(more)).to).toBe('nobody');
  });

  it('says so', () => {
    const world = {
      invitations: [invitation],
      clicks: [click('c1', day(9), 'solo')],
      codes: { SOLO: 'solo' },
      internalUses: own,
    };
    const [credit] = creditsOf(world, signUp({ promotionCode: 'SOLO' })).get('acme') ?? [];
    expect(credit?.evidence).toEqual([
      { candidate: 'invitation inv_1 of solo', verdict: 'internal_use' },
      { candidate: 'promotion code SOLO', verdict: 'internal_use' },
      { candidate: 'click c1', verdict: 'internal_use' },
    ]);
  });

  it('nor by a later click, a later code, or a colleague of before', () => {
    const clicks = [click('c2', day(11), 'solo', { visitorId: 'w' })];
    const later = signUp({ captures: [{ id: 'x', at: day(11), clickId: 'c2' }] });
    expect(credited({ clicks }, later).to).toBe('solo');
    expect(credited({ clicks, internalUses: own }, later).to).toBe('nobody');
    const before = signUp({ customerId: 'first', at: day(7), visitorId: 'w' });
    const world = { clicks: [click('c3', day(6), 'solo', { visitorId: 'w' })], internalUses: own };
    const credits = creditsOf(world, before, signUp());
    expect(credits.get('first')?.at(-1)?.partnerId).toBe('solo');
    expect(credits.get('acme')?.at(-1)?.partnerId).toBeNull();
  });

  it('counts from when it was said, and is nobody else’s affair', () => {
    const later = { 'acme.dev': [{ partnerId: 'solo', at: day(11) }] };
    expect(credited({ invitations: [invitation], internalUses: later }).to).toBe('solo');
    const big = { ...invitation, id: 'inv_2', partnerId: 'big', at: day(2) };
    expect(credited({ invitations: [invitation, big], internalUses: own }).to).toBe('big');
  });
});

describe('a claim that an admin upheld', () => {
  const upheld = { partnerId: 'solo', at: day(30) };

  it('credits an agency’s refused or late invitation from the sign-up on, and never moves', () => {
    const ended = { ...invitation, endedAt: day(5) };
    const clicks = [click('c1', day(9), 'ada'), click('c2', day(12), 'ada')];
    const one = signUp({ upheld, captures: [{ id: 'x', at: day(12), clickId: 'c2' }] });
    const world = { invitations: [ended], clicks };
    expect(credited(world, { ...one, upheld: null }).to).toBe('ada');
    const history = creditsOf(world, one).get('acme');
    expect(history).toHaveLength(1);
    expect(history?.[0]).toMatchObject({
      partnerId: 'solo',
      reason: 'agency',
      at: day(10),
      decidedAt: day(30),
    });
  });

  it('credits an affiliate’s latest eligible click, though an agency came first', () => {
    const clicks = [click('c1', day(8), 'ada'), click('c2', day(9), 'ada'), click('c3', day(9) + 1, 'bob')];
    const world = { invitations: [invitation], clicks };
    const one = signUp({ upheld: { partnerId: 'ada', at: day(30) } });
    const credit = creditsOf(world, one).get('acme')?.[0];
    expect(credit).toMatchObject({ partnerId: 'ada', reason: 'click', linkedAt: day(9), decidedAt: day(30) });
    expect(credit?.click?.id).toBe('c2');
  });

  it('credits its accepted handoff, else its earliest invitation before the sign-up', () => {
    const late = { ...handoff, partnerId: 'solo', acceptedAt: day(9) };
    const world = {
      invitations: [
        { ...invitation, id: 'inv_3', at: day(7) },
        { ...invitation, at: day(3) },
        { ...invitation, id: 'inv_2', at: day(5) },
      ],
    };
    const linked = (more: Parameters<typeof signUp>[0]) =>
      creditsOf(world, signUp({ upheld, ...more })).get('acme')?.[0]?.linkedAt;
    expect(linked({ handoff: late, firstPaidAt: day(8) })).toBe(day(9));
    expect(linked({ handoff: { ...late, partnerId: 'big' } })).toBe(day(3));
    expect(linked({})).toBe(day(3));
    const atSignUp = { invitations: [{ ...invitation, at: day(10) }] };
    expect(creditsOf(atSignUp, signUp({ upheld })).get('acme')?.[0]?.decidedAt).toBeUndefined();
  });

  it('by a click is followed by a colleague, who may move', () => {
    const clicks = [click('c1', day(9), 'ada'), click('c2', day(12), 'bob')];
    const decided = signUp({ customerId: 'first', at: day(9), upheld: { partnerId: 'ada', at: day(30) } });
    const captures = [{ id: 'x', at: day(12), clickId: 'c2' }];
    const colleague = signUp({ visitorId: null, captures });
    const [first, second] = creditsOf({ clicks }, decided, colleague).get('acme') ?? [];
    expect(first).toMatchObject({ partnerId: 'ada', reason: 'email_domain' });
    expect(first?.decidedAt).toBeUndefined();
    expect(second?.partnerId).toBe('bob');
  });

  it('by a click never moves either', () => {
    const clicks = [click('c1', day(9), 'ada'), click('c2', day(12), 'bob')];
    const later = { captures: [{ id: 'x', at: day(12), clickId: 'c2' }] };
    const one = signUp({ upheld: { partnerId: 'ada', at: day(30) }, ...later });
    const history = creditsOf({ clicks }, one).get('acme');
    expect(history).toMatchObject([{ partnerId: 'ada', by: 'sign_up', decidedAt: day(30) }]);
    expect(creditsOf({ clicks }, signUp(later)).get('acme')).toHaveLength(2);
  });

  it('without any claim changes nothing, and is noted', () => {
    const one = signUp({ upheld: { partnerId: 'nil', at: day(30) } });
    const credit = creditsOf({ invitations: [invitation] }, one).get('acme')?.[0];
    expect(credit?.partnerId).toBe('solo');
    expect(credit?.evidence).toContainEqual({ candidate: 'decision for nil', verdict: 'without_a_claim' });
  });
});

describe('who had a claim that lost', () => {
  const rivals = (world: Parameters<typeof contextOf>[0], one = signUp()) =>
    rivalsOf(one, creditsOf(world, one).get('acme') ?? [], contextOf(world));

  it('another agency, a click and a code that an agency came before', () => {
    const big = { ...invitation, id: 'inv_2', partnerId: 'big', at: day(2) };
    const world = {
      invitations: [invitation, big],
      clicks: [click('c1', day(9), 'ada'), click('c2', day(9), null), click('old', day(-200), 'eve')],
      codes: { BOB: 'bob' },
    };
    expect(rivals(world, signUp({ promotionCode: 'BOB' }))).toEqual([
      { partnerId: 'ada', reason: 'agency_first' },
      { partnerId: 'bob', reason: 'agency_first' },
      { partnerId: 'big', reason: 'a_later_invitation' },
    ]);
    expect(rivals(world, signUp({ handoff }))).toContainEqual({ partnerId: 'solo', reason: 'handoff_first' });
  });

  it('is an agency whose domain another one had first, though nobody else came before it', () => {
    const big = { ...invitation, id: 'inv_2', partnerId: 'big', at: day(4), approved: true };
    const world = { invitations: [{ ...invitation, expiresAt: day(9) }, big] };
    const first = signUp({ customerId: 'first', at: day(3), visitorId: 'w' });
    const history = creditsOf(world, first, signUp()).get('acme') ?? [];
    expect(history.at(-1)?.partnerId).toBeNull();
    expect(rivalsOf(signUp(), history, contextOf(world))).toEqual([
      { partnerId: 'big', reason: 'domain_of_another_agency' },
    ]);
    expect(rivalsOf(signUp(), [], contextOf(world))).toEqual([]);
  });

  it('is none that was not in force', () => {
    const ended = { ...invitation, id: 'inv_2', partnerId: 'big', at: day(2), endedAt: day(3) };
    expect(rivals({ invitations: [invitation, ended] })).toEqual([]);
  });

  it('is nobody between two clicks, and never the winner itself', () => {
    expect(rivals({ clicks: [click('c1', day(8), 'ada'), click('c2', day(9), 'bob')] })).toEqual([]);
    expect(rivals({ invitations: [invitation], clicks: [click('c1', day(9), 'solo')] })).toEqual([]);
    expect(rivals({})).toEqual([]);
  });
});
