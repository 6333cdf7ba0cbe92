import type { z } from 'zod';
import { Charge, Dispute, Refund } from '~/domain/qualification/stripe-event';
import { refundsOfCharge, runningTotalId } from '~/domain/qualification/stripe-facts';
import { formatMoney, sum } from '~/kernel/money';
import { db } from '~/platform/db.server';
import { eachRefund, listRefunds } from '~/platform/stripe-billing.server';
import { type Comparison, type Difference, reasonOf } from './reconcile-comparison.server';
import { StripeUnreachable } from './reconcile-run.server';

const ListedRefund = Refund.extend({
  currency: Dispute.shape.currency,
  /** null: it is of no charge */
  charge: Charge.nullish().transform((charge) => charge ?? null),
});
type ListedRefund = z.output<typeof ListedRefund>;

/** Refunds that reached the customer: each is recorded as the payment's share without tax (integrations.md section 4). */
export const refunds: Comparison<ListedRefund> = {
  step: 'refunds',
  each: eachRefund,
  schema: ListedRefund,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: { types: ['charge.refunded'], statuses: ['waiting'] },
  differences: async (listed, rawOf) => {
    const returned = listed.filter(
      ({ status, charge }) => charge !== null && (status === 'succeeded' || status === null),
    );
    const recorded = await recordedRefunds(returned);
    const missing = returned.filter((refund) => !isRecorded(refund, recorded));
    const known = returned.filter((refund) => recorded.has(refund.id));
    return [
      ...missing.map((refund) => missingRefund(refund, rawOf(refund.id))),
      ...(await differingRefunds(known, recorded)),
    ];
  },
};

interface RecordedRefund {
  amount: bigint;
  payment: { id: string; externalId: string; amount: bigint; currency: string };
}

/** By the refund's id; a refund only known as a running total of its charge goes by that. */
async function recordedRefunds(listed: readonly ListedRefund[]): Promise<Map<string, RecordedRefund>> {
  const ids = listed.flatMap(({ id, charge }) =>
    charge ? [id, runningTotalId(charge.id, charge.amount_refunded)] : [id],
  );
  const rows = await db.refund.findMany({
    where: { externalId: { in: ids } },
    select: {
      externalId: true,
      amount: true,
      payment: { select: { id: true, externalId: true, amount: true, currency: true } },
    },
  });
  return new Map(rows.map(({ externalId, ...recorded }) => [externalId, recorded]));
}

function isRecorded({ id, charge }: ListedRefund, recorded: ReadonlyMap<string, RecordedRefund>): boolean {
  return (
    recorded.has(id) || (charge !== null && recorded.has(runningTotalId(charge.id, charge.amount_refunded)))
  );
}

function missingRefund({ id, amount, currency, created, charge }: ListedRefund, raw: unknown): Difference {
  const chargeId = charge?.id ?? '';
  return {
    kind: 'refund_missing',
    subject: { type: 'refund', id },
    found: `${formatMoney(amount, currency)} of the charge ${chargeId} were refunded with ${id} and that is not recorded.`,
    amount,
    currency,
    repairs: [
      {
        type: 'charge.refunded',
        objectId: chargeId,
        object: (raw as { charge: unknown }).charge,
        at: created * 1000,
        key: id,
      },
    ],
  };
}

/** Of charges whose refunds are all recorded, those of which the recorded shares are not what the rules make of the refunds. */
async function differingRefunds(
  known: readonly ListedRefund[],
  recorded: ReadonlyMap<string, RecordedRefund>,
): Promise<Difference[]> {
  const charges = new Map(
    known.flatMap(({ id, charge }) => (charge ? [[charge.id, { id, charge }] as const] : [])),
  );
  const of = [...charges.values()].flatMap(({ id, charge }) => {
    const payment = recorded.get(id)?.payment;
    return payment ? [{ charge, payment }] : [];
  });
  const totals = await refundedTotals(of.map(({ payment }) => payment.id));
  const differences: Difference[] = [];
  for (const { charge, payment } of of) {
    const share = refundsOfCharge(charge, {
      paymentId: payment.externalId,
      net: payment.amount,
      refunds: null,
      knownTotals: [],
      at: 0,
    });
    if (amountOf(share) === (totals.get(payment.id) ?? 0n)) continue;
    // some may be on their way or failed: only the list of them tells
    const expected = await expectedRefunds(charge, payment);
    const ours = await db.refund.findMany({ where: { externalId: { in: [...expected.keys()] } } });
    for (const row of ours) {
      const amount = expected.get(row.externalId) ?? 0n;
      if (amount !== row.amount) differences.push(differingRefund(row, amount, payment));
    }
  }
  return differences;
}

const amountOf = (events: ReturnType<typeof refundsOfCharge>) =>
  sum(events.map((event) => (event.type === 'payment.refunded' ? event.data.amount : 0n)));

async function refundedTotals(paymentIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await db.refund.groupBy({
    by: ['paymentId'],
    where: { paymentId: { in: [...paymentIds] } },
    _sum: { amount: true },
  });
  return new Map(rows.map(({ paymentId, _sum }) => [paymentId, _sum.amount ?? 0n]));
}

/** What each refund of a charge must be recorded as. @throws {StripeUnreachable} */
async function expectedRefunds(
  charge: Charge,
  payment: RecordedRefund['payment'],
): Promise<Map<string, bigint>> {
  const listed = await listRefunds(charge.id);
  if (listed.outcome !== 'ok') throw new StripeUnreachable(reasonOf(listed));
  const events = refundsOfCharge(charge, {
    paymentId: payment.externalId,
    net: payment.amount,
    refunds: listed.value.flatMap((one) => Refund.safeParse(one).data ?? []),
    knownTotals: [],
    at: 0,
  });
  return new Map(
    events.flatMap((event) =>
      event.type === 'payment.refunded' ? [[event.data.refundId, event.data.amount] as const] : [],
    ),
  );
}

function differingRefund(
  row: { externalId: string; amount: bigint },
  amount: bigint,
  { externalId, currency }: RecordedRefund['payment'],
): Difference {
  return {
    kind: 'refund_differs',
    subject: { type: 'refund', id: row.externalId },
    found: `The refund ${row.externalId} gives back ${formatMoney(amount, currency)} of ${externalId} without tax, recorded are ${formatMoney(row.amount, currency)}.`,
    amount: amount - row.amount,
    currency,
    repairs: [],
  };
}
