import { describe, expect, test } from 'vitest';
import { BODY_LIMIT, clientAddress, refusal } from './guards.mjs';

const ORIGIN = 'https://partners.example.com';
const settings = { origin: ORIGIN, sessionCookieName: '__Host-sid' };
const SESSION = { cookie: 'theme=dark; __Host-sid=abc' };

const statusOf = (method: string, url: string, headers: Record<string, string> = {}) =>
  refusal({ method, url, headers }, settings)?.status ?? null;

describe('a post comes from a page of ours', () => {
  test.each([
    ['its browser says so', { 'sec-fetch-site': 'same-origin' }, null],
    [
      'its browser says so, under another name of this host',
      { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:3000' },
      null,
    ],
    ['an older browser names our origin', { origin: ORIGIN }, null],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: ORIGIN }, 403],
    ['a neighbour on our domain', { 'sec-fetch-site': 'same-site', origin: 'https://shop.example.com' }, 403],
    ['a bookmark', { 'sec-fetch-site': 'none' }, 403],
    ['nothing is said', {}, 403],
    ['the origin has another scheme', { origin: 'http://partners.example.com' }, 403],
    ['the origin is hidden', { origin: 'null' }, 403],
    ['the origin is no URL', { origin: 'x' }, 403],
    ['the origin is no URL, whatever else is said', { origin: 'x', 'sec-fetch-site': 'same-origin' }, 403],
  ])('%s', (_case, headers, status) => {
    expect(statusOf('POST', '/login', { ...SESSION, ...headers })).toBe(status);
    expect(statusOf('DELETE', '/links/1.data?index', { ...SESSION, ...headers })).toBe(status);
    expect(statusOf('GET', '/login', { ...SESSION, ...headers })).toBe(null);
  });

  test('the refusal says what to do', () => {
    const refused = refusal({ method: 'POST', url: '/login', headers: {} }, settings);
    expect(refused?.text).toContain(`Open ${ORIGIN}`);
  });
});

describe('who needs no page of ours', () => {
  test.each([
    ['/webhooks/stripe', {}, null],
    ['/webhooks/product', SESSION, null],
    ['/api/click', SESSION, null],
    ['/api/v1/links', { authorization: 'Bearer trb_1', ...SESSION }, null],
    ['/api/v1/links', {}, null],
    ['/api/v1/links', SESSION, 403],
    ['/webhooks/../login', {}, 403],
    ['/webhooks/%2e%2e/login', {}, 403],
    ['/webhooks', {}, 403],
    ['/apiary', {}, 403],
  ])('POST %s with %o: %s', (url, headers: Record<string, string>, status) => {
    expect(statusOf('POST', url, headers)).toBe(status);
  });
});

test.each([
  ['/%', 400],
  ['/a%2', 400],
  ['/%ff', 400],
  ['/r/%E0%A4%A', 400],
  ['/a%20b?q=%', null],
  ['//evil.example/x', null],
])('the address %s: %s', (url, status) => {
  expect(statusOf('GET', url)).toBe(status);
});

test.each(['TRACE', 'CONNECT', 'PROPFIND'])('%s is not supported', (method) => {
  expect(statusOf(method, '/')).toBe(405);
});

test.each([
  [BODY_LIMIT, null],
  [BODY_LIMIT + 1, 413],
])('a body of %d bytes: %s', (length, status) => {
  expect(statusOf('POST', '/webhooks/stripe', { 'content-length': String(length) })).toBe(status);
});

test.each([
  [0, undefined, '10.0.0.9'],
  [0, '1.1.1.1', '10.0.0.9'],
  [1, '1.1.1.1', '1.1.1.1'],
  [1, 'forged, 2.2.2.2', '2.2.2.2'],
  [2, 'forged, 3.3.3.3, 4.4.4.4', '3.3.3.3'],
  [1, undefined, '10.0.0.9'],
])('behind %d proxies, X-Forwarded-For %s: the visitor is %s', (hops, forwarded, expected) => {
  const incoming = {
    headers: { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '::ffff:10.0.0.9' },
  };
  expect(clientAddress(incoming, hops)).toBe(expected);
});
