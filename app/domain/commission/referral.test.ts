import { describe, expect, it } from 'vitest';
import type { Credit } from '~/domain/attribution/attribute';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { day, standing } from '~/test-support/facts';
import { creditedReferral, lookups, selfReferralOf, windowOfAssigned } from './replay';

const ann = {
  customerId: 'acme',
  at: day(10),
  email: 'ann@acme.dev',
  matchDomain: 'acme.dev',
  handoff: null,
};
const nobodys = { emails: new Set<string>(), domains: new Set<string>() };
const credit = (more: Partial<Credit> = {}): Credit => ({
  at: day(10),
  by: 'sign_up',
  channel: 'partner',
  partnerId: 'ada',
  reason: 'click',
  click: null,
  source: 'direct_link',
  linkedAt: day(5),
  evidence: [],
  ...more,
});

function program(addresses = nobodys, decisions: Array<[string, 'allowed' | 'denied']> = []) {
  return {
    terms: defaultTerms,
    partners: new Map([['ada', { standings: [standing()], addresses }]]),
    decisions: new Map(decisions.map(([key, outcome]) => [key, { at: day(20), outcome }])),
  };
}

describe('the referral that a credit makes', () => {
  it('carries the terms of its partner, its link and its source', () => {
    expect(creditedReferral(ann, credit(), program())).toEqual({
      channel: 'partner',
      partnerId: 'ada',
      linkedAt: day(5),
      source: 'direct_link',
      terms: defaultTerms.find((terms) => terms.key === 'developer'),
      selfReferral: false,
      decision: null,
    });
    expect(creditedReferral(ann, credit({ source: 'content' }), program())?.terms?.key).toBe('content');
  });

  it('is none of nobody', () => {
    const nobody = credit({ channel: null, partnerId: null, reason: 'none', linkedAt: null });
    expect(creditedReferral(ann, nobody, program())).toBeNull();
    expect(creditedReferral(ann, undefined, program())).toBeNull();
  });

  it('to Impact has no partner and no terms', () => {
    expect(
      creditedReferral(ann, credit({ channel: 'impact', partnerId: null, source: null }), program()),
    ).toEqual({
      channel: 'impact',
      partnerId: null,
      linkedAt: day(5),
      source: null,
      terms: null,
      selfReferral: false,
      decision: null,
    });
  });

  it('flags a customer that belongs to the partner, with an admin’s word on it', () => {
    const own = { ...nobodys, domains: new Set(['acme.dev']) };
    expect(creditedReferral(ann, credit(), program(own))).toMatchObject({
      selfReferral: true,
      decision: null,
    });
    expect(creditedReferral(ann, credit(), program(own, [['acme|ada', 'allowed']]))).toMatchObject({
      selfReferral: true,
      decision: { at: day(20), outcome: 'allowed' },
    });
  });

  it('takes an admin’s word for this customer and this partner alone', () => {
    const own = { ...nobodys, emails: new Set(['ann@acme.dev']) };
    const others = program(own, [
      ['globex|ada', 'denied'],
      ['acme|bob', 'denied'],
    ]);
    expect(selfReferralOf(ann, 'ada', others)).toEqual({ decision: null });
    expect(selfReferralOf(ann, 'ada', program())).toBeNull();
    expect(selfReferralOf(ann, 'gone', program(own))).toBeNull();
  });
});

describe('the window of a partner’s terms', () => {
  const wide = { ...(defaultTerms[0] as Terms), version: 2, effectiveAt: day(50), windowDays: 14 as const };
  const terms = [...defaultTerms, wide];

  it('is that of the version in force then', () => {
    expect(windowOfAssigned(terms, [standing()], day(50) - 1)).toBe(90);
    expect(windowOfAssigned(terms, [standing()], day(50))).toBe(14);
  });

  it('is that of the terms assigned then', () => {
    const moved = [standing(), standing({ at: day(20), termsKey: 'marketplace' })];
    expect(windowOfAssigned(terms, moved, day(20) - 1)).toBe(90);
    expect(windowOfAssigned(terms, moved, day(20))).toBe(30);
  });
});

describe('what is looked up in a program', () => {
  const click = (id: string, visitorId: string) => ({
    id,
    seq: 0,
    at: day(1),
    channel: 'partner' as const,
    partnerId: 'ada',
    source: 'direct_link' as const,
    windowDays: 90,
    visitorId,
  });
  const invitation = {
    id: 'i',
    partnerId: 'solo',
    domain: 'acme.dev',
    at: day(1),
    expiresAt: day(31),
    endedAt: null,
    approved: false,
  };
  const foundIn = () =>
    lookups({
      ...program(),
      clicks: [click('a', 'v'), click('b', 'w'), click('c', 'v')],
      invitations: [invitation],
      codes: new Map([['SAVE', 'ada']]),
      customers: [],
      purchases: [],
    });

  it('is found by its own key, and nothing else is', () => {
    const found = foundIn();
    expect([found.clickById('b')?.id, found.clickById('z')]).toEqual(['b', undefined]);
    expect(found.clicksOfVisitor('v').map((one) => one.id)).toEqual(['a', 'c']);
    expect(found.clicksOfVisitor('x')).toEqual([]);
    expect(found.invitationsOf('acme.dev')).toEqual([invitation]);
    expect(found.invitationsOf('globex.dev')).toEqual([]);
    expect([found.ownerOfCode('SAVE'), found.ownerOfCode('OLD')]).toEqual(['ada', undefined]);
    expect(found.standingsOf('ada')).toEqual([standing()]);
    expect(found.standingsOf('gone')).toEqual([]);
    expect(found.windowOfCode('ada', day(10))).toBe(90);
  });
});
