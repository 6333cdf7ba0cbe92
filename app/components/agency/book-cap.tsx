import { moneyWords } from '~/components/money/money-text';
import { formatMonth } from '~/components/ui/time';
import type { MinorUnits } from '~/kernel/money';

export interface BookCapProps {
  /** null: the agency's terms have no monthly cap */
  cap: { month: string; used: MinorUnits; of: MinorUnits } | null;
  currency: string;
}

/** How much of the monthly cap this month's commissions use. */
export function BookCap({ cap, currency }: BookCapProps) {
  if (!cap) return null;
  const full = cap.used >= cap.of;
  const share = cap.of === 0n ? 100 : Math.min(100, Number((cap.used * 100n) / cap.of));
  return (
    <div className="mb-5 rounded-md border bg-surface px-4 py-3 shadow-card sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="text-sm text-muted">Monthly cap used in {formatMonth(cap.month)}</p>
        <p className="figures text-sm">
          <span className="font-medium">{moneyWords(cap.used, currency)}</span> of{' '}
          {moneyWords(cap.of, currency)} {currency}
        </p>
      </div>
      <div aria-hidden className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div className="h-full rounded-full bg-accent" style={{ width: `${share}%` }} />
      </div>
      {full && (
        <p className="mt-2 text-sm text-muted">
          What your clients pay for this month earns nothing more. The next month begins anew.
        </p>
      )}
    </div>
  );
}
