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

type ArrivedReturn = Arrived<'payment.refunded' | 'payment.disputed' | 'payment.dispute_closed'>;

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
  for (const one of known) if (one.event.type !== 'payment.refunded') await storeDispute(tx, one);
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
              eventId: inboundId,
            },
          ]
        : [],
    ),
    skipDuplicates: true,
  });
}

/** Opening and closing may come in either order; each is taken once. */
async function storeDispute(tx: Tx, { inboundId, paymentId, event }: KnownReturn): Promise<void> {
  if (event.type === 'payment.refunded') return;
  const at = new Date(event.at);
  const closed = event.type === 'payment.dispute_closed' ? event.data.outcome : null;
  await tx.$executeRaw`
    insert into dispute as d (id, external_id, payment_id, opened_at, closed_at, outcome, event_id)
    values (${newId('dis')}, ${event.data.disputeId}, ${paymentId}, ${closed === null ? at : null}::timestamptz,
      ${closed === null ? null : at}::timestamptz, ${closed}, ${inboundId})
    on conflict (external_id) do update set
      opened_at = coalesce(d.opened_at, excluded.opened_at),
      closed_at = coalesce(d.closed_at, excluded.closed_at),
      outcome = coalesce(d.outcome, excluded.outcome)
    where d.payment_id = excluded.payment_id`;
}
