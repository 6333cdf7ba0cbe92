import type Stripe from 'stripe';
import { addMonths } from '../../app/kernel/time';
import type { Sale } from './billing-objects';
import { discountsOf, lasting } from './discounts';
import { type Call, find } from './endpoint';
import { invalid, missing } from './errors';
import { failInvoice, issueInvoice, payInvoice } from './invoices';
import type { Billing, LineInput, PeriodTerms, SubscriptionTerms } from './records';
import { newSubscription } from './subscription-object';

/** The end of the billing period that begins at `start` (unix seconds). */
export function periodEnd(start: number, billing: Billing): number {
  const months = { month: 1, year: 12, day: 0, week: 0 }[billing.interval];
  if (months > 0) return addMonths(start * 1000, months * billing.intervalCount) / 1000;
  return start + (billing.interval === 'week' ? 7 : 1) * 86_400 * billing.intervalCount;
}

/** The one item of a subscription of this server. */
export function itemOf(subscription: Stripe.Subscription) {
  const [item] = subscription.items.data;
  if (!item?.price.recurring) throw new Error('a subscription of this server has one recurring item');
  const { interval, interval_count: intervalCount } = item.price.recurring;
  const amount = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const { product } = item.price;
  const priceProduct = typeof product === 'string' ? product : product.id;
  return { item, amount, product: priceProduct, billing: { interval, intervalCount } as Billing };
}

export const termsOf = (call: Call, id: string): SubscriptionTerms =>
  call.store.get('terms', id) ?? {
    ...{ renews: false, tax: { amount: 0, of: 1 }, taxInclusive: false, pending: [], warned: false },
  };

/** Tax on an amount at a subscription's rate. */
export function taxOn({ tax }: SubscriptionTerms, amount: number): number {
  return tax.of === 0 ? 0 : Math.round((amount * tax.amount) / tax.of);
}

/** A line of a subscription's only item. */
export function itemLine(
  subscription: Stripe.Subscription,
  line: Pick<LineInput, 'amount' | 'tax' | 'inclusive' | 'period'> & Partial<LineInput>,
): LineInput {
  const { item, product } = itemOf(subscription);
  return {
    description: 'Subscription',
    proration: false,
    subscription: subscription.id,
    item: item.id,
    price: { id: item.price.id, product, unitAmount: item.price.unit_amount ?? 0 },
    metadata: subscription.metadata,
    ...line,
  };
}

/** Begins a subscription: its first invoice is paid at once, or is of nothing while it is tried out. */
export function subscribe(
  call: Call,
  sale: Sale,
  agreed: {
    billing: Billing & { price?: string | undefined; product?: string | undefined };
    trialEnd?: number | undefined;
    renews: boolean;
    /** `di_…` */
    discounts: string[];
    first: PeriodTerms & { paysLater?: boolean | undefined };
    quantity?: number | undefined;
  },
): Stripe.Subscription {
  const { billing, trialEnd, discounts, first, quantity = 1 } = agreed;
  const period = { start: sale.at, end: trialEnd ?? periodEnd(sale.at, billing) };
  const unit = { ...sale, amount: Math.round(sale.amount / quantity) };
  const plain = newSubscription(unit, billing, period, trialEnd);
  const items = { ...plain.items, data: plain.items.data.map((item) => ({ ...item, quantity })) };
  const created = { ...plain, items, discounts };
  const { item } = itemOf(created);
  if (!call.store.get('price', item.price.id)) call.store.put('price', item.price.id, item.price);
  const { tax, taxInclusive = false, settlesAt } = sale;
  call.store.put('terms', created.id, {
    ...{ renews: agreed.renews, taxInclusive, settlesAt, pending: [], warned: false },
    tax: { amount: tax, of: sale.amount - (sale.discount ?? 0) },
  });
  call.store.put('subscription', created.id, created);
  call.emit('customer.subscription.created', created);
  const now = { ...call, now: sale.at };
  const base = trialEnd ? { amount: 0, tax: 0 } : { amount: sale.amount, tax };
  const terms = { ...first, settlesAt, payLater: first.paysLater };
  return bill(now, created, { ...base, period, reason: 'subscription_create', terms });
}

