import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertAt, formatRate, parseRate } from './rate';

const usd = (amount: bigint, currency: string, rate: string) => {
  const parsed = parseRate(rate, currency, 'USD');
  return typeof parsed === 'bigint' ? convertAt(amount, parsed) : parsed;
};

describe('a rate', () => {
  it.each([
    // amount in the currency's own minor units, rate of one whole unit, cents
    ['EUR', 10_000n, '1.0834', 10_834n],
    ['JPY', 10_000n, '0.0067', 6_700n],
    ['JPY', 1n, '0.0067', 1n],
    ['KWD', 12_345n, '3.25', 4_012n],
    ['KWD', 1_000n, '3.2567891', 326n],
    ['EUR', 1n, '0.5', 1n],
    ['EUR', 1n, '0.49999999', 0n],
    ['EUR', 0n, '1.1', 0n],
  ])('%s: %d minor units at %s are %d cents', (currency, amount, rate, cents) => {
    expect(usd(amount, currency, rate)).toBe(cents);
  });

  it('into a currency without decimals', () => {
    expect(convertAt(1_050n, parseRate('149.5', 'USD', 'JPY') as bigint)).toBe(1_570n);
  });

  it.each([
    ['1,08', 'not_a_decimal'],
    ['-1', 'not_a_decimal'],
    ['1e3', 'not_a_decimal'],
    ['', 'not_a_decimal'],
    ['.5', 'not_a_decimal'],
    ['0', 'not_positive'],
    ['0.000', 'not_positive'],
    ['1.0000000001', 'too_precise'],
    ['99999999999', 'too_large'],
  ])('refuses %j: %s', (text, problem) => {
    expect(parseRate(text, 'EUR', 'USD')).toBe(problem);
  });

  it('has as many decimals as the currencies leave', () => {
    expect(parseRate('0.00000000001', 'JPY', 'USD')).toBe(1n);
    expect(parseRate('0.00000001', 'KWD', 'USD')).toBe(1n);
    expect(parseRate('0.000000001', 'KWD', 'USD')).toBe('too_precise');
    expect(parseRate('1.500000000000', 'KWD', 'USD')).toBe(150_000_000n);
  });

  it('is read as it was written', () => {
    const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD');
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 17n), currencies, currencies, (rate, currency, own) => {
        expect(parseRate(formatRate(rate, currency, own), currency, own)).toBe(rate);
      }),
    );
  });

  it('gives no amount that no payment may have', () => {
    expect(usd(2n ** 53n - 1n, 'EUR', '1')).toBe(2n ** 53n - 1n);
    expect(usd(2n ** 53n - 1n, 'EUR', '1.1')).toBe(null);
  });
});
