import { expect, test } from 'vitest';
import { redactFields, redactText } from './redact';

test.each([
  ['mail to ada@example.com failed', 'mail to [redacted] failed'],
  ['key trb_abcDEF123 is unknown', 'key [redacted] is unknown'],
  ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
  ['sk_live_51abc and whsec_Zm9v+/=', '[redacted] and [redacted]'],
  ['connect to postgresql://user:p4ss@db:5432/x', 'connect to postgresql://user:[redacted]@db:5432/x'],
  ['payout pay_1 of 12345 USD', 'payout pay_1 of 12345 USD'],
])('%s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test('fields are hidden by name at every depth, other values stay', () => {
  const fields = {
    payoutId: 'pay_1',
    amount: 12_345n,
    email: 'ada@example.com',
    request: { ip: '10.0.0.1', clientIp: '10.0.0.1', headers: [{ cookie: 'sid=1', host: 'a.example' }] },
    shipped: true,
  };
  expect(redactFields(fields)).toEqual({
    payoutId: 'pay_1',
    amount: '12345',
    email: '[redacted]',
    request: {
      ip: '[redacted]',
      clientIp: '[redacted]',
      headers: [{ cookie: '[redacted]', host: 'a.example' }],
    },
    shipped: true,
  });
});

test('a structure deeper than any of ours is cut, not followed for ever', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(JSON.stringify(redactFields(loop))).toContain('[redacted]');
});
