import { formatMoney, type Money } from '~/kernel/money';
import type { Party } from './explanation';

/** "$1,440.00", with a true minus. */
export function moneyWords({ amount, currency }: Money): string {
  return formatMoney(amount, currency).replace('-', '−');
}

/** "1 day", "1,000 API calls". */
export function countWords(n: number, one: string): string {
  return `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
}

/** "you", "another partner": as the asker may know. */
export function partyWords({ kind, name, id }: Party): string {
  switch (kind) {
    case 'you':
      return 'you';
    case 'partner':
      return name ?? id ?? 'a partner';
    case 'another_partner':
      return 'another partner';
    case 'impact':
      return 'Impact.com';
    case 'nobody':
      return 'nobody';
  }
}
