import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { accountWords, isHeldByChange, nextRefresh, readRequirements } from './account-state';
import { detailsProblem, isManual, manualDestinationId, maskDetails, tidyDetails } from './manual-details';
import {
  countryCodes,
  countryDifference,
  countryName,
  countryOptions,
  guessCountry,
  isCountry,
  methodFor,
  methodSentence,
} from './payout-country';
import { bankRefusalWords, disabledWords, requirementList, requirementWords } from './requirement-words';

describe('where Stripe pays from here', () => {
  it.each([
    ['US', 'US', 'stripe'],
    ['DE', 'US', 'stripe'],
    ['GB', 'US', 'stripe'],
    ['CH', 'DE', 'stripe'],
    ['CA', 'GB', 'stripe'],
    ['NO', 'US', 'stripe'],
    ['LI', 'FR', 'stripe'],
    ['BR', 'US', 'manual'],
    ['IN', 'DE', 'manual'],
    ['JP', 'US', 'manual'],
    // within one country always, across the border of a country outside never
    ['JP', 'JP', 'stripe'],
    ['US', 'JP', 'manual'],
  ] as const)('to %s from %s: %s', (country, platform, method) => {
    expect(methodFor(country, platform)).toBe(method);
  });

  it('is said in a sentence', () => {
    const say = (code: string) => methodSentence(code, { name: countryName(code), platformCountry: 'US' });
    expect(say('DE')).toContain('Germany: you are paid by Stripe');
    expect(say('BR')).toContain('You are paid by hand');
  });

  it('knows 249 countries, each with a name', () => {
    expect(countryCodes).toHaveLength(249);
    expect(new Set(countryCodes).size).toBe(249);
    expect(countryOptions().filter(({ code, name }) => name === code)).toEqual([]);
    expect([isCountry('DE'), isCountry('de'), isCountry('XX'), isCountry('')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['en-US,en;q=0.9', 'US'],
    ['de,de-CH;q=0.7', 'CH'],
    ['zh-Hant-TW', 'TW'],
    ['en', undefined],
    ['en-XX', undefined],
    ['', undefined],
    [null, undefined],
  ])('a browser that says %s is guessed to be in %s', (header, country) => {
    expect(guessCountry(header)).toBe(country);
  });

  it('notices another country at Stripe', () => {
    expect(countryDifference('DE', 'AT')).toBe('You said Germany, the account at Stripe is in Austria.');
    expect([
      countryDifference('DE', 'DE'),
      countryDifference(null, 'DE'),
      countryDifference('DE', null),
    ]).toEqual([null, null, null]);
  });
});

describe('what Stripe wants to know', () => {
  it.each([
    ['external_account', 'A bank account, or a debit card, to pay to'],
    ['individual.verification.document', 'A picture of your identity document'],
    ['person_1AbC.verification.document', 'A picture of your identity document'],
    ['company.verification.document', 'A document of your company’s registration'],
    ['individual.dob.day', 'Your date of birth'],
    ['individual.address.postal_code', 'Your address'],
    ['tos_acceptance.date', 'Your agreement to Stripe’s terms'],
    ['company.tax_id', 'The tax number of your company'],
    // Stripe adds names without a change of version
    ['individual.shoe_size', 'Shoe size'],
    ['person_1AbC.future_thing.kind', 'Future thing kind'],
  ])('%s: %s', (code, words) => {
    expect(requirementWords(code)).toBe(words);
  });

  it('is said once, in order', () => {
    const codes = [
      'individual.dob.day',
      'individual.first_name',
      'individual.dob.month',
      'individual.last_name',
    ];
    expect(requirementList(codes)).toEqual(['Your date of birth', 'Your name']);
  });

  it('and why an account is off, or a bank refused', () => {
    expect(disabledWords('rejected.fraud')).toContain('suspicion of fraud');
    expect(disabledWords('new_reason.of_theirs')).toBe('Stripe says: new reason of theirs.');
    expect(bankRefusalWords('account_closed', null)).toBe('The bank account has been closed.');
    expect(bankRefusalWords('new_code', 'Their words.')).toBe('Their words.');
    expect(bankRefusalWords('new_code', null)).toBe('The bank says: new code.');
    expect(bankRefusalWords(null, null)).toBe('The bank gave no reason.');
  });
});

describe('an account that cannot be paid has one reason', () => {
  const of = (more: object) => accountWords(false, readRequirements(more));
  it.each([
    [{ pastDue: ['external_account'], disabledReason: 'requirements.past_due' }, /few more answers/],
    [{ disabledReason: 'rejected.other', currentlyDue: ['external_account'] }, /closed the account/],
    [{ disabledReason: 'requirements.pending_verification' }, /checking what you sent/],
    [{ pendingVerification: ['individual.verification.document'] }, /checking what you sent/],
    [{ transfers: 'inactive' }, /cannot receive transfers yet/],
    [{ transfers: 'active', payoutsEnabled: false }, /switched payouts to your bank off/],
    [{}, /has not said/],
  ])('%j', (stored, reason) => {
    expect(of(stored).reason).toMatch(reason);
  });

  it('none when it can, and what is late is not said twice', () => {
    const late = {
      pastDue: ['external_account'],
      currentlyDue: ['external_account', 'individual.dob.day'],
      deadline: 5,
    };
    expect(accountWords(true, readRequirements(late))).toEqual({
      reason: null,
      pastDue: ['A bank account, or a debit card, to pay to'],
      due: ['Your date of birth'],
      deadline: 5,
      over: false,
    });
    expect(of({ disabledReason: 'rejected.fraud' }).over).toBe(true);
    // as rows were written before, or by somebody else
    expect(accountWords(true, readRequirements('nonsense' as unknown)).pastDue).toEqual([]);
  });
});

describe('asking Stripe again', () => {
  it('is daily for what can be paid, and less and less often for what cannot', () => {
    expect(nextRefresh(0, { payable: true, vain: 9 })).toBe(DAY_MS);
    const pauses = [0, 1, 2, 3, 4, 5, 60].map((vain) => nextRefresh(0, { payable: false, vain }) / HOUR_MS);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });

  it('and a change of destination holds for exactly a day', () => {
    expect([isHeldByChange(null, 5), isHeldByChange(0, DAY_MS - 1), isHeldByChange(0, DAY_MS)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('bank details', () => {
  it.each([
    ['Ann, IBAN DE02', null],
    ['too short', 'too_short'],
    ['x'.repeat(601), 'too_long'],
    ['Ann\tIBAN DE02 1203', 'control'],
    ['Ann\u0000 IBAN DE02 1203', 'control'],
    [Array.from({ length: 13 }, () => 'line').join('\n'), 'too_many_lines'],
  ])('%j: %s', (text, problem) => {
    expect(detailsProblem(tidyDetails(text))).toBe(problem);
  });

  it('are masked but for the last four letters or digits, and a short one shows no more than that', () => {
    expect(maskDetails('Ann Example\nIBAN DE02 1203 0000 0000 2020 51')).toBe('•••• 2051');
    expect(maskDetails('Zoë\n…-é1')).toBe('•••• oëé1');
  });

  it('are named by payouts without saying anything of them', () => {
    expect([isManual('manual:md_1'), isManual('acct_1')]).toEqual([true, false]);
    expect([manualDestinationId('manual:md_1'), manualDestinationId('acct_1')]).toEqual(['md_1', undefined]);
  });
});
