import { describe, expect, it } from 'vitest';
import { landingOf, readHandle, readReferral, referrerHostOf } from './visit';

const referral = (query: string) => readReferral(new URLSearchParams(query));

describe('readReferral', () => {
  it.each([
    ['ref=Alice', 'alice', null],
    ['via=bob', 'bob', null],
    ['ref=alice&via=bob', 'alice', null],
    ['via=bob&ref=alice', 'alice', null],
    ['ref=alice&ref=bob', 'alice', null],
    ['ref=<script>&via=bob', 'bob', null],
    ['ref=alice&im_ref=Im_1~.-', 'alice', 'Im_1~.-'],
    ['im_ref=x', null, 'x'],
    ['REF=alice', null, null],
    ['', null, null],
    ['ref=', null, null],
    ['ref=%00', null, null],
    ['ref=a%00b', null, null],
    ['ref=alice%0d%0a', null, null],
    ['ref=%ff', null, null],
    [`ref=${'a'.repeat(65)}`, null, null],
    [`ref=${'a'.repeat(8192)}`, null, null],
    ['ref=__proto__', '__proto__', null],
    ['im_ref=a%20b', null, null],
    [`im_ref=${'a'.repeat(65)}`, null, null],
  ])('%s', (query, handle, imRef) => {
    expect(referral(query)).toEqual({ handle, imRef });
  });

  it('stays quick with ten thousand parameters', () => {
    expect(referral(`${'a=1&'.repeat(10_000)}ref=alice`).handle).toBe('alice');
    expect(readHandle(undefined)).toBeNull();
  });
});

describe('what is kept of addresses', () => {
  it.each([
    ['https://emdash.dev/a?email=a@b.c#x', 'https://emdash.dev/a'],
    ['https://user:pass@emdash.dev:8443/', 'https://emdash.dev:8443/'],
    ['javascript:alert(1)', null],
    ['not a url', null],
    ['', null],
  ])('the landing page %s', (url, kept) => {
    expect(landingOf(url)).toBe(kept);
  });

  it('the landing page to a length', () => {
    expect(landingOf(`https://emdash.dev/${'x'.repeat(5000)}`)).toHaveLength(1024);
  });

  it.each([
    ['https://News.Example/post?id=1', 'news.example'],
    ['android-app://com.example', null],
    ['about:client', null],
    ['', null],
    [null, null],
  ])('the referrer %s', (referrer, host) => {
    expect(referrerHostOf(referrer)).toBe(host);
  });
});
