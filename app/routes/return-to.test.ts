import { expect, it } from 'vitest';
import { safeReturnTo } from './return-to';

it.each(['/', '/links', '/links?source=content#top', '/admin/payouts/pay_1', '/%2F%2Fevil.test', '/a//b'])(
  '%j is a page of ours',
  (path) => {
    expect(safeReturnTo(path, '/home')).toBe(path);
    expect(new URL(path, 'https://portal.test').origin).toBe('https://portal.test');
  },
);

it.each([
  null,
  '',
  'links',
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '///evil.test',
  'https://evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  ' //evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '\t//evil.test',
  '/\r\nSet-Cookie: x=1',
  '\0/x',
  `/${'a'.repeat(2000)}`,
  new File([], 'x'),
])('%j is not', (path) => {
  expect(safeReturnTo(path, '/home')).toBe('/home');
});
