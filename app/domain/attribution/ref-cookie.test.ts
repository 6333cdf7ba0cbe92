import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  cookieValues,
  decodeRefCookie,
  encodeRefCookie,
  findRefCookie,
  impactCaptureCookie,
  refCaptureCookie,
  setCookieHeader,
} from './ref-cookie';

const signWith = (key: string) => (text: string) =>
  createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url');
const sign = signWith('key');
const cookie = { handle: 'alice', clickId: 'Ab3'.padEnd(22, 'x'), at: 1_772_366_400_000, visitorId: 'v-1_X' };
const value = encodeRefCookie(cookie, sign);

describe('the ref cookie', () => {
  it('comes back as it was written', () => {
    expect(value).toMatch(/^v1\.alice\.Ab3x+\.1772366400000\.v-1_X\.[A-Za-z0-9_-]{22}$/);
    expect(decodeRefCookie(value, sign)).toEqual(cookie);
  });

  it('is nobody’s with one character changed', () => {
    for (let at = 0; at < value.length; at++) {
      const changed = `${value.slice(0, at)}${value[at] === 'x' ? 'y' : 'x'}${value.slice(at + 1)}`;
      expect(decodeRefCookie(changed, sign), changed).toBeNull();
    }
  });

  it.each([
    '',
    'v1',
    `${value}.`,
    ` ${value}`,
    `${value}\n`,
    value.slice(0, -1),
    `v2${value.slice(2)}`,
    value.padEnd(8192, 'x'),
  ])('is none: %j', (text) => {
    expect(decodeRefCookie(text, sign)).toBeNull();
  });

  it('signed with another key is none', () => {
    expect(decodeRefCookie(value, signWith('another'))).toBeNull();
  });
});

describe('finding it', () => {
  it('among others, and past a forged one of the same name', () => {
    const header = `a=1; xemdash_ref=2; emdash_ref=forged; emdash_ref=${value}; emdash_refx=3`;
    expect(cookieValues(header, 'emdash_ref')).toEqual(['forged', value]);
    expect(findRefCookie(header, 'emdash_ref', sign)).toEqual(cookie);
    expect(findRefCookie('emdash_ref=forged', 'emdash_ref', sign)).toBeNull();
    expect(findRefCookie(null, 'emdash_ref', sign)).toBeNull();
  });

  it('in a header of any size takes no time to speak of', () => {
    const bomb = Array.from({ length: 20_000 }, (_, index) => `emdash_ref=${index}`).join('; ');
    const start = performance.now();
    expect(findRefCookie(bomb, 'emdash_ref', sign)).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('setting it', () => {
  it('lives as long as the window, out of reach of scripts', () => {
    const settings = { name: 'emdash_ref', domain: '.emdash.dev', windowDays: 14, sign };
    expect(setCookieHeader(refCaptureCookie(cookie, settings), true)).toBe(
      `emdash_ref=${value}; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Domain=.emdash.dev; Secure`,
    );
    expect(setCookieHeader(impactCaptureCookie('Im~1', 30, null), false)).toBe(
      'im_ref=Im~1; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax',
    );
  });

  it('never from what could add another header', () => {
    expect(() => impactCaptureCookie('x; Domain=evil.example', 30, null)).toThrow();
    expect(() => impactCaptureCookie('x\r\nSet-Cookie: sid=1', 30, null)).toThrow();
  });
});
