import { programCurrency } from '~/domain/program/program.server';
import { convertAt } from '~/domain/program/rate';
import { loadRates } from '~/domain/program/rates.server';
import { settledBasis } from '~/domain/qualification/stripe-facts';
import { newId } from '~/kernel/ids';
import { byKeys } from '~/kernel/order';
import { utcDate } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import type { Tx } from '~/platform/transaction.server';
import { type Arrived, type Outcome, wakeWaiting, withCustomer } from './arrived-events.server';

type ArrivedPayment = Arrived<'payment.succeeded'>;

/**
 * Payments, each once by its id. One that names a customer waits for it; one without is a purchase by itself. Another currency than the
 * program's is converted at the rate Stripe settled at, else at the day's; without one the payment is kept and waits (domain.md section 6).
 */
export async function storePayments(
  tx: Tx,
  arrived: readonly ArrivedPayment[],
  customers: ReadonlyMap<string, string>,
  outcome: Outcome,
): Promise<void> {
  if (arrived.length === 0) return;
  const named = withCustomer(
    arrived.filter(({ event }) => event.data.customerId !== undefined),
    customers,
    outcome,
  );
  const alone = arrived
    .filter(({ event }) => event.data.customerId === undefined)
    .map((one) => ({ ...one, customerId: null }));
  for (const { inboundId } of alone) outcome.verdicts.push({ inboundId, status: 'applied' });
  const rates = await ratesOf(tx, arrived);
  const clock = now();
  // of two with one id the first to arrive is kept, whoever they name (contract.md, product events)
  const place = new Map(arrived.map((one, index) => [one.inboundId, index]));
  const inArrival = byKeys<{ inboundId: string }>((one) => place.get(one.inboundId) ?? 0);
  const rows = [...named, ...alone]
    .sort(inArrival)
    .map(({ inboundId, source, customerId, settlement, event: { at, data } }) => ({
      id: newId('pay', clock),
      externalId: data.paymentId,
      customerId,
      visitorId: data.visitorId ?? null,
      clickId: data.clickId ?? null,
      at: new Date(at),
      amount: data.amount,
      currency: data.currency,
      basis: (settlement && settledBasis(data, settlement)) ?? rates(data.amount, data.currency, at),
      periodStart: data.period ? new Date(data.period.start) : null,
      periodEnd: data.period ? new Date(data.period.end) : null,
      orderId: data.orderId ?? null,
      source,
      eventId: inboundId,
      createdAt: new Date(clock),
      settleAt: customerId === null ? new Date(0) : null,
    }));
  await tx.payment.createMany({ data: rows, skipDuplicates: true });
  await wakeWaiting(
    tx,
    rows.map((row) => `payment:${row.externalId}`),
  );
}

/** Converts to the program's currency at the day's rate; null = no rate yet. */
async function ratesOf(
  tx: Tx,
  arrived: readonly ArrivedPayment[],
): Promise<(amount: bigint, currency: string, at: number) => bigint | null> {
  const own = await programCurrency(tx);
  const foreign = arrived.filter(({ event }) => event.data.currency !== own);
  const rates = await loadRates(
    tx,
    foreign.map(({ event }) => ({ currency: event.data.currency, day: utcDate(event.at) })),
  );
  return (amount, currency, at) => {
    if (currency === own) return amount;
    const rate = rates.get(`${utcDate(at)} ${currency}`);
    return rate === undefined ? null : convertAt(amount, rate);
  };
}

type ArrivedReturn = Arrived<
  'payment.refunded' | 'payment.refund_failed' | 'payment.disputed' | 'payment.dispute_closed'
>;

/** Refunds and disputes, each once by its id; one whose payment is not known yet waits for it. */
export async function storeReturns(
  tx: Tx,
  arrived: readonly ArrivedReturn[],
  outcome: Outcome,
): Promise<void> {
  if (arrived.length === 0) return;
  const payments = new Map(
    (
      await tx.payment.findMany({
        where: { externalId: { in: [...new Set(arrived.map(({ event }) => event.data.paymentId))] } },
        select: { id: true, externalId: true, customerId: true },
      })
    ).map((row) => [row.externalId, row]),
  );
  const known = arrived.flatMap((one) => {
    const payment = payments.get(one.event.data.paymentId);
    if (!payment) {
      const waitingFor = `payment:${one.event.data.paymentId}`;
      outcome.verdicts.push({
        inboundId: one.inboundId,
        status: 'waiting',
        reason: 'unknown_payment',
        waitingFor,
      });
      return [];
    }
    outcome.verdicts.push({ inboundId: one.inboundId, status: 'applied' });
    if (payment.customerId === null) outcome.purchaseIds.add(payment.id);
    else outcome.customerIds.add(payment.customerId);
    return [{ ...one, paymentId: payment.id }];
  });
  await storeRefunds(tx, known);
  for (const one of known) await storeDispute(tx, one);
}

type KnownReturn = ArrivedReturn & { paymentId: string };

async function storeRefunds(tx: Tx, known: readonly KnownReturn[]): Promise<void> {
  await tx.refund.createMany({
    data: known.flatMap(({ inboundId, paymentId, event }) =>
      event.type === 'payment.refunded'
        ? [
            {
              id: newId('rfd'),
              externalId: event.data.refundId,
              paymentId,
              at: new Date(event.at),
              amount: event.data.amount,
              outOf: event.data.outOf ?? null,
              eventId: inboundId,
            },
          ]
        : [],
    ),
    skipDuplicates: true,
  });
  await tx.refundUndone.createMany({
    data: known.flatMap(({ inboundId: eventId, paymentId, event }) =>
      event.type === 'payment.refund_failed'
        ? [{ externalId: event.data.refundId, paymentId, at: new Date(event.at), eventId }]
        : [],
    ),
    skipDuplicates: true,
  });
}

/**
 * Opening and closing may come in either order; each is taken once. Stripe may win a dispute that was lost, after an appeal or when a bank
 * gives the money back (ADR-0083); the product decides a dispute once (contract.md, product events).
 */
async function storeDispute(tx: Tx, { inboundId, paymentId, source, event }: KnownReturn): Promise<void> {
  if (event.type !== 'payment.disputed' && event.type !== 'payment.dispute_closed') return;
  const at = new Date(event.at);
  const { outcome: closed = null, amount = null, outOf = null } = 'outcome' in event.data ? event.data : {};
  const part = amount !== null && outOf !== null;
  await tx.$executeRaw`
    insert into dispute as d (id, external_id, payment_id, opened_at, closed_at, outcome, amount, out_of, event_id)
    values (${newId('dis')}, ${event.data.disputeId}, ${paymentId}, ${closed === null ? at : null}::timestamptz,
      ${closed === null ? null : at}::timestamptz, ${closed}, ${part ? amount : null}::bigint, ${part ? outOf : null}::bigint,
      ${inboundId})
    on conflict (external_id) do update set
      opened_at = coalesce(d.opened_at, excluded.opened_at),
      closed_at = coalesce(d.closed_at, excluded.closed_at),
      outcome = coalesce(d.outcome, excluded.outcome),
      amount = case when d.closed_at is null then excluded.amount else d.amount end,
      out_of = case when d.closed_at is null then excluded.out_of else d.out_of end,
      restored_at = case when ${source === 'stripe'}::boolean and d.outcome = 'lost' and excluded.outcome = 'won'
        then coalesce(d.restored_at, excluded.closed_at) else d.restored_at end
    where d.payment_id = excluded.payment_id`;
}
