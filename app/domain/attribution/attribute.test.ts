import { describe, expect, it } from 'vitest';
import type { Standing } from '~/domain/partner/standing';
import type { Instant } from '~/kernel/time';
import { active, click, credited, creditsOf, signUp, type World } from '~/test-support/attribution';
import { day } from '~/test-support/facts';
import type { SignUp } from './attribute';

describe('who is credited with a sign-up', () => {
  it.each<[string, World, Partial<SignUp>, { to: string; by: string }]>([
    ['nobody without evidence', {}, {}, { to: 'nobody', by: 'none' }],
    [
      'the latest click',
      { clicks: [click('a', day(1), 'ada'), click('b', day(2), 'bob')] },
      {},
      { to: 'bob', by: 'click' },
    ],
    [
      'Impact when its click is the latest',
      { clicks: [click('a', day(1), 'ada'), click('i', day(2), null)] },
      {},
      { to: 'impact', by: 'click' },
    ],
    [
      'a partner before Impact at one instant',
      { clicks: [click('i', day(1), null, { seq: 9 }), click('a', day(1), 'ada')] },
      {},
      { to: 'ada', by: 'click' },
    ],
    [
      'the one stored last at one instant',
      { clicks: [click('a', day(1), 'ada', { seq: 2 }), click('b', day(1), 'bob', { seq: 1 })] },
      {},
      { to: 'ada', by: 'click' },
    ],
    [
      'nobody for a click after it',
      { clicks: [click('a', day(10) + 1, 'ada')] },
      {},
      { to: 'nobody', by: 'none' },
    ],
    ['a click at the very instant', { clicks: [click('a', day(10), 'ada')] }, {}, { to: 'ada', by: 'click' }],
    [
      'a click whose window just covers it',
      { clicks: [click('a', day(-80), 'ada')] },
      {},
      { to: 'ada', by: 'click' },
    ],
    [
      'nobody a millisecond later',
      { clicks: [click('a', day(-80) - 1, 'ada')] },
      {},
      { to: 'nobody', by: 'none' },
    ],
    [
      'an earlier click when the latest partner is paused',
      {
        clicks: [click('a', day(1), 'ada'), click('b', day(2), 'bob')],
        standings: { bob: [{ ...active[0], status: 'paused' } as Standing] },
      },
      {},
      { to: 'ada', by: 'click' },
    ],
    [
      'a click named by id, of another visitor',
      { clicks: [click('a', day(1), 'ada', { visitorId: 'other' })] },
      { clickIds: ['a'] },
      { to: 'ada', by: 'click' },
    ],
    [
      'a capture dated before it, as if it were named',
      { clicks: [click('a', day(1), 'ada', { visitorId: 'other' })] },
      { captures: [{ id: 'e', at: day(9), clickId: 'a' }] },
      { to: 'ada', by: 'click' },
    ],
    [
      'a promotion code before any click',
      { clicks: [click('a', day(9), 'ada')], codes: { SAVE: 'bob' } },
      { promotionCode: 'SAVE' },
      { to: 'bob', by: 'promotion_code' },
    ],
    [
      "the click when the code is nobody's",
      { clicks: [click('a', day(9), 'ada')] },
      { promotionCode: 'OLD' },
      { to: 'ada', by: 'click' },
    ],
    [
      'an agency before a promotion code',
      { invitations: [{ id: 'i', partnerId: 'solo', at: day(1) }], codes: { SAVE: 'bob' } },
      { promotionCode: 'SAVE' },
      { to: 'solo', by: 'agency' },
    ],
    [
      'the earliest invitation',
      {
        invitations: [
          { id: 'j', partnerId: 'big', at: day(3) },
          { id: 'i', partnerId: 'solo', at: day(2) },
        ],
      },
      {},
      { to: 'solo', by: 'agency' },
    ],
    [
      'no invitation of that very instant',
      { invitations: [{ id: 'i', partnerId: 'solo', at: day(10) }] },
      {},
      { to: 'nobody', by: 'none' },
    ],
    [
      'no expired invitation',
      { invitations: [{ id: 'i', partnerId: 'solo', at: day(-20) }] },
      {},
      { to: 'nobody', by: 'none' },
    ],
    [
      'no revoked invitation',
      { invitations: [{ id: 'i', partnerId: 'solo', at: day(1), endedAt: day(5) }] },
      {},
      { to: 'nobody', by: 'none' },
    ],
    [
      'an accepted handoff before an earlier invitation',
      { invitations: [{ id: 'i', partnerId: 'solo', at: day(1) }] },
      { handoff: { id: 'hnd_1', partnerId: 'big', acceptedAt: day(9), declared: false } },
      { to: 'big', by: 'agency' },
    ],
  ])('%s', (_name, world, more, expected) => {
    expect(credited(world, signUp(more))).toMatchObject(expected);
  });

  it('tells why the others lost', () => {
    const clicks = [click('a', day(-100), 'ada'), click('b', day(2), 'bob'), click('c', day(3), 'ada')];
    const credit = creditsOf({ clicks }, signUp({ clickIds: ['gone'] }))
      .get('acme')
      ?.at(-1);
    expect(credit?.evidence).toEqual([
      { candidate: 'click gone', verdict: 'unknown_click' },
      { candidate: 'click a', verdict: 'outside_window' },
      { candidate: 'click b', verdict: 'a_later_click_won' },
    ]);
  });
});

