import { LARGEST_BASIS } from '~/domain/program/rate';
import { divideHalfUp, type MinorUnits, type Money, sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { ProductEvent, ProductEventOf } from './product-event';
import type { CheckoutSession, Invoice, Subscription } from './stripe-objects';

// Stripe's objects in the words of the product's events, so that one set of rules sees both (integrations.md section 4).

/** Where a Stripe object may name the product's customer, in the order in which it is believed. */
export function externalIdIn(metadata: Record<string, string>): string | null {
  return metadata.externalId || metadata.customerId || null;
}

/**
 * What was paid, without tax, after discounts and credit: 0 for a trial or a negative invoice; the tax-free total when it was paid in full;
 * in proportion otherwise (integrations.md section 4, rule 2).
 */
export function invoiceBasis(
  invoice: Pick<Invoice, 'amount_paid' | 'total' | 'total_excluding_tax'>,
): MinorUnits {
  const { amount_paid: paid, total } = invoice;
  const withoutTax = invoice.total_excluding_tax ?? total;
  if (paid <= 0n || total <= 0n || withoutTax <= 0n) return 0n;
  return paid === total ? withoutTax : divideHalfUp(paid * withoutTax, total);
}

/**
 * The period the invoice is for: that of its longest subscription line, the latest of those, prorations aside (a year paid ahead beside last
 * month's use is a year); none for single sales and for prorations alone.
 */
export function invoicePeriod(invoice: Pick<Invoice, 'lines'>): { start: Instant; end: Instant } | undefined {
  const [longest] = invoice.lines.data
    .filter(({ parent }) => parent?.subscription_item_details && !parent.subscription_item_details.proration)
    .map(({ period }) => period)
    .sort((a, b) => b.end - b.start - (a.end - a.start) || b.start - a.start);
  if (!longest || longest.end <= longest.start) return undefined;
  return { start: longest.start * 1000, end: longest.end * 1000 };
}

export function paymentOfInvoice(
  invoice: Invoice,
  customerId: string,
  eventAt: Instant,
): ProductEventOf<'payment.succeeded'> {
  const paidAt = invoice.status_transitions?.paid_at;
  return {
    type: 'payment.succeeded',
    at: paidAt ? paidAt * 1000 : eventAt,
    data: {
      customerId,
      visitorId: undefined,
      clickId: undefined,
      // the product reports the same payment under the same id: whichever comes first counts
      paymentId: invoice.id,
      amount: invoiceBasis(invoice),
      currency: invoice.currency,
      period: invoicePeriod(invoice),
      orderId: invoice.number ?? undefined,
    },
  };
}

/**
 * The payment a completed checkout is by itself; null when an invoice pays, when it is not paid yet, or when it is free.
 * @param payer the product's customer, the click of a purchase, or both
 */
export function paymentOfSession(
  session: Pick<
    CheckoutSession,
    'id' | 'mode' | 'invoice' | 'payment_status' | 'payment_intent' | 'amount_total' | 'currency'
  > &
    Partial<Pick<CheckoutSession, 'invoice_creation' | 'total_details'>>,
  payer: { customerId?: string | undefined; clickId?: string | undefined },
  at: Instant,
): ProductEventOf<'payment.succeeded'> | null {
  const { mode, invoice, payment_status: status, amount_total: total, currency } = session;
  // one that makes an invoice may not name it yet
  if (session.invoice_creation?.enabled) return null;
  if (mode !== 'payment' || invoice !== null || status !== 'paid' || !total || !currency) return null;
  return {
    type: 'payment.succeeded',
    at,
    data: {
      customerId: payer.customerId,
      clickId: payer.clickId,
      visitorId: undefined,
      paymentId: session.payment_intent ?? session.id,
      amount: total - (session.total_details?.amount_tax ?? 0n),
      currency,
      period: undefined,
      orderId: session.id,
    },
  };
}

/** What Stripe charged for a payment, and what that came to in the program's currency, before fees; minor units. */
export interface Settlement {
  /** the payment's */
  currency: string;
  /** with tax, in the payment's currency */
  charged: MinorUnits;
  settled: MinorUnits;
}

/**
 * A payment's basis at the rate Stripe settled at: half up, once (domain.md section 6, basis).
 * @param payment without tax, in its own currency
 * @returns minor units of the program's currency; null when that currency was not settled, or it is more than any payment may be
 */
export function settledBasis(
  { amount, currency }: Money,
  { charged, settled, currency: of }: Settlement,
): MinorUnits | null {
  if (currency !== of || charged <= 0n || settled <= 0n) return null;
  const basis = divideHalfUp(amount * settled, charged);
  return basis > LARGEST_BASIS ? null : basis;
}

/** Months' value of a subscription in minor units, half up: a year is 12 months, a week 7/30.4375 of one. */
export function monthlyValueOf(subscription: Pick<Subscription, 'items'>): MinorUnits {
  // in hundredths of days a period lasts; a month is 3043.75 of them, so in quarters
  const quarters = { day: 400n, week: 2800n, month: 12_175n, year: 146_100n } as const;
  const values = subscription.items.data.map(({ price, quantity }) => {
    const { unit_amount: unit, recurring } = price;
    if (!unit || !recurring || unit < 0n) return 0n;
    const length = quarters[recurring.interval] * BigInt(recurring.interval_count);
    return divideHalfUp(unit * BigInt(quantity ?? 1) * quarters.month, length);
  });
  return sum(values);
}

export function subscriptionChange(
  subscription: Omit<Subscription, 'created' | 'discounts'>,
  change: { customerId: string; deleted: boolean; at: Instant },
): ProductEvent {
  const { customerId, deleted, at } = change;
  const subscriptionId = subscription.id;
  if (deleted) {
    const endedAt = subscription.ended_at ? subscription.ended_at * 1000 : at;
    return { type: 'subscription.canceled', at: endedAt, data: { customerId, subscriptionId } };
  }
  const monthlyValue = { amount: monthlyValueOf(subscription), currency: subscription.currency };
  return {
    type: 'subscription.changed',
    at,
    data: { customerId, subscriptionId, status: subscription.status, monthlyValue },
  };
}
