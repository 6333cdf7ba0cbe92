import { describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { standing } from '~/test-support/facts';
import type { AttributionReason } from './attribute';
import type { LinkSource } from './click';
import { requireTerms, termsKeyOfLink, termsOfReferral } from './terms-of';

const base = defaultTerms[0] as Terms;
const versions: Terms[] = [
  ...defaultTerms,
  { ...base, version: 2, effectiveAt: 100 },
  { ...base, version: 3, effectiveAt: 200 },
];

describe('which terms a referral is under', () => {
  it.each<[string, AttributionReason, LinkSource | null, string, string]>([
    ['an agency client, whatever the agency is assigned', 'agency', 'agency', 'developer', 'agency'],
    ['a content link of a developer', 'click', 'content', 'developer', 'content'],
    ['a colleague who takes over such a click', 'email_domain', 'content', 'developer', 'content'],
    ['a content link of somebody on other terms', 'click', 'content', 'marketplace', 'marketplace'],
    ['a direct link of a developer', 'click', 'direct_link', 'developer', 'developer'],
    ['a click on a link of an agency', 'click', 'agency', 'agency', 'agency'],
    ['a promotion code', 'promotion_code', 'direct_link', 'content', 'content'],
    ['no link', 'click', null, 'developer', 'developer'],
  ])('%s', (_name, reason, source, assigned, expected) => {
    const standings = [standing({ termsKey: assigned })];
    expect(termsOfReferral({ reason, source, standings, signedUpAt: 50 }, versions).key).toBe(expected);
    if (reason !== 'agency') expect(termsKeyOfLink(source, assigned)).toBe(expected);
  });

  it('takes the version in force at the sign-up, from the instant it takes effect', () => {
    const standings = [standing()];
    const versionAt = (signedUpAt: number) =>
      termsOfReferral({ reason: 'click', source: 'direct_link', standings, signedUpAt }, versions).version;
    expect([0, 99, 100, 199, 200].map(versionAt)).toEqual([1, 1, 2, 2, 3]);
  });

  it('takes what the partner was assigned at the sign-up', () => {
    const standings = [standing(), standing({ at: 60, termsKey: 'content' })];
    const keyAt = (signedUpAt: number) =>
      termsOfReferral({ reason: 'click', source: 'direct_link', standings, signedUpAt }, versions).key;
    expect([59, 60].map(keyAt)).toEqual(['developer', 'content']);
  });

  it('never goes on without terms', () => {
    expect(() => requireTerms(versions, 'gone', 0)).toThrow('No terms are called gone');
  });
});
