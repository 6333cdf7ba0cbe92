import { z } from 'zod';
import { externalIdIn, paymentOfSession } from '~/domain/qualification/stripe-facts';
import { CheckoutSession, Invoice } from '~/domain/qualification/stripe-objects';
import { paymentDifference, type RecordedPayment } from '~/domain/reconciliation/difference';
import { formatMoney } from '~/kernel/money';
import { db } from '~/platform/db.server';
import { eachPaidInvoice, eachSession } from '~/platform/stripe-billing.server';
import type { Comparison, Difference } from './reconcile-comparison.server';

// What a comparison needs besides what the rules read: when Stripe made it, in unix seconds.
const created = z.int().min(0);
const MadeSession = CheckoutSession.extend({ created });
type MadeSession = z.output<typeof MadeSession>;
const MadeInvoice = Invoice.extend({ created });
type MadeInvoice = z.output<typeof MadeInvoice>;

async function recordedPayments(externalIds: readonly string[]): Promise<Map<string, RecordedPayment>> {
  const rows = await db.payment.findMany({
    where: { externalId: { in: [...externalIds] } },
    select: { externalId: true, amount: true, currency: true },
  });
  return new Map(rows.map(({ externalId, ...recorded }) => [externalId, recorded]));
}

/** Completed checkouts: they say whose a Stripe customer is, and are the payment where no invoice is. */
export const checkouts: Comparison<MadeSession> = {
  step: 'checkouts',
  each: eachSession,
  schema: MadeSession,
  idOf: ({ id }) => id,
  madeAt: ({ created }) => created * 1000,
  heldBy: {
    types: ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
    statuses: ['waiting', 'ignored'],
  },
  differences: async (sessions, rawOf) => {
    const naming = sessions.filter(
      ({ customer, client_reference_id: reference, metadata }) =>
        reference !== null || externalIdIn(metadata) !== null || metadata.clickId || customer !== null,
    );
    const bound = await db.stripeCustomer.findMany({
      where: { id: { in: naming.flatMap(({ customer }) => customer ?? []) } },
      select: { id: true },
    });
    const known = new Set(bound.map(({ id }) => id));
    const recorded = await recordedPayments(
      naming.flatMap((session) => paidBy(session)?.data.paymentId ?? []),
    );
    return naming.flatMap(
      (session) => checkoutDifference(session, { raw: rawOf(session.id), bound: known, recorded }) ?? [],
    );
  },
};

/** The payment a checkout is by itself, whoever paid it. */
function paidBy(session: MadeSession) {
  const payment = paymentOfSession(session, {}, session.created * 1000);
  return payment?.type === 'payment.succeeded' ? payment : null;
}

function checkoutDifference(
  session: MadeSession,
  books: { raw: unknown; bound: ReadonlySet<string>; recorded: ReadonlyMap<string, RecordedPayment> },
): Difference | null {
  const { id, customer, created, client_reference_id: reference, metadata } = session;
  const payment = paidBy(session);
  const isMissing = payment !== null && !books.recorded.has(payment.data.paymentId);
  const names = reference !== null || externalIdIn(metadata) !== null;
  const isUnbound = customer !== null && !books.bound.has(customer) && names;
  if (!isMissing && !isUnbound) return null;
  const { amount, currency } = isMissing ? payment.data : { amount: null, currency: null };
  return {
    kind: isMissing ? 'payment_missing' : 'checkout_missing',
    subject: isMissing ? { type: 'payment', id: payment.data.paymentId } : { type: 'stripe', id },
    found: isMissing
      ? `The checkout ${id} was paid at Stripe (${formatMoney(payment.data.amount, payment.data.currency)}) and the payment is not recorded.`
      : `The completed checkout ${id}, which says whose the Stripe customer ${customer} is, never arrived.`,
    amount,
    currency,
    repairs: [
      { type: 'checkout.session.completed', objectId: id, object: books.raw, at: created * 1000, key: id },
    ],
    better: ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
  };
}

/** Paid invoices: each is a payment under the invoice's id (ADR-0059). */
export const payments: Comparison<MadeInvoice> = {
  step: 'payments',
  each: eachPaidInvoice,
  schema: MadeInvoice,
  idOf: ({ id }) => id,
  madeAt: (invoice) => paidAtOf(invoice),
  heldBy: { types: ['invoice.paid'], statuses: ['waiting', 'ignored'] },
  differences: async (invoices, rawOf) => {
    const recorded = await recordedPayments(invoices.map(({ id }) => id));
    return invoices.flatMap(
      (invoice) => invoiceDifference(invoice, recorded.get(invoice.id), rawOf(invoice.id)) ?? [],
    );
  },
};

const paidAtOf = ({ status_transitions: transitions, created }: MadeInvoice) =>
  (transitions?.paid_at ?? created) * 1000;

function invoiceDifference(
  invoice: MadeInvoice,
  recorded: RecordedPayment | undefined,
  raw: unknown,
): Difference | null {
  const difference = paymentDifference(invoice, recorded);
  if (!difference) return null;
  const { id, customer } = invoice;
  const { kind, amount, currency } = difference;
  const shown = formatMoney(amount, currency);
  const subject = { type: 'payment' as const, id };
  if (kind === 'differs') {
    const ours = recorded ? formatMoney(recorded.amount, recorded.currency) : 'nothing';
    return {
      kind: 'payment_differs',
      subject,
      found: `Stripe says ${shown} without tax were paid with ${id}, recorded are ${ours}.`,
      amount: recorded?.currency === currency ? amount - recorded.amount : amount,
      currency,
      repairs: [],
    };
  }
  return {
    kind: 'payment_missing',
    subject,
    found: `The invoice ${id} of the Stripe customer ${customer ?? 'unknown'} was paid (${shown} without tax) and the payment is not recorded.`,
    amount,
    currency,
    repairs: [{ type: 'invoice.paid', objectId: id, object: raw, at: paidAtOf(invoice), key: id }],
  };
}
