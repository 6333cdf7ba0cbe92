import { describe, expect, it } from 'vitest';
import { isSelfReferral } from './self-referral';

const ada = { emails: new Set(['ann@ada.dev', 'ann@gmail.com']), domains: new Set(['ada.dev']) };

describe('whether a customer belongs to the partner', () => {
  it.each<[string, { email: string; matchDomain: string | null }, boolean]>([
    ['the address of a member', { email: 'ann@ada.dev', matchDomain: 'ada.dev' }, true],
    ['the address in capitals', { email: 'Ann@GMAIL.com', matchDomain: null }, true],
    ['a colleague of a member', { email: 'bo@ada.dev', matchDomain: 'ada.dev' }, true],
    ['somebody else with free mail', { email: 'bo@gmail.com', matchDomain: null }, false],
    ['a stranger', { email: 'bo@acme.dev', matchDomain: 'acme.dev' }, false],
  ])('%s', (_name, customer, expected) => {
    expect(isSelfReferral(customer, ada)).toBe(expected);
  });
});
