import { describe, expect, it } from 'vitest';
import { click, creditsOf, signUp, type World } from '~/test-support/attribution';
import { day } from '~/test-support/facts';
import type { SignUp } from './attribute';

// A promotion code used after the sign-up (ADR-0084). The sign-up is on day 10.

const codes = { BOB: 'bob', ADA: 'ada' };
const use = (code: string, on: number) => ({ id: `use ${code}`, at: day(on), code });
const last = (more: Partial<SignUp>, world: World = { codes }) => {
  const credit = creditsOf(world, signUp(more)).get('acme')?.at(-1);
  return credit && [credit.partnerId, credit.reason, credit.by, credit.linkedAt];
};

describe('a promotion code used at a checkout', () => {
  it('credits a customer credited to nobody, and moves one credited by an earlier click', () => {
    const moved = ['bob', 'promotion_code', 'capture', day(20)];
    expect(last({ codesUsed: [use('BOB', 20)] })).toEqual(moved);
    const clicks = [click('a', day(5), 'ada')];
    expect(last({ codesUsed: [use('BOB', 20)] }, { codes, clicks })).toEqual(moved);
  });

  it('counts up to the first payment, inclusive', () => {
    const nobody = [null, 'none', 'sign_up', null];
    expect(last({ codesUsed: [use('BOB', 20)], firstPaidAt: day(20) })?.[0]).toBe('bob');
    expect(last({ codesUsed: [use('BOB', 20)], firstPaidAt: day(19) })).toEqual(nobody);
  });

  it('gives way to a later click, and comes after an earlier one', () => {
    const clicks = [click('a', day(25), 'ada', { visitorId: 'other' })];
    const captures = [{ id: 'c', at: day(25), clickId: 'a' }];
    expect(last({ codesUsed: [use('BOB', 20)], captures }, { codes, clicks })?.[0]).toBe('ada');
    expect(last({ codesUsed: [use('BOB', 26)], captures }, { codes, clicks })?.[0]).toBe('bob');
  });

  it('of the same partner, or of nobody, changes nothing', () => {
    const atSignUp = ['bob', 'promotion_code', 'sign_up', day(10)];
    expect(last({ promotionCode: 'BOB', codesUsed: [use('BOB', 20)] })).toEqual(atSignUp);
    expect(last({ promotionCode: 'BOB', codesUsed: [use('NOBODY', 20)] })).toEqual(atSignUp);
  });

  it('never displaces an agency', () => {
    const handoff = { id: 'hnd_1', partnerId: 'agency', acceptedAt: day(9), declared: false };
    expect(last({ handoff, codesUsed: [use('BOB', 20)] })?.[0]).toBe('agency');
  });

  it('is told as any credit is, with whom it displaced', () => {
    const clicks = [click('a', day(5), 'ada')];
    const history = creditsOf({ codes, clicks }, signUp({ codesUsed: [use('BOB', 20)] })).get('acme');
    expect(history?.[1]).toMatchObject({
      ...{ at: day(20), channel: 'partner', source: 'direct_link', click: null },
      evidence: [{ candidate: 'credited to ada before', verdict: 'a_later_code_won' }],
    });
  });

  it('at the very instant of the link it would displace comes too late', () => {
    const clicks = [click('a', day(20), 'ada', { visitorId: 'other' })];
    const captures = [{ id: 'a', at: day(20), clickId: 'a' }];
    expect(last({ codesUsed: [use('BOB', 20)], captures }, { codes, clicks })?.[0]).toBe('ada');
  });

  it('at the sign-up itself comes after it', () => {
    expect(last({ codesUsed: [use('BOB', 10)] })).toEqual(['bob', 'promotion_code', 'capture', day(10)]);
  });

  it('of several, in whatever order they are told, the latest counts', () => {
    expect(last({ codesUsed: [use('BOB', 4), use('ADA', 3)] })?.[0]).toBe('bob');
    expect(last({ codesUsed: [use('BOB', 40), use('ADA', 30)] })?.[0]).toBe('bob');
    const three = [use('ADA', 2), use('BOB', 3), { ...use('ADA', 4), id: 'z' }];
    expect(last({ codesUsed: three })?.[0]).toBe('ada');
  });

  it('before the sign-up is the sign-up’s, unless that named one: the latest of them', () => {
    const codesUsed = [use('ADA', 3), use('BOB', 4)];
    expect(last({ codesUsed })).toEqual(['bob', 'promotion_code', 'sign_up', day(10)]);
    expect(last({ codesUsed, promotionCode: 'ADA' })?.[0]).toBe('ada');
  });
});
