import { invariant } from './invariant';

/** Minor units of a currency (cents for USD). domain.md "Units everywhere". */
export type MinorUnits = bigint;

export interface Money {
  amount: MinorUnits;
  /** ISO 4217, upper case */
  currency: string;
}

/** Rates are basis points: 1500n = 15 %. */
export type Bps = bigint;

/**
 * n / d rounded half up, away from zero: the one rounding rule, applied once, at the last step (domain.md, units).
 * @throws when d is not positive
 */
export function divideHalfUp(n: bigint, d: bigint): bigint {
  invariant(d > 0n, 'the divisor must be positive');
  const negative = n < 0n;
  const magnitude = negative ? -n : n;
  const rounded = (2n * magnitude + d) / (2n * d);
  return negative ? -rounded : rounded;
}

/** half_up(amount x bps / 10000), in minor units. */
export function applyBps(amount: MinorUnits, bps: Bps): MinorUnits {
  return divideHalfUp(amount * bps, 10_000n);
}

/** Smaller of two amounts. */
export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Larger of two amounts. */
export function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

// Stripe's exponents; they differ from CLDR's for ISK and UGX (two decimals sent, always 00).
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** How many decimals the minor unit of a currency stands for. */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** "12345" minor units of USD -> "123.45", exact, for people and machines alike. */
export function toDecimalString(amount: MinorUnits, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amount < 0n ? '-' : '';
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

// Making one costs a hundred times what using it does.
const formatters = new Map<string, Intl.NumberFormat>();

/** "$1,440.00"; the currency's own symbol, never rounded. */
export function formatMoney(amount: MinorUnits, currency: string, locale = 'en-US'): string {
  const exponent = currencyExponent(currency);
  const key = `${locale} ${currency}`;
  const formatter =
    formatters.get(key) ??
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
  formatters.set(key, formatter);
  // Intl takes decimal strings exactly; its type only knows numbers in ES2022
  return formatter.format(toDecimalString(amount, currency) as unknown as number);
}
