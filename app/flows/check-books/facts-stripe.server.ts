import { readStripeEvent } from '~/domain/qualification/stripe-event';
import { paymentOfInvoice, paymentOfSession } from '~/domain/qualification/stripe-facts';
import { Prisma } from '~/generated/prisma/client';
import { differences, inWords } from './compare';
import { type Row, readNamed, type Snapshot } from './snapshot.server';

const PAYMENTS_AT_ONCE = 1_000;

/**
 * Payments that Stripe told of: the event is about that very object, and where it carries the same values they agree. Stripe was asked for the
 * object as it was when the event was applied, so that a value may differ rightly: a person should look.
 */
export async function checkStripeFacts(snapshot: Snapshot): Promise<void> {
  snapshot.looked('facts.stripe', 0);
  for (let after = ''; ; ) {
    const rows = await readNamed(
      snapshot.tx,
      [
        'f.id',
        'f.external_id',
        'f.at',
        'f.amount::text as amount',
        'f.currency',
        'f.period_start',
        'f.period_end',
        'e.id as event_id',
        'e.body',
      ],
      Prisma.sql`from (select * from payment where source = 'stripe' and id > ${after} order by id limit ${PAYMENTS_AT_ONCE}) f
        join inbound_event e on e.id = f.event_id`,
    );
    if (rows.length === 0) return;
    snapshot.looked('facts.stripe', rows.length);
    for (const row of rows) checkPayment(snapshot, row);
    after =
      rows
        .map((row) => String(row.id))
        .sort()
        .at(-1) ?? '';
  }
}

function checkPayment(snapshot: Snapshot, row: Row): void {
  const told = paymentIn(String(row.body));
  if (!told) return;
  const subject = `payment ${row.id}`;
  if (told.external_id !== row.external_id) {
    snapshot.found(
      'facts.stripe',
      subject,
      `is ${row.external_id}; its event ${row.event_id} is about ${told.external_id}`,
    );
    return;
  }
  const different = differences(['at', 'amount', 'currency', 'period_start', 'period_end'], told, row);
  if (different.length === 0) return;
  snapshot.found('facts.stripe', subject, `event ${row.event_id} says otherwise: ${inWords(different)}`, {
    severity: 'warning',
  });
}

/** The payment an event's own object is; null when the event tells of none, or only Stripe knew more. */
function paymentIn(body: string): Row | null {
  const read = readStripeEvent(json(body), Number.POSITIVE_INFINITY);
  if (read.outcome !== 'ok') return null;
  const { event } = read;
  const payment =
    event.type === 'invoice.paid'
      ? paymentOfInvoice(event.object, '', event.at)
      : event.type === 'checkout.session.completed' ||
          event.type === 'checkout.session.async_payment_succeeded'
        ? paymentOfSession(event.object, {}, event.at)
        : null;
  if (payment?.type !== 'payment.succeeded') return null;
  const { paymentId, amount, currency, period } = payment.data;
  const iso = (at: number) => new Date(at).toISOString();
  return {
    external_id: paymentId,
    at: iso(payment.at),
    amount: amount.toString(),
    currency,
    period_start: period ? iso(period.start) : null,
    period_end: period ? iso(period.end) : null,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
