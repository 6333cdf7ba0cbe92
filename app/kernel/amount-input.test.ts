import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAmount } from './amount-input';
import { formatMoney, toDecimalString } from './money';

it.each([
  ['50', 'USD', 5_000n],
  ['50.00', 'USD', 5_000n],
  [' $1,440.5 ', 'USD', 144_050n],
  ['1440.50 usd', 'USD', 144_050n],
  ['0.05', 'USD', 5n],
  ['500', 'JPY', 500n],
  ['1.234', 'KWD', 1_234n],
  ['9007199254740993.01', 'USD', 900_719_925_474_099_301n],
])('%s in %s is %d', (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor);
});

it.each([
  ['', 'USD'],
  ['fifty', 'USD'],
  ['-50', 'USD'],
  ['50.001', 'USD'],
  ['50.0', 'JPY'],
  ['1,44', 'USD'],
  ['1.440,00', 'USD'],
  ['5e3', 'USD'],
  ['.', 'USD'],
  ['99999999999999999999', 'USD'],
  ['50\u0000', 'USD'],
])('%j in %s is no amount', (text, currency) => {
  expect(parseAmount(text, currency)).toBeUndefined();
});

it('reads back whatever the portal writes', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 17n),
      fc.constantFrom('USD', 'JPY', 'KWD', 'EUR'),
      (amount, currency) => {
        expect(parseAmount(toDecimalString(amount, currency), currency)).toBe(amount);
        if (currency === 'USD') expect(parseAmount(formatMoney(amount, currency), currency)).toBe(amount);
      },
    ),
  );
});
