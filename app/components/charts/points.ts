import { currencyExponent, type MinorUnits } from '~/kernel/money';

/** One day, week or month of a series; amounts in minor units. */
export interface TrafficPoint {
  /** its first day, "2026-01-31" */
  date: string;
  uniqueClicks: number;
  signedUp: number;
  paid: number;
  revenue: MinorUnits;
  commission: MinorUnits;
}

/** For the height of a bar alone: what is written comes from the exact amount. */
export function inMajorUnits(amount: MinorUnits, currency: string): number {
  return Number(amount) / 10 ** currencyExponent(currency);
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** "31 Jan" of "2026-01-31". */
export function shortDay(date: string): string {
  return `${Number(date.slice(8))} ${months[Number(date.slice(5, 7)) - 1]}`;
}
