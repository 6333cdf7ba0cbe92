import { expect, it } from 'vitest';
import { maskEmail } from './mask-email';

it.each([
  ['ann@acme.dev', 'a…@acme.dev'],
  ['a@acme.dev', 'a…@acme.dev'],
  ['😀x@acme.dev', '😀…@acme.dev'],
  ['"a@b"@acme.dev', '"…@acme.dev'],
  ['nobody', '…'],
])('%s is shown to partners as %s', (email, masked) => {
  expect(maskEmail(email)).toBe(masked);
});
