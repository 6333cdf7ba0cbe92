import { describe, expect, it } from 'vitest';
import type { Standing } from '~/domain/partner/standing';
import type { Instant } from '~/kernel/time';
import {
  active,
  click,
  contextOf,
  credited,
  creditsOf,
  signUp,
  type World,
} from '~/test-support/attribution';
import { day } from '~/test-support/facts';
import { attributeGroup, type SignUp } from './attribute';
import type { Click } from './click';

describe('what a credit says of itself', () => {
  const whole = (world: World, more: Partial<SignUp> = {}) =>
    creditsOf(world, signUp(more))
      .get('acme')
      ?.map(({ evidence, ...credit }) => credit);
  const clicks = [
    click('a', day(1), 'ada', { source: 'content' }),
    click('i', day(20), null, { source: null }),
  ];
  const atSignUp = { at: day(10), by: 'sign_up' };
  const ofClick = {
    channel: 'partner',
    partnerId: 'ada',
    reason: 'click',
    click: clicks[0],
    source: 'content',
    linkedAt: day(1),
  };

  it('for a click: its partner, its link, its instant', () => {
    expect(whole({ clicks })).toEqual([{ ...atSignUp, ...ofClick }]);
  });

  it('for a later click: since when, and what stood before', () => {
    const captures = [{ id: 'e', at: day(21), clickId: 'i' }];
    const credits = creditsOf({ clicks }, signUp({ captures })).get('acme');
    expect(credits).toMatchObject([
      { ...atSignUp, ...ofClick },
      {
        at: day(21),
        by: 'capture',
        channel: 'impact',
        partnerId: null,
        reason: 'click',
        click: clicks[1],
        source: null,
        linkedAt: day(20),
        evidence: [{ candidate: 'credited to ada before', verdict: 'a_later_click_won' }],
      },
    ]);
  });

  it('names who lost to a later click: a partner, Impact, or nobody', () => {
    const later = click('b', day(22), 'bob', { visitorId: 'other' });
    const lost = (first: Click[]) =>
      creditsOf({ clicks: [...first, later] }, signUp({ captures: [{ id: 'e', at: day(23), clickId: 'b' }] }))
        .get('acme')
        ?.at(-1)?.evidence[0]?.candidate;
    expect(lost([click('a', day(1), 'ada')])).toBe('credited to ada before');
    expect(lost([click('i', day(1), null)])).toBe('credited to impact before');
    expect(lost([])).toBe('credited to nobody before');
  });

  it('for a promotion code: the sign-up itself is the link', () => {
    expect(whole({ codes: { SAVE: 'bob' } }, { promotionCode: 'SAVE' })).toEqual([
      {
        ...atSignUp,
        channel: 'partner',
        partnerId: 'bob',
        reason: 'promotion_code',
        click: null,
        source: 'direct_link',
        linkedAt: day(10),
      },
    ]);
  });

  it('for an agency: the invitation, or the accepted handoff', () => {
    const agency = { ...atSignUp, channel: 'partner', partnerId: 'solo', reason: 'agency', click: null };
    expect(whole({ invitations: [{ id: 'i', partnerId: 'solo', at: day(2) }] })).toEqual([
      { ...agency, source: 'agency', linkedAt: day(2) },
    ]);
    expect(
      whole({}, { handoff: { id: 'hnd_1', partnerId: 'solo', acceptedAt: day(9), declared: false } }),
    ).toEqual([{ ...agency, source: 'agency', linkedAt: day(9), handoffId: 'hnd_1' }]);
  });

  it('for nobody: nothing', () => {
    expect(whole({})).toEqual([
      {
        ...atSignUp,
        channel: null,
        partnerId: null,
        reason: 'none',
        click: null,
        source: null,
        linkedAt: null,
      },
    ]);
  });
});

