import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBps, currencyExponent, divideHalfUp, formatMoney, toDecimalString } from './money';

describe('rounding', () => {
  it.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [15n, 10n, 2n],
    [-15n, 10n, -2n],
    [0n, 7n, 0n],
  ])('%d / %d is %d, half up and away from zero', (n, d, expected) => {
    expect(divideHalfUp(n, d)).toBe(expected);
  });

  it('is never further than half a unit away', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (n, d) => {
          const distance = n - divideHalfUp(n, d) * d;
          expect(2n * (distance < 0n ? -distance : distance) <= d).toBe(true);
        },
      ),
    );
  });

  it('refuses a divisor that is not positive', () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow('divisor');
    expect(() => divideHalfUp(1n, -1n)).toThrow('divisor');
  });

  it.each([
    [60_000n, 1500n, 9000n],
    [4999n, 1250n, 625n],
    [10_001n, 1250n, 1250n],
    [33_333n, 2000n, 6667n],
    [1n, 4999n, 0n],
    [1n, 5000n, 1n],
  ])('%d at %d basis points is %d', (amount, bps, expected) => {
    expect(applyBps(amount, bps)).toBe(expected);
  });
});

describe('currencies', () => {
  it.each([
    [144_000n, 'USD', '1440.00', '$1,440.00'],
    [-5n, 'USD', '-0.05', '-$0.05'],
    [0n, 'USD', '0.00', '$0.00'],
    [500n, 'JPY', '500', '¥500'],
    [12_345n, 'KWD', '12.345', 'KWD 12.345'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93', '$90,071,992,547,409.93'],
  ])('%d minor units of %s are %s', (amount, currency, decimal, shown) => {
    expect(toDecimalString(amount, currency)).toBe(decimal);
    expect(formatMoney(amount, currency).replace(/\s/u, ' ')).toBe(shown);
  });

  it('have the exponents of the payment provider, not those of the locale data', () => {
    expect([currencyExponent('ISK'), currencyExponent('UGX'), currencyExponent('JPY')]).toEqual([2, 2, 0]);
  });
});
