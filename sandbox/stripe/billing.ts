import type Stripe from 'stripe';
import { newCustomer, type Sale, totalOf } from './billing-objects';
import { chargePayer, keepIntent } from './charges';
import { newSession } from './checkout-object';
import { amountOff, redeem, reductionOf } from './discounts';
import { type Call, find } from './endpoint';
import { invalid } from './errors';
import { payInvoice } from './invoices';
import type { Billing, Purchase } from './records';
import { stripeId } from './stripe-id';
import { subscribe } from './subscriptions';

export { renew } from './subscriptions';

function customerOf(call: Call, purchase: Purchase): Stripe.Customer | null {
  const known = purchase.customer ? find(call, 'customer', purchase.customer, 'customer') : undefined;
  const balance = purchase.startingBalance;
  if (known)
    return balance === undefined ? known : call.store.put('customer', known.id, { ...known, balance });
  if (purchase.guest) {
    if (purchase.interval) throw invalid('A subscription belongs to a customer.', 'guest');
    return null;
  }
  const { email, name, customerMetadata = {} } = purchase;
  const made = newCustomer({
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...{ metadata: customerMetadata, at: call.now },
  });
  const customer = { ...made, balance: balance ?? 0 };
  call.store.put('customer', customer.id, customer);
  call.emit('customer.created', customer);
  return customer;
}

/** Completes a checkout: customer, subscription and first invoice or a single payment, with their events. */
export function checkout(call: Call, purchase: Purchase) {
  const customer = customerOf(call, purchase);
  const currency = (purchase.currency ?? 'usd').toLowerCase();
  const reduction = reductionOf(call, purchase, currency);
  const sessionId = purchase.session?.id ?? stripeId('cs_test');
  const holder = { customer: customer?.id ?? null, subscription: null, session: sessionId };
  const discount = reduction ? redeem(call, reduction, holder) : undefined;
  const sale: Sale = {
    customerId: customer?.id ?? null,
    email: customer ? customer.email : (purchase.email ?? null),
    name: customer?.name ?? purchase.name ?? null,
    amount: purchase.amount,
    tax: purchase.tax ?? 0,
    taxInclusive: purchase.taxInclusive,
    discount: reduction ? amountOff(reduction.coupon, purchase.amount) : 0,
    currency,
    metadata: purchase.subscriptionMetadata ?? {},
    at: call.now,
    settlesAt: purchase.settlesAt,
  };
  const { interval } = purchase;
  const subscription = interval
    ? begin(call, sale, { ...purchase, interval }, discount ? [discount.id] : [])
    : null;
  const paid = subscription ? null : payOnce(call, sale, purchase);
  const session = newSession({
    ...sale,
    ...{ id: sessionId, metadata: purchase.metadata ?? {}, open: purchase.session },
    ...(subscription?.status === 'trialing' ? { amount: 0, tax: 0, discount: 0 } : {}),
    clientReferenceId: purchase.clientReferenceId ?? null,
    subscription: subscription?.id ?? null,
    invoice: subscription ? String(subscription.latest_invoice) : null,
    paymentIntent: paid?.intent ?? null,
    isPaid: !purchase.asyncPayment,
    discounts: reduction ? [{ coupon: reduction.coupon.id, promotion_code: reduction.promotionCode }] : [],
  });
  call.store.put('session', session.id, session);
  call.emit('checkout.session.completed', session);
  return {
    session: session.id,
    customer: customer?.id ?? null,
    subscription: subscription?.id ?? null,
    invoice: session.invoice,
    paymentIntent: paid?.intent ?? null,
    charge: paid?.charge ?? lastChargeOf(call, session),
  };
}

function begin(
  call: Call,
  sale: Sale,
  purchase: Purchase & { interval: Billing['interval'] },
  discounts: string[],
): Stripe.Subscription {
  const { interval, intervalCount = 1, trialDays, payments, lines, fails, price, product } = purchase;
  return subscribe(call, sale, {
    billing: { interval, intervalCount, price, product },
    trialEnd: trialDays ? sale.at + trialDays * 86_400 : undefined,
    renews: purchase.renews === true,
    discounts,
    first: { payments, lines, fails, paysLater: purchase.asyncPayment },
    quantity: purchase.quantity,
  });
}

/** A single payment, or the intent of one that takes days. */
function payOnce(
  call: Call,
  sale: Sale,
  purchase: Purchase,
): { intent: string | null; charge: string | null } {
  const amount = totalOf(sale);
  if (amount === 0) return { intent: null, charge: null };
  if (purchase.asyncPayment) {
    const intent = keepIntent(call, sale, { amount, status: 'processing' });
    return { intent: intent.id, charge: null };
  }
  const charge = chargePayer(call, sale, { amount, settlesAt: sale.settlesAt });
  return { intent: String(charge.payment_intent), charge: charge.id };
}

/** The newest charge of a session's invoice. */
function lastChargeOf(call: Call, session: Stripe.Checkout.Session): string | null {
  const charge = call.store.last('charge');
  if (!charge || !session.invoice || charge.status !== 'succeeded') return null;
  const payment = call.store.get('intentPayment', String(charge.payment_intent))?.payment;
  const kept = payment ? call.store.get('invoicePayment', payment) : undefined;
  return kept?.invoice === session.invoice ? charge.id : null;
}

/** What a bank decided days after an unpaid checkout. */
export function settleAsyncPayment(
  call: Call,
  id: string,
  outcome: 'succeeded' | 'failed',
): Stripe.Checkout.Session {
  const session = find(call, 'session', id, 'checkout session');
  if (session.status !== 'complete' || session.payment_status !== 'unpaid')
    throw invalid(`Session ${id} does not wait for a payment.`);
  if (outcome === 'failed') {
    const intent = call.store.get('intent', String(session.payment_intent));
    if (intent) call.store.put('intent', intent.id, { ...intent, status: 'requires_payment_method' });
    call.emit('checkout.session.async_payment_failed', session);
    return session;
  }
  if (session.invoice) payInvoice(call, String(session.invoice));
  const intent = call.store.get('intent', String(session.payment_intent));
  if (intent) {
    const { name = null, email = null } = session.customer_details ?? {};
    const payer = {
      ...{ customerId: intent.customer, name, email },
      ...{ currency: intent.currency, at: call.now },
    };
    chargePayer(call, payer, { amount: intent.amount, intent });
  }
  const paid = call.store.put('session', id, { ...session, payment_status: 'paid' });
  call.emit('checkout.session.async_payment_succeeded', paid);
  return paid;
}