describe('why a candidate lost', () => {
  const why = (world: World, ...signUps: SignUp[]) =>
    creditsOf(world, ...signUps)
      .get(signUps.at(-1)?.customerId ?? '')
      ?.at(-1)
      ?.evidence.map(({ candidate, verdict }) => [candidate, verdict]);

  it('an invitation: expired, later than another, after the domain had customers, of a domain that is taken', () => {
    const invited = (id: string, partnerId: string, on: number) => ({ id, partnerId, at: day(on) });
    expect(
      why(
        { invitations: [invited('i', 'solo', -30), invited('j', 'big', 1), invited('k', 'two', 2)] },
        signUp(),
      ),
    ).toEqual([
      ['invitation i of solo', 'not_in_force_at_sign_up'],
      ['invitation k of two', 'a_later_invitation'],
    ]);
    const first = signUp({ customerId: 'first', visitorId: null });
    const second = signUp({ customerId: 'second', at: day(15), visitorId: null });
    expect(why({ invitations: [invited('i', 'solo', 12)] }, first, second)).toEqual([
      ['invitation i of solo', 'domain_had_customers'],
    ]);
    const taken = [invited('i', 'solo', -18), invited('j', 'big', 5)];
    expect(why({ invitations: taken }, first, second)).toEqual([
      ['invitation i of solo', 'not_in_force_at_sign_up'],
      ['invitation j of big', 'domain_of_another_agency'],
    ]);
  });

  it('of two invitations of one instant the one of the later id', () => {
    const at = day(1);
    const invitations = [
      { id: 'k', partnerId: 'big', at },
      { id: 'j', partnerId: 'solo', at },
    ];
    expect(credited({ invitations }).to).toBe('solo');
    expect(why({ invitations }, signUp())).toEqual([['invitation k of big', 'a_later_invitation']]);
  });

  it('a promotion code that is no partner’s', () => {
    expect(why({}, signUp({ promotionCode: 'OLD' }))).toEqual([
      ['promotion code OLD', 'belongs_to_no_partner'],
    ]);
  });

  it('a click after the sign-up, or of a partner who was paused', () => {
    const clicks = [click('a', day(11), 'ada'), click('b', day(2), 'bob')];
    const standings = { bob: [{ ...active[0], status: 'paused' } as Standing] };
    expect(why({ clicks, standings }, signUp())).toEqual([
      ['click a', 'after_the_event'],
      ['click b', 'partner_not_active'],
    ]);
  });

  it('a colleague whose click no longer covers the sign-up', () => {
    const clicks = [click('a', day(1), 'ada')];
    const first = signUp({ customerId: 'first', at: day(5) });
    const second = signUp({ customerId: 'second', at: day(91) + 1, visitorId: null });
    expect(why({ clicks }, first, second)).toEqual([['colleague credited to ada', 'outside_window']]);
  });

  it('nobody, where there was nothing to look at', () => {
    expect(why({}, signUp())).toEqual([]);
    expect(why({}, signUp({ visitorId: null }))).toEqual([]);
  });
});

