import { currencyExponent, divideHalfUp, type MinorUnits } from '~/kernel/money';

/** A rate is kept as program minor units per 10^9 minor units of the other currency: exact for every currency's own decimals. */
const PER = 1_000_000_000n;
const DECIMALS = 9;
/** What a payment's basis may be at most (a CHECK of the table): JSON numbers of others end there. */
export const LARGEST_BASIS = 2n ** 53n - 1n;
const LARGEST_RATE = 2n ** 63n - 1n;
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

export type RateProblem = 'not_a_decimal' | 'not_positive' | 'too_precise' | 'too_large';

/** How many decimals a rate may have: one unit of `currency` in units of `own`, kept per 10^9 minor units. */
export function rateDecimals(currency: string, own: string): number {
  return DECIMALS + currencyExponent(own) - currencyExponent(currency);
}

/**
 * A rate as people quote it, "1 JPY = 0.0067 USD", exactly (domain.md section 6; ADR-0075).
 * @param text a decimal of whole currency units, "0.0067"
 * @returns minor units of `own` per 10^9 minor units of `currency`, or why not
 */
export function parseRate(text: string, currency: string, own: string): bigint | RateProblem {
  const [, whole, typed = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return 'not_a_decimal';
  const decimals = typed.replace(/0+$/, '');
  const places = rateDecimals(currency, own);
  if (decimals.length > places) return 'too_precise';
  const rate = BigInt(whole + decimals.padEnd(places, '0'));
  if (rate === 0n) return 'not_positive';
  return rate > LARGEST_RATE ? 'too_large' : rate;
}

/** The same backwards, without zeros at the end: "0.0067". */
export function formatRate(ratePerE9: bigint, currency: string, own: string): string {
  const places = rateDecimals(currency, own);
  const digits = ratePerE9.toString().padStart(places + 1, '0');
  const decimals = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (decimals === '' ? '' : `.${decimals}`);
}

/**
 * An amount in the program's currency: half up, once (domain.md, units).
 * @returns null when it is larger than any payment may be
 */
export function convertAt(amount: MinorUnits, ratePerE9: bigint): MinorUnits | null {
  const converted = divideHalfUp(amount * ratePerE9, PER);
  return converted > LARGEST_BASIS ? null : converted;
}
