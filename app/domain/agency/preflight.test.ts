import { describe, expect, it } from 'vitest';
import { type DomainFacts, judgeDomain, readDomain } from './preflight';

describe('a domain as people type it', () => {
  it.each([
    ['acme.dev', 'acme.dev'],
    ['  ACME.Dev ', 'acme.dev'],
    ['https://www.acme.dev/pricing?x=1#top', 'acme.dev'],
    ['HTTP://Acme.dev:8080', 'acme.dev'],
    ['acme.dev/', 'acme.dev'],
    ['acme.dev.', 'acme.dev'],
    ['www.acme.dev', 'acme.dev'],
    ['www.dev', 'www.dev'],
    ['cara@acme.dev', 'acme.dev'],
    ['Cara.Lane+x@Mail.Acme.dev', 'mail.acme.dev'],
    ['https://cara:secret@acme.dev/x', 'acme.dev'],
    ['mailto:cara@acme.dev?subject=x', 'acme.dev'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['münchen.中国', 'xn--mnchen-3ya.xn--fiqs8s'],
  ])('%j is %s', (typed, domain) => {
    expect(readDomain(typed)).toEqual({ outcome: 'ok', domain });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['acme', 'not_a_domain'],
    ['acme..dev', 'not_a_domain'],
    ['acme dev', 'not_a_domain'],
    ['-acme.dev', 'not_a_domain'],
    ['acme.d_v', 'not_a_domain'],
    ['acme.123', 'not_a_domain'],
    [`${'a'.repeat(64)}.dev`, 'not_a_domain'],
    [`${'a.'.repeat(127)}dev`, 'not_a_domain'],
    ['x'.repeat(2001), 'not_a_domain'],
    ['192.0.2.1', 'an_address'],
    ['http://[2001:db8::1]/', 'an_address'],
    ['\u0000acme.dev\u0000', 'not_a_domain'],
  ])('%j is none: %s', (typed, problem) => {
    expect(readDomain(typed)).toEqual({ outcome: 'invalid', problem });
  });
});

describe('what a domain is to an agency', () => {
  const facts = (more: Partial<DomainFacts> = {}): DomainFacts => ({
    domain: 'acme.dev',
    memberDomains: ['studio.example'],
    hasCustomers: false,
    acceptedBy: null,
    reservations: [],
    ...more,
  });
  const own = { own: true, at: 20, expiresAt: 120 };
  const other = { own: false, at: 10, expiresAt: 110 };

  it.each<[string, Partial<DomainFacts>, ReturnType<typeof judgeDomain>]>([
    ['nobody knows it', {}, { verdict: 'open' }],
    ['anybody can have mail there', { domain: 'gmail.com', reservations: [own] }, { verdict: 'free_mail' }],
    ['it is the agency’s', { domain: 'studio.example' }, { verdict: 'own_domain' }],
    ['its client accepted the agency', { acceptedBy: 'asker', reservations: [own] }, { verdict: 'accepted' }],
    ['its client accepted another', { acceptedBy: 'other', reservations: [own] }, { verdict: 'taken' }],
    ['it has customers', { hasCustomers: true, reservations: [other] }, { verdict: 'customer' }],
    ['another reserved it', { reservations: [other] }, { verdict: 'reserved', until: 110 }],
    [
      'several others did: until the last ends',
      { reservations: [other, { ...other, at: 5, expiresAt: 200 }] },
      { verdict: 'reserved', until: 200 },
    ],
    ['the agency reserved it', { reservations: [own] }, { verdict: 'yours', until: 120, behind: false }],
    [
      'both did, the other before',
      { reservations: [own, other] },
      { verdict: 'yours', until: 120, behind: true },
    ],
    [
      'both did, the other later',
      { reservations: [own, { ...other, at: 30 }], hasCustomers: true },
      { verdict: 'yours', until: 120, behind: false },
    ],
  ])('%s', (_, more, expected) => expect(judgeDomain(facts(more))).toEqual(expected));
});