describe('of several colleagues', () => {
  const clicks = [
    click('a', day(1), 'ada', { visitorId: 'va' }),
    click('b', day(2), 'bob', { visitorId: 'vb' }),
    click('c', day(2), 'cyd', { visitorId: 'vc', seq: 1 }),
    click('i', day(4), null, { visitorId: 'vi' }),
  ];
  const colleague = (customerId: string, on: number, visitorId: string | null) =>
    signUp({ customerId, at: day(on), visitorId });
  const last = colleague('last', 20, null);
  const follows = (...others: SignUp[]) =>
    creditsOf({ clicks, codes: { SAVE: 'dan' } }, ...others, last)
      .get('last')
      ?.at(-1)?.partnerId ?? null;

  it('the one with the latest click is followed, whoever signed up first', () => {
    expect(follows(colleague('x', 6, 'vb'), colleague('y', 7, 'va'))).toBe('bob');
    expect(follows(colleague('x', 6, 'va'), colleague('y', 7, 'vb'))).toBe('bob');
    expect(follows(colleague('x', 6, 'vc'), colleague('y', 7, 'vb'))).toBe('cyd');
  });

  it('one credited to Impact, to nobody, or by following is not', () => {
    expect(follows(colleague('x', 6, 'vi'))).toBeNull();
    expect(follows(colleague('x', 6, null))).toBeNull();
    const clicked = colleague('x', 6, 'va');
    expect(follows(clicked, colleague('y', 7, null))).toBe('ada');
  });

  it('of one instant of sign-up the id decides who came first', () => {
    const twins = (one: string, other: string) => [colleague(one, 6, 'va'), colleague(other, 6, null)];
    const of = (id: string, ...group: SignUp[]) =>
      creditsOf({ clicks }, ...group)
        .get(id)
        ?.at(-1)?.reason;
    expect(of('y', ...twins('x', 'y'))).toBe('email_domain');
    expect(of('x', ...twins('y', 'x'))).toBe('none');
  });

  it('a code counts for the window of its owner at the instant it was used', () => {
    const asked: Array<[string, Instant]> = [];
    const context = {
      ...contextOf({ codes: { SAVE: 'dan' } }),
      windowOfCode: (partnerId: string, at: Instant) => {
        asked.push([partnerId, at]);
        return 14;
      },
    };
    const coded = { ...colleague('x', 6, null), promotionCode: 'SAVE' };
    const at = (on: Instant) =>
      attributeGroup([coded, { ...last, at: on }], context)
        .get('last')
        ?.at(-1)?.partnerId ?? null;
    expect([at(day(20)), at(day(20) + 1)]).toEqual(['dan', null]);
    expect(asked[0]).toEqual(['dan', day(6)]);
  });
});

describe('captures', () => {
  const clicks = [
    click('a', day(1), 'ada'),
    click('b', day(12), 'bob', { visitorId: 'other' }),
    click('c', day(12), 'cyd', { visitorId: 'other', seq: 1 }),
    click('z', day(10), 'zoe', { visitorId: 'other' }),
  ];
  const history = (...captures: SignUp['captures']) =>
    creditsOf({ clicks }, signUp({ captures }))
      .get('acme')
      ?.map((credit) => credit.partnerId);

  it('count in order of their instant, then of their id, whatever the order they come in', () => {
    const later = { id: 'f', at: day(14), clickId: 'c' };
    expect(history(later, { id: 'e', at: day(13), clickId: 'b' })).toEqual(['ada', 'bob', 'cyd']);
    expect(history({ id: 'g', at: day(14), clickId: 'b' }, later)).toEqual(['ada', 'cyd']);
  });

  it('of the click that is credited already change nothing', () => {
    expect(history({ id: 'e', at: day(13), clickId: 'a' })).toEqual(['ada']);
    const twice = { at: day(13), clickId: 'b' };
    expect(history({ id: 'e', ...twice }, { id: 'f', ...twice })).toEqual(['ada', 'bob']);
  });

  it('of the very instant of the sign-up come after it; one before it is a click the sign-up named', () => {
    expect(history({ id: 'e', at: day(10), clickId: 'z' })).toEqual(['ada', 'zoe']);
    expect(history({ id: 'e', at: day(10) - 1, clickId: 'z' })).toEqual(['zoe']);
  });

  it('move one credited by a code to a click later than the sign-up, not to one of that instant', () => {
    const coded = (clickId: string) =>
      creditsOf(
        { clicks, codes: { SAVE: 'dan' } },
        signUp({ visitorId: null, promotionCode: 'SAVE', captures: [{ id: 'e', at: day(13), clickId }] }),
      )
        .get('acme')
        ?.at(-1)?.partnerId;
    expect(coded('b')).toBe('bob');
    expect(coded('z')).toBe('dan');
  });
});