describe('a colleague on the same domain', () => {
  const first = signUp({ customerId: 'first', at: day(5) });
  const second = (at: Instant, more: Partial<SignUp> = {}) =>
    signUp({ customerId: 'second', at, visitorId: null, ...more });
  const clicks = [click('a', day(1), 'ada')];
  const follow = (world: World, ...signUps: SignUp[]) =>
    creditsOf(world, ...signUps)
      .get('second')
      ?.at(-1);

  it('follows whoever is credited while the click still covers the sign-up, and takes over the click', () => {
    expect(follow({ clicks }, first, second(day(91)))).toMatchObject({
      partnerId: 'ada',
      reason: 'email_domain',
      linkedAt: day(1),
      click: { id: 'a' },
    });
    expect(follow({ clicks }, first, second(day(91) + 1))?.reason).toBe('none');
  });

  it('says that the window is over only where it is', () => {
    const late = { candidate: 'colleague credited to ada', verdict: 'outside_window' };
    expect(follow({ clicks }, first, second(day(91)))?.evidence).not.toContainEqual(late);
    expect(follow({ clicks }, first, second(day(91) + 1))?.evidence).toContainEqual(late);
  });

  it('does not follow somebody who signs up later, a free-mail address, or an agency client', () => {
    expect(follow({ clicks }, first, second(day(4)))?.reason).toBe('none');
    const free = { matchDomain: null, emailDomain: 'gmail.com' };
    expect(follow({ clicks }, { ...first, ...free }, second(day(6), free))?.reason).toBe('none');
    const byAgency = {
      ...first,
      handoff: { id: 'hnd_1', partnerId: 'solo', acceptedAt: day(1), declared: false },
    };
    expect(follow({ clicks }, byAgency, second(day(6)))?.reason).toBe('none');
  });

  it('follows where the referral stood at that instant, not where it moved afterwards', () => {
    const world = { clicks: [...clicks, click('b', day(7), 'bob', { visitorId: 'other' })] };
    const moved = { ...first, captures: [{ id: 'e', at: day(8), clickId: 'b' }] };
    expect(follow(world, moved, second(day(6)))?.partnerId).toBe('ada');
    expect(follow(world, moved, second(day(8)))?.partnerId).toBe('ada');
    expect(follow(world, moved, second(day(8) + 1))?.partnerId).toBe('bob');
  });

  it('follows the code of a colleague for the window of its owner', () => {
    const withCode = signUp({ customerId: 'first', at: day(5), visitorId: null, promotionCode: 'SAVE' });
    expect(follow({ codes: { SAVE: 'bob' } }, withCode, second(day(95)))).toMatchObject({
      partnerId: 'bob',
      click: null,
    });
    expect(follow({ codes: { SAVE: 'bob' } }, withCode, second(day(95) + 1))?.reason).toBe('none');
  });
});

describe('a domain and its agencies', () => {
  const clients = (world: World) => {
    const first = signUp({ customerId: 'first', at: day(10), visitorId: null });
    const second = signUp({ customerId: 'second', at: day(33), visitorId: null });
    const credits = creditsOf(world, second, first);
    return ['first', 'second'].map((id) => credits.get(id)?.at(-1)?.partnerId ?? null);
  };

  it('belong to the first accepted: another agency invited in time gets nobody later', () => {
    const solo = { id: 'i', partnerId: 'solo', at: day(1) };
    const big = { id: 'j', partnerId: 'big', at: day(5) };
    expect(clients({ invitations: [solo, big] })).toEqual(['solo', null]);
    expect(clients({ invitations: [big] })).toEqual(['big', 'big']);
  });

  it('need an approval when the domain had customers', () => {
    const late = { id: 'i', partnerId: 'solo', at: day(20) };
    expect(clients({ invitations: [late] })).toEqual([null, null]);
    expect(clients({ invitations: [{ ...late, approved: true }] })).toEqual([null, 'solo']);
  });
});

describe('a later click reported for a customer', () => {
  const clicks = [
    click('a', day(1), 'ada'),
    click('b', day(20), 'bob', { visitorId: 'other' }),
    click('i', day(25), null, { visitorId: 'other' }),
  ];
  const move = (clickId: string, at: Instant, more: Partial<SignUp> = {}) =>
    credited({ clicks }, signUp({ captures: [{ id: 'e', at, clickId }], ...more }));

  it('moves the referral until the first payment, the instant of the payment included', () => {
    expect(move('b', day(21))).toMatchObject({ to: 'bob', linkedAt: day(20) });
    expect(move('b', day(21), { firstPaidAt: day(21) }).to).toBe('bob');
    expect(move('b', day(21), { firstPaidAt: day(21) - 1 }).to).toBe('ada');
  });

  it('moves it to Impact, and credits one credited to nobody', () => {
    expect(move('i', day(26)).to).toBe('impact');
    expect(move('b', day(21), { visitorId: null }).to).toBe('bob');
  });

  it('moves nothing outside the window counted to the capture, for an earlier click, an unknown one, or an agency client', () => {
    expect(move('b', day(20 + 90)).to).toBe('bob');
    expect(move('b', day(20 + 90) + 1).to).toBe('ada');
    expect(move('b', day(19)).to).toBe('ada');
    expect(move('gone', day(21)).to).toBe('ada');
    expect(
      move('b', day(21), { handoff: { id: 'hnd_1', partnerId: 'solo', acceptedAt: day(1), declared: false } })
        .to,
    ).toBe('solo');
    const back = [
      { id: 'e', at: day(21), clickId: 'b' },
      { id: 'f', at: day(22), clickId: 'a' },
    ];
    expect(credited({ clicks }, signUp({ captures: back })).to).toBe('bob');
  });
});
