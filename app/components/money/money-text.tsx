import { cx } from '~/components/ui/class-names';
import { formatMoney, type MinorUnits } from '~/kernel/money';

export interface MoneyTextProps {
  amount: MinorUnits;
  /** ISO 4217 */
  currency: string;
  /** "+" before what is more than nothing: a change, not a sum */
  signed?: boolean;
  /** without the currency's code, where the column or the sentence says it */
  bare?: boolean;
  className?: string;
}

/** "−$20.00 USD": exact, of one width per figure, never without its currency. */
export function MoneyText({ amount, currency, signed, bare, className }: MoneyTextProps) {
  return (
    <span className={cx('figures whitespace-nowrap', className)}>
      {moneyWords(amount, currency, signed)}
      {!bare && <span className="ml-1 text-[0.75em] font-normal text-faint">{currency}</span>}
    </span>
  );
}

/** The same as plain text, with a true minus. */
export function moneyWords(amount: MinorUnits, currency: string, signed = false): string {
  const words = formatMoney(amount, currency).replace('-', '\u2212');
  return signed && amount > 0n ? `+${words}` : words;
}