/** One period to be billed. */
export interface Bill {
  amount: number;
  tax: number;
  period: { start: number; end: number };
  reason: Stripe.Invoice.BillingReason;
  terms: PeriodTerms & { payLater?: boolean | undefined };
}

/** Invoices a period and collects; the subscription as it is kept afterwards. */
export function bill(call: Call, subscription: Stripe.Subscription, of: Bill): Stripe.Subscription {
  const kept = termsOf(call, subscription.id);
  const inclusive = kept.taxInclusive;
  const period = of.period;
  const extra = (of.terms.lines ?? []).map(({ tax = 0, proration = true, amount, description }) =>
    itemLine(subscription, {
      ...{ amount, tax, inclusive, period, proration },
      description: description ?? 'Unused time',
    }),
  );
  const invoice = issueInvoice(call, {
    customer: String(subscription.customer),
    subscription,
    currency: subscription.currency,
    reason: of.reason,
    lines: [
      ...kept.pending,
      ...extra,
      itemLine(subscription, { amount: of.amount, tax: of.tax, inclusive, period }),
    ],
    discounts: discountsOf(call, subscription, of.amount),
  });
  const id = invoice.id ?? '';
  const failed = of.terms.fails === true && invoice.amount_remaining > 0;
  if (failed) failInvoice(call, id);
  else if (!of.terms.payLater) payInvoice(call, id, of.terms);
  call.store.put('terms', subscription.id, { ...kept, pending: [] });
  const first = of.reason === 'subscription_create';
  const status = failed ? (first ? 'incomplete' : 'past_due') : subscription.status;
  const discounts =
    of.amount > 0 ? lasting(call, subscription.discounts.map(String)) : subscription.discounts;
  return call.store.put('subscription', subscription.id, {
    ...subscription,
    status,
    discounts,
    latest_invoice: id,
  });
}

/** The next period begins: one more invoice, the subscription moved on (and out of its trial). */
export function renew(call: Call, id: string, terms: PeriodTerms = {}) {
  const before = find(call, 'subscription', id, 'subscription');
  if (before.status === 'canceled') throw invalid(`Subscription ${id} is canceled.`);
  const { item, amount, billing } = itemOf(before);
  const kept = termsOf(call, id);
  const start = item.current_period_end;
  const period = { start, end: periodEnd(start, billing) };
  const now = { ...call, now: Math.max(start, call.now) };
  const taxable = amount - discountsOf(now, before, amount).reduce((sum, one) => sum + one.amount, 0);
  const agreedTax = kept.renews ? taxOn(kept, taxable) : 0;
  const moved = { ...item, current_period_start: period.start, current_period_end: period.end };
  const renewed = { ...before, status: 'active' as const, items: { ...before.items, data: [moved] } };
  const tax = terms.tax ?? agreedTax;
  const settlesAt = terms.settlesAt ?? (kept.renews ? kept.settlesAt : undefined);
  const reason = 'subscription_cycle';
  const billed = bill(now, renewed, { amount, tax, period, reason, terms: { ...terms, settlesAt } });
  call.emit('customer.subscription.updated', billed, {
    previous: { status: before.status, latest_invoice: before.latest_invoice, items: before.items },
  });
  return { subscription: id, invoice: billed.latest_invoice };
}

/** Ends a subscription now. */
export function endSubscription(
  call: Call,
  id: string,
  reason: 'cancellation_requested' | 'payment_failed' | 'payment_disputed',
): Stripe.Subscription {
  const before = find(call, 'subscription', id, 'subscription');
  if (before.status === 'canceled') throw missing('subscription', before.id);
  const ended: Stripe.Subscription = {
    ...before,
    status: 'canceled',
    canceled_at: before.canceled_at ?? call.now,
    ended_at: call.now,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason },
  };
  call.store.put('subscription', id, ended);
  call.emit('customer.subscription.deleted', ended);
  return ended;
}
