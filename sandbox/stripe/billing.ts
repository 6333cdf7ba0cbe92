import type Stripe from 'stripe';
import { addMonths } from '../../app/kernel/time';
import {
  type Billing,
  newCharge,
  newCustomer,
  newInvoicePayment,
  newSubscription,
  type Sale,
} from './billing-objects';
import { newSession } from './checkout-object';
import { type Call, find } from './endpoint';
import { newInvoice } from './invoice-object';
import { SETTLES_IN, settle } from './settlements';
import { stripeId } from './stripe-id';

/** What `POST /_sandbox/checkouts` takes: a visitor buys, as if on the hosted checkout page. */
export interface Purchase {
  customer?: string;
  email?: string;
  name?: string;
  /** minor units without tax */
  amount: number;
  tax?: number;
  currency?: string;
  /** absent: a single payment */
  interval?: Billing['interval'];
  intervalCount?: number;
  trialDays?: number;
  clientReferenceId?: string;
  /** dollars for one of the currency, "1.1"; absent: dollars settle at once, others not yet */
  settlesAt?: string;
  metadata?: Record<string, string>;
  subscriptionMetadata?: Record<string, string>;
  customerMetadata?: Record<string, string>;
}

/** The end of the billing period that begins at `start` (unix seconds). */
function periodEnd(start: number, billing: Billing): number {
  const months = { month: 1, year: 12, day: 0, week: 0 }[billing.interval];
  if (months > 0) return addMonths(start * 1000, months * billing.intervalCount) / 1000;
  return start + (billing.interval === 'week' ? 7 : 1) * 86_400 * billing.intervalCount;
}

/** Charges a sale: charge and payment intent, and which invoice they paid. */
function charge(call: Call, sale: Sale, invoice?: Stripe.Invoice): string | null {
  if (sale.amount + sale.tax === 0) return null;
  const intent = stripeId('pi');
  const made = newCharge(sale, intent);
  const charged = sale.currency === SETTLES_IN || sale.settlesAt ? settle(call, made, sale.settlesAt) : made;
  call.store.put('charge', charged.id, charged);
  if (invoice) {
    const payment = newInvoicePayment(invoice, intent);
    call.store.put('invoicePayment', payment.id, payment);
  }
  call.emit('charge.succeeded', charged);
  return intent;
}

function bill(
  call: Call,
  sale: Sale,
  subscription: Stripe.Subscription,
  period: { start: number; end: number; first: boolean },
) {
  const invoice = newInvoice(sale, subscription, period);
  const id = invoice.id ?? '';
  call.store.put('invoice', id, invoice);
  charge(call, sale, invoice);
  call.emit('invoice.paid', invoice);
  return { ...subscription, latest_invoice: id };
}

/** Completes a checkout: customer, subscription and first invoice or a single payment, with their events. */
export function checkout(call: Call, purchase: Purchase) {
  const metadata = purchase.metadata ?? {};
  const known = purchase.customer ? find(call, 'customer', purchase.customer, 'customer') : undefined;
  const customer =
    known ??
    newCustomer({
      email: purchase.email,
      name: purchase.name,
      metadata: purchase.customerMetadata ?? {},
      at: call.now,
    });
  if (!known) {
    call.store.put('customer', customer.id, customer);
    call.emit('customer.created', customer);
  }
  const sale: Sale = {
    customerId: customer.id,
    email: customer.email,
    name: customer.name ?? null,
    amount: purchase.amount,
    tax: purchase.tax ?? 0,
    currency: (purchase.currency ?? 'usd').toLowerCase(),
    metadata: purchase.subscriptionMetadata ?? {},
    at: call.now,
    settlesAt: purchase.settlesAt,
  };
  const subscription = purchase.interval ? subscribe(call, sale, purchase, purchase.interval) : null;
  const intent = subscription ? null : charge(call, sale);
  const session = newSession(
    { ...sale, metadata, ...(subscription?.status === 'trialing' ? { amount: 0, tax: 0 } : {}) },
    {
      clientReferenceId: purchase.clientReferenceId ?? null,
      subscription: subscription?.id ?? null,
      invoice: subscription ? String(subscription.latest_invoice) : null,
      paymentIntent: intent,
    },
  );
  call.store.put('session', session.id, session);
  call.emit('checkout.session.completed', session);
  const chargeId = call.store.list('charge').at(-1)?.id ?? null;
  return {
    session: session.id,
    customer: customer.id,
    subscription: subscription?.id ?? null,
    invoice: session.invoice,
    paymentIntent: intent,
    charge: chargeId,
  };
}

function subscribe(
  call: Call,
  sale: Sale,
  purchase: Purchase,
  interval: Billing['interval'],
): Stripe.Subscription {
  const billing = { interval, intervalCount: purchase.intervalCount ?? 1 };
  const trialEnd = purchase.trialDays ? sale.at + purchase.trialDays * 86_400 : undefined;
  const period = { start: sale.at, end: trialEnd ?? periodEnd(sale.at, billing) };
  const created = newSubscription(sale, billing, period, trialEnd);
  call.emit('customer.subscription.created', created);
  const first = trialEnd ? { ...sale, amount: 0, tax: 0 } : sale;
  const subscription = bill(call, first, created, { ...period, first: true });
  return call.store.put('subscription', subscription.id, subscription);
}

/** The next period begins: one more paid invoice, the subscription moved on (and out of its trial). */
export function renew(
  call: Call,
  id: string,
  { tax = 0, settlesAt }: { tax?: number; settlesAt?: string } = {},
) {
  const before = find(call, 'subscription', id, 'subscription');
  const item = before.items.data[0];
  const price = item?.price;
  if (!item || !price?.recurring) throw new Error('a subscription of this server has one recurring item');
  const start = item.current_period_end;
  const billing = {
    interval: price.recurring.interval as Billing['interval'],
    intervalCount: price.recurring.interval_count,
  };
  const period = { start, end: periodEnd(start, billing), first: false };
  const customer = find(call, 'customer', String(before.customer), 'customer');
  const sale: Sale = {
    customerId: customer.id,
    email: customer.email,
    name: customer.name ?? null,
    amount: price.unit_amount ?? 0,
    tax,
    currency: before.currency,
    metadata: before.metadata,
    at: Math.max(start, call.now),
    settlesAt,
  };
  const moved = { ...item, current_period_start: period.start, current_period_end: period.end };
  const renewed = { ...before, status: 'active' as const, items: { ...before.items, data: [moved] } };
  const billed = bill(call, sale, renewed, period);
  call.store.put('subscription', id, billed);
  call.emit('customer.subscription.updated', billed, {
    previous: { status: before.status, latest_invoice: before.latest_invoice },
  });
  return { subscription: id, invoice: billed.latest_invoice };
}
