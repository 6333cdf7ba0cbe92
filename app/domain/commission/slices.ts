import type { PaymentFact } from '~/domain/qualification/facts';
import { divideHalfUp, greatest, least, type MinorUnits } from '~/kernel/money';
import { addMonths, type Instant, utcMonth, wholeMonthsBetween } from '~/kernel/time';

/** One month's part of a payment (domain.md section 6, "Monthly slices"). */
export interface Slice {
  /** 0-based */
  index: number;
  basis: MinorUnits;
  /** basis of all later slices together: a refund takes those first */
  basisAfter: MinorUnits;
  startsAt: Instant;
  dueAt: Instant;
  month: string;
}

/** How many months a payment is for; 1 without a period. */
export function monthsOf(payment: Pick<PaymentFact, 'period'>): number {
  return payment.period ? wholeMonthsBetween(payment.period.start, payment.period.end) : 1;
}

/** Basis per month, half up. */
export function monthlyValueOf(basis: MinorUnits, months: number): MinorUnits {
  return divideHalfUp(basis, BigInt(months));
}

/**
 * The slices of a payment: basis div n each, the residue cents to the earliest; the first is due at the payment, slice k when its
 * month starts, never before the payment.
 */
export function slicesOf(payment: Pick<PaymentFact, 'at' | 'period'>, basis: MinorUnits): Slice[] {
  const months = monthsOf(payment);
  const start = payment.period?.start ?? payment.at;
  const each = basis / BigInt(months);
  const residue = basis % BigInt(months);
  let after = basis;
  return Array.from({ length: months }, (_, index) => {
    const part = each + (BigInt(index) < residue ? 1n : 0n);
    after -= part;
    const startsAt = addMonths(start, index);
    return {
      index,
      basis: part,
      basisAfter: after,
      startsAt,
      dueAt: index === 0 ? payment.at : Math.max(payment.at, startsAt),
      month: utcMonth(startsAt),
    };
  });
}

/** What of a slice is gone when `refunded` of its payment was given back: the latest slices first (domain.md section 7). */
export function refundedOfSlice(
  slice: Pick<Slice, 'basis' | 'basisAfter'>,
  refunded: MinorUnits,
): MinorUnits {
  return least(slice.basis, greatest(0n, refunded - slice.basisAfter));
}
