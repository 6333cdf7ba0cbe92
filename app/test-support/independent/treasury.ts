import type { Vector } from '../vector';

// Section 9 and the end of section 7, as a cashier would keep it: what was released, less what payouts took.

export interface ModelPayout {
  id: string;
  partner: string;
  amount: bigint;
  status: 'requested' | 'paid' | 'rejected' | 'canceled';
  /** the partner's released commissions when it was requested: an approval binds to them */
  seen: string;
}

export const MINIMUM = 5_000n;

const left = (one: { amount: string; reversed: string }) => BigInt(one.amount) - BigInt(one.reversed);

/** A partner's released commissions and what is left of them, as text. */
export function releasedOf(expected: Vector['expect'], partner: string): string {
  return expected.commissions
    .filter((one) => one.partner === partner && one.releasedAt !== null)
    .map((one) => `${one.reward} ${one.cause.id} ${one.cause.slice ?? ''} ${left(one)}`)
    .join('; ');
}

/** The money strip: qualifying, pending, available (below zero after a clawback), on its way, paid. */
export function stripOf(expected: Vector['expect'], partner: string, payouts: readonly ModelPayout[]) {
  const own = expected.commissions.filter((one) => one.partner === partner);
  const total = (some: typeof own) => some.reduce((sum, one) => sum + left(one), 0n);
  const taken = (...statuses: ModelPayout['status'][]) =>
    payouts
      .filter((one) => one.partner === partner && statuses.includes(one.status))
      .reduce((sum, one) => sum + one.amount, 0n);
  return {
    accrued: total(own.filter((one) => one.vestedAt === null)),
    pending: total(own.filter((one) => one.vestedAt !== null && one.releasedAt === null)),
    available: total(own.filter((one) => one.releasedAt !== null)) - taken('requested', 'paid'),
    inTransit: taken('requested'),
    paid: taken('paid'),
  };
}
