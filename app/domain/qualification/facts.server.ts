import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { CustomerFacts, PaymentFact } from './facts';

interface PaymentRow {
  id: string;
  externalId: string;
  customerId: string | null;
  visitorId: string | null;
  clickId: string | null;
  at: Date;
  amount: bigint;
  basis: bigint | null;
  periodStart: Date | null;
  periodEnd: Date | null;
  refunds: Array<{ externalId: string; at: Date; amount: bigint; outOf: bigint | null }>;
  undone: Array<{ externalId: string; at: Date }>;
  disputes: Array<{
    externalId: string;
    openedAt: Date | null;
    closedAt: Date | null;
    outcome: string | null;
    amount: bigint | null;
    outOf: bigint | null;
    restoredAt: Date | null;
  }>;
}

const withReturns = { refunds: true, undone: true, disputes: true } as const;

/** A payment as the rules see it; ids are the product's. */
function paymentFact(row: PaymentRow): PaymentFact {
  return {
    id: row.externalId,
    at: row.at.getTime(),
    amount: row.amount,
    basis: row.basis,
    period:
      row.periodStart && row.periodEnd
        ? { start: row.periodStart.getTime(), end: row.periodEnd.getTime() }
        : null,
    visitorId: row.visitorId,
    clickId: row.clickId,
    refunds: row.refunds.map((refund) => ({
      id: refund.externalId,
      at: refund.at.getTime(),
      amount: refund.amount,
      outOf: refund.outOf,
    })),
    undone: row.undone.map((undone) => ({ id: undone.externalId, at: undone.at.getTime() })),
    disputes: row.disputes.map((dispute) => ({
      id: dispute.externalId,
      openedAt: dispute.openedAt?.getTime() ?? null,
      closedAt: dispute.closedAt?.getTime() ?? null,
      outcome: dispute.outcome === 'won' || dispute.outcome === 'lost' ? dispute.outcome : null,
      part:
        dispute.amount === null || dispute.outOf === null
          ? null
          : { amount: dispute.amount, outOf: dispute.outOf },
      restoredAt: dispute.restoredAt?.getTime() ?? null,
    })),
  };
}

/** All facts of customers, by our id. */
export async function loadCustomerFacts(
  tx: Tx,
  customers: ReadonlyArray<{ id: string; externalId: string; signedUpAt: Date }>,
): Promise<Map<string, CustomerFacts>> {
  const where = { customerId: { in: customers.map((customer) => customer.id) } };
  const [usages, members, subscriptions, payments] = [
    groupBy(
      await tx.$queryRaw<Array<{ eventId: string; customerId: string; at: Date; apiCalls: bigint }>>`
        select event_id as "eventId", customer_id as "customerId", at, api_calls as "apiCalls"
        from usage_record where customer_id = any(${where.customerId.in}::text[])`,
      (row) => row.customerId,
    ),
    groupBy(await tx.membersChange.findMany({ where }), (row) => row.customerId),
    groupBy(await tx.subscriptionChange.findMany({ where }), (row) => row.customerId),
    groupBy(await tx.payment.findMany({ where, include: withReturns }), (row) => row.customerId),
  ];
  return new Map(
    customers.map(({ id, externalId, signedUpAt }) => [
      id,
      {
        customerId: externalId,
        signedUpAt: signedUpAt.getTime(),
        usages: (usages.get(id) ?? []).map(({ eventId, at, apiCalls }) => ({
          id: eventId,
          at: at.getTime(),
          apiCalls,
        })),
        members: (members.get(id) ?? []).map((row) => ({
          id: row.eventId,
          at: row.at.getTime(),
          members: row.members,
        })),
        subscriptions: (subscriptions.get(id) ?? []).map((row) => ({
          id: row.eventId,
          at: row.at.getTime(),
          subscriptionId: row.subscriptionId,
          status: row.status,
        })),
        payments: (payments.get(id) ?? []).map(paymentFact),
      },
    ]),
  );
}

/** The order in which the uses of customers were stored, by the use's id. One applier at a time stores them: it is that of the commits. */
export async function loadUseOrder(tx: Tx, customerIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await tx.$queryRaw<Array<{ id: string; seq: bigint }>>`
    select event_id as id, seq from usage_record where customer_id = any(${[...customerIds]}::text[])`;
  return new Map(rows.map((row) => [row.id, row.seq]));
}

/** Payments without a customer, by our id. */
export async function loadPurchases(tx: Tx, ids: readonly string[]): Promise<Map<string, PaymentFact>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.payment.findMany({ where: { id: { in: [...ids] } }, include: withReturns });
  return new Map(rows.map((row) => [row.id, paymentFact(row)]));
}

/** The first payment above zero of each customer (ours -> instant): from then on its referral is locked. */
export async function loadFirstPayments(
  tx: Tx,
  customerIds: readonly string[],
): Promise<Map<string, Instant>> {
  const rows = await tx.payment.groupBy({
    by: ['customerId'],
    where: { customerId: { in: [...customerIds] }, amount: { gt: 0n } },
    _min: { at: true },
  });
  return new Map(
    rows.flatMap((row) => (row.customerId && row._min.at ? [[row.customerId, row._min.at.getTime()]] : [])),
  );
}

/** The instants of everything known of a customer or purchase, to find what lies ahead of the clock. */
export function instantsOf(facts: Pick<CustomerFacts, 'payments'> & Partial<CustomerFacts>): Instant[] {
  return [
    ...[...(facts.usages ?? []), ...(facts.members ?? []), ...(facts.subscriptions ?? [])].map(
      (fact) => fact.at,
    ),
    ...facts.payments.flatMap((payment) => [
      payment.at,
      ...payment.refunds.map((refund) => refund.at),
      ...payment.disputes.flatMap((dispute) => [
        dispute.openedAt,
        dispute.closedAt,
        dispute.restoredAt ?? null,
      ]),
    ]),
    ...(facts.signedUpAt === undefined ? [] : [facts.signedUpAt]),
  ].filter((at): at is Instant => at !== null);
}
