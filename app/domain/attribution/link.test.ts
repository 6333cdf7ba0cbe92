import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultLinkCodes,
  isOnHosts,
  LINK_CODE_PATTERN,
  mergeQuery,
  readDestination,
  suggestLinkCode,
} from './link';

const HOSTS = ['emdash.dev', 'localhost:4321', 'münchen.example'];
const allowed = (text: string) => {
  const destination = readDestination(text, HOSTS);
  return destination.ok ? destination.url : destination.problem;
};

describe('readDestination', () => {
  it.each([
    ['https://emdash.dev', 'https://emdash.dev/'],
    ['HTTPS://EMDASH.DEV/Path?a=1#top', 'https://emdash.dev/Path?a=1#top'],
    ['http://emdash.dev:8080/x', 'http://emdash.dev:8080/x'],
    ['https://emdash.dev:443/', 'https://emdash.dev/'],
    ['http://localhost:4321/landing', 'http://localhost:4321/landing'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
    ['https://emdash.dev/?next=//evil.example/', 'https://emdash.dev/?next=//evil.example/'],
    ['https://emdash.dev/@evil.example', 'https://emdash.dev/@evil.example'],
    ['https://emdash.dev/a/../b', 'https://emdash.dev/b'],
    ['https://emdash.dev:80#@evil.example/', 'https://emdash.dev:80/#@evil.example/'],
  ])('takes %s', (text, url) => {
    expect(allowed(text)).toBe(url);
  });

  it.each([
    '',
    '/',
    '//emdash.dev',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'evil.example',
    'emdash.dev',
    'https:emdash.dev',
    'https:/emdash.dev',
    'https:///emdash.dev',
    'https:\\\\emdash.dev',
    'https://evil.example',
    'https://emdash.dev.evil.example',
    'https://evil.example/emdash.dev',
    'https://evil.example?emdash.dev',
    'https://evil.example#emdash.dev',
    'https://evil.example\\@emdash.dev',
    'https://evil.example\\.emdash.dev',
    'https://emdash.dev\\.evil.example',
    'https://emdash.dev@evil.example',
    'https://emdash.dev:443@evil.example',
    'https://user:pass@emdash.dev',
    'https://@emdash.dev',
    'https://:@emdash.dev',
    'https://emdash.dev:443.evil.example',
    'https://emdash.dev:99999',
    'https://emdash.dev%2eevil.example',
    'https://emdash.dev%00.evil.example',
    'https://emdash.dev%2f@evil.example',
    'https://emdash.dev.',
    'https://www.emdash.dev',
    'https://evilemdash.dev',
    'https://emdash.dev\u0000.evil.example',
    'https://emdash.dev\n.evil.example',
    'https://emdash.dev\t@evil.example',
    ' https://emdash.dev',
    'https://emdash.dev ',
    'ht\ntps://emdash.dev',
    'https://emdаsh.dev',
    'https://xn--emdsh-3nf.dev',
    'https://emdash。dev.evil.example',
    'https://emdash.dev\u2044evil.example',
    'https://localhost',
    'https://localhost:4322',
    'http://localhost:43210',
    'http://127.0.0.1:4321',
    'http://[::1]:4321',
    'javascript:alert(1)//emdash.dev',
    'javascript://emdash.dev/%0aalert(1)',
    'data:text/html,emdash.dev',
    'ftp://emdash.dev',
    'file://emdash.dev/etc/passwd',
    'blob:https://emdash.dev/x',
    'view-source:https://emdash.dev',
    `https://emdash.dev/${'x'.repeat(2048)}`,
  ])('refuses %j', (text) => {
    expect(allowed(text)).toMatch(/^(not_a_url|too_long|host_not_allowed)$/);
  });

  it('never lets another host through, however it is written', () => {
    const parts = fc.constantFrom(
      'https:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '#',
      '?',
      '.',
      '%2f',
      '%5c',
      '\t',
      'emdash.dev',
      'evil.example',
      '443',
      'user',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 9 }), (pieces) => {
        const destination = readDestination(pieces.join(''), HOSTS);
        if (destination.ok) expect(new URL(destination.url).hostname).toBe('emdash.dev');
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes full-width letters for what they stand for', () => {
    expect(allowed('https://ｅmdash.dev/')).toBe('https://emdash.dev/');
  });

  it('knows no host at all when none is set', () => {
    expect(isOnHosts(new URL('https://emdash.dev'), [])).toBe(false);
    expect(isOnHosts(new URL('https://emdash.dev'), ['', ':', '/', 'https://emdash.dev'])).toBe(false);
  });
});

describe('mergeQuery', () => {
  it.each([
    ['https://emdash.dev/', '', 'https://emdash.dev/'],
    ['https://emdash.dev/', '?', 'https://emdash.dev/'],
    ['https://emdash.dev/?a=1', '?b=2', 'https://emdash.dev/?a=1&b=2'],
    ['https://emdash.dev/?a=1&c=3', '?a=2', 'https://emdash.dev/?c=3&a=2'],
    [
      'https://emdash.dev/?utm_source=blog',
      '?utm_source=mail&x=1',
      'https://emdash.dev/?utm_source=blog&x=1',
    ],
    ['https://emdash.dev/', '?utm_source=mail', 'https://emdash.dev/?utm_source=mail'],
    ['https://emdash.dev/?utm_source=blog', '?utm_source=mail', 'https://emdash.dev/?utm_source=blog'],
    ['https://emdash.dev/', '?ref=bob&im_ref=1', 'https://emdash.dev/?ref=bob&im_ref=1'],
    ['https://emdash.dev/#top', '?a=1', 'https://emdash.dev/?a=1#top'],
    [
      'https://emdash.dev/',
      '?a=%0d%0aSet-Cookie:x&b=ü',
      'https://emdash.dev/?a=%0D%0ASet-Cookie%3Ax&b=%C3%BC',
    ],
    ['https://emdash.dev/', '?__proto__=1&a=1&a=2', 'https://emdash.dev/?__proto__=1&a=1&a=2'],
    ['https://emdash.dev/', '?//evil.example', 'https://emdash.dev/?%2F%2Fevil.example='],
  ])('%s with %j', (destination, query, merged) => {
    expect(mergeQuery(destination, query)).toBe(merged);
  });

  it('stays on the host of the destination', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(new URL(mergeQuery('https://emdash.dev/p', `?${query}`)).origin).toBe('https://emdash.dev');
      }),
    );
  });
});

describe('codes', () => {
  it('are made to fit', () => {
    expect(suggestLinkCode()).toMatch(LINK_CODE_PATTERN);
    for (const code of defaultLinkCodes('a'.repeat(40))) expect(code).toMatch(LINK_CODE_PATTERN);
    expect(defaultLinkCodes('alice')[0]).toBe('alice');
  });
});
