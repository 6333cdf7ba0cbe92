import { currencyExponent, type MinorUnits } from './money';

/** 2^63 - 1 has 19 digits: more cannot be kept. */
const MOST_DIGITS = 18;
const AMOUNT = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/;

/**
 * What a person typed as an amount, exactly: "50", "50.00", "$1,440.5" are 5000n, 5000n and 144050n of USD. No number in between that could
 * round it.
 * @returns minor units; undefined for what is no amount, is negative, or has more decimals than the currency
 */
export function parseAmount(text: string, currency: string): MinorUnits | undefined {
  const bare = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(new RegExp(`\\s*${currency}$`, 'i'), '');
  const [, whole, decimals = ''] = AMOUNT.exec(bare) ?? [];
  const exponent = currencyExponent(currency);
  if (whole === undefined || decimals.length > exponent) return undefined;
  const digits = whole.replaceAll(',', '') + decimals.padEnd(exponent, '0');
  return digits.length > MOST_DIGITS ? undefined : BigInt(digits);
}
