import { describe, expect, it } from 'vitest';
import { defaultTerms, type Terms } from './terms';
import { parseTermsDocument, serializeTerms } from './terms-document';

const roundTrip = (terms: Terms) =>
  parseTermsDocument(JSON.parse(JSON.stringify(serializeTerms(terms))), terms);
const developer = defaultTerms[0] as Terms;

describe('terms document', () => {
  it.each(defaultTerms.map((terms) => [terms.key, terms] as const))('%s survives JSON', (_key, terms) => {
    expect(roundTrip(terms)).toEqual(terms);
  });

  it('writes money as strings and rates as numbers', () => {
    const [tier1, , tier3] = serializeTerms(developer).rewards;
    expect(tier1).toMatchObject({ kind: 'flat', amount: '5000' });
    expect(tier3).toMatchObject({ kind: 'share', rateBps: 1500, capPerPartnerMonth: '200000', months: 6 });
  });

  it.each([
    ['a fraction of a cent', { amount: '50.5' }],
    ['money as a number', { amount: 5000 }],
    ['a negative amount', { amount: '-1' }],
    ['an unknown field', { bonus: true }],
    ['a shouted key', { key: 'Tier 1' }],
  ])('refuses %s', (_what, change) => {
    const document = serializeTerms(developer);
    const rewards = [{ ...document.rewards[0], ...change }];
    expect(() => parseTermsDocument({ ...document, rewards }, developer)).toThrow();
  });

  it('refuses two rewards of one key and a rate above 100 %', () => {
    const document = serializeTerms(developer);
    const [first, , share] = document.rewards;
    expect(() => parseTermsDocument({ ...document, rewards: [first, first] }, developer)).toThrow(/same key/);
    expect(() =>
      parseTermsDocument({ ...document, rewards: [{ ...share, rateBps: 10_001 }] }, developer),
    ).toThrow();
  });
});
