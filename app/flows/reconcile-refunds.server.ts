import type { z } from 'zod';
import { Charge, Dispute, Refund } from '~/domain/qualification/stripe-objects';
import { hasArrived, hasFailed, runningTotalId } from '~/domain/qualification/stripe-returns';
import { divideHalfUp, formatMoney } from '~/kernel/money';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { eachRefund } from '~/platform/stripe-billing.server';
import type { Comparison, Difference } from './reconcile-comparison.server';

const ListedRefund = Refund.omit({ charge: true }).extend({
  currency: Dispute.shape.currency,
  /** null: it is of no charge */
  charge: Charge.nullish().transform((charge) => charge ?? null),
});
type ListedRefund = z.output<typeof ListedRefund>;

/** Refunds: those that reached the customer are recorded as Stripe says them, those that failed after all count for nothing (ADR-0083). */
export const refunds: Comparison<ListedRefund> = {
  step: 'refunds',
  each: eachRefund,
  schema: ListedRefund,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: {
    types: ['charge.refunded', 'refund.created', 'refund.updated', 'refund.failed'],
    statuses: ['waiting'],
  },
  differences: async (listed, rawOf) => {
    const recorded = await recordedRefunds(listed);
    return listed.flatMap((refund) => refundDifference(refund, recorded, rawOf(refund.id)) ?? []);
  },
};

interface RecordedRefund {
  amount: bigint;
  outOf: bigint | null;
  isUndone: boolean;
  payment: { externalId: string; amount: bigint; currency: string };
}

/** By the refund's id; a refund only known as a running total of its charge goes by that. */
async function recordedRefunds(listed: readonly ListedRefund[]): Promise<Map<string, RecordedRefund>> {
  const ids = listed.flatMap(({ id, charge }) =>
    charge ? [id, runningTotalId(charge.id, charge.amount_refunded)] : [id],
  );
  const [rows, undone] = await Promise.all([
    db.refund.findMany({
      where: { externalId: { in: ids } },
      select: {
        externalId: true,
        amount: true,
        outOf: true,
        payment: { select: { externalId: true, amount: true, currency: true } },
      },
    }),
    db.refundUndone.findMany({ where: { externalId: { in: ids } }, select: { externalId: true } }),
  ]);
  const gone = new Set(undone.map(({ externalId }) => externalId));
  return new Map(
    rows.map(({ externalId, ...recorded }) => [externalId, { ...recorded, isUndone: gone.has(externalId) }]),
  );
}

function refundDifference(
  refund: ListedRefund,
  recorded: ReadonlyMap<string, RecordedRefund>,
  raw: unknown,
): Difference | null {
  const { id, charge } = refund;
  if (charge === null) return null;
  const own = recorded.get(id);
  if (hasFailed(refund)) return own && !own.isUndone ? failedRefund(refund, raw) : null;
  if (!hasArrived(refund)) return null;
  if (own) return own.isUndone || differs(refund, charge, own) ? differingRefund(refund, own) : null;
  const asTotal = recorded.has(runningTotalId(charge.id, charge.amount_refunded));
  return asTotal ? null : missingRefund(refund, charge, raw);
}

/** What the product told is without tax: the same but for the rounding of its parts. */
function differs(
  { amount }: ListedRefund,
  charge: Charge,
  { amount: ours, outOf, payment }: RecordedRefund,
): boolean {
  if (outOf !== null || charge.amount_captured <= 0n) return amount !== ours;
  const off = ours - divideHalfUp(payment.amount * amount, charge.amount_captured);
  return off < -1n || off > 1n;
}

function missingRefund(
  { id, amount, currency, created }: ListedRefund,
  charge: Charge,
  raw: unknown,
): Difference {
  return {
    kind: 'refund_missing',
    subject: { type: 'refund', id },
    found: `${formatMoney(amount, currency)} of the charge ${charge.id} were refunded with ${id} and that is not recorded.`,
    amount,
    currency,
    repairs: [
      {
        type: 'charge.refunded',
        objectId: charge.id,
        object: (raw as { charge: unknown }).charge,
        at: created * 1000,
        key: id,
      },
    ],
  };
}

function failedRefund({ id, amount, currency, status }: ListedRefund, raw: unknown): Difference {
  return {
    kind: 'refund_failure_missing',
    subject: { type: 'refund', id },
    found: `The refund ${id} of ${formatMoney(amount, currency)} is recorded and is ${status} at Stripe: the money never arrived.`,
    amount,
    currency,
    // Stripe's refund does not say when it failed: known now at the latest, by its event if Stripe still has it
    repairs: [{ type: 'refund.failed', objectId: id, object: raw, at: now(), key: id }],
    better: ['refund.failed'],
  };
}

function differingRefund(
  { id, amount, currency }: ListedRefund,
  { amount: ours, isUndone, payment }: RecordedRefund,
): Difference {
  const recorded = isUndone ? 'that it failed' : formatMoney(ours, payment.currency);
  return {
    kind: 'refund_differs',
    subject: { type: 'refund', id },
    found: `Stripe gave back ${formatMoney(amount, currency)} of ${payment.externalId} with ${id}, recorded is ${recorded}.`,
    amount: isUndone ? amount : amount - ours,
    currency,
    repairs: [],
  };
}
