import { describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { termsChanges } from './terms-changes';

const developer = defaultTerms[0] as Terms;
const [casual, team, share] = developer.rewards;

describe('what a version of terms changes', () => {
  it('is nothing between equals', () => {
    for (const terms of defaultTerms) expect(termsChanges(terms, terms, 'USD')).toEqual([]);
  });

  it('is named figure by figure', () => {
    const rewards = [
      { ...casual, amount: 7_500n },
      team,
      { ...share, rateBps: 1250n, months: null, capPerPartnerMonth: null, capPerCustomer: 100_000n },
    ] as Terms['rewards'];
    const after = { ...developer, windowDays: 60 as const, holdDays: 1, rewards };
    expect(termsChanges(developer, after, 'USD')).toEqual([
      { what: 'Window', before: '90 days', after: '60 days' },
      { what: 'Hold', before: '30 days', after: '1 day' },
      { what: 'Casual referral (tier-1): pays', before: '$50.00', after: '$75.00' },
      { what: 'Revenue share (tier-3): rate', before: '15 %', after: '12.5 %' },
      { what: 'Revenue share (tier-3): months', before: '6', after: 'For life' },
      { what: 'Revenue share (tier-3): cap per partner and month', before: '$2,000.00', after: 'None' },
      { what: 'Revenue share (tier-3): cap per customer', before: 'None', after: '$1,000.00' },
    ]);
  });

  it('tells a reward that comes, goes, or becomes one of the other kind', () => {
    const other = { ...share, key: 'tier-1' } as Terms['rewards'][number];
    const changes = termsChanges(
      developer,
      { ...developer, rewards: [other, { ...casual, key: 'new' }] as Terms['rewards'] },
      'USD',
    );
    expect(changes.map(({ what, before, after }) => [what, before !== null, after !== null])).toEqual([
      ['Revenue share (tier-1)', true, true],
      ['Team activation (tier-2)', true, false],
      ['Revenue share (tier-3)', true, false],
      ['Casual referral (new)', false, true],
    ]);
  });
});
