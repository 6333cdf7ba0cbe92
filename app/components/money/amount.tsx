import { formatMoney } from '~/kernel/money';

/** Money as loaders send it: minor units in a string, 64-bit safe. */
export interface MoneyJson {
  amount: string;
  currency: string;
}

/** bigint does not travel in a loader's answer. */
export function moneyJson(amount: bigint, currency: string): MoneyJson {
  return { amount: amount.toString(), currency };
}

/** An amount with its currency; the code on hover, so that no dollar sign is ambiguous. */
export function Amount({ of, strike = false }: { of: MoneyJson; strike?: boolean }) {
  const shown = formatMoney(BigInt(of.amount), of.currency);
  const value = `figures whitespace-nowrap ${of.amount.startsWith('-') ? 'text-danger' : ''} ${strike ? 'line-through opacity-70' : ''}`;
  return (
    <span title={of.currency} className={value}>
      {shown}
    </span>
  );
}
