import type Stripe from 'stripe';
import { newInvoicePayment, type Payer } from './billing-objects';
import { chargePayer, declineCharge } from './charges';
import { type Call, find } from './endpoint';
import { invalid } from './errors';
import { type InvoiceInput, newInvoice } from './invoice-object';
import type { Payment } from './records';

const RETRY_AFTER = 3 * 86_400;

export function findInvoice(call: Call, id: string): Stripe.Invoice {
  return find(call, 'invoice', id, 'invoice');
}

export const keepInvoice = (call: Call, invoice: Stripe.Invoice): Stripe.Invoice =>
  call.store.put('invoice', invoice.id ?? '', invoice);

/** Who owes an invoice. */
export function payerOf(call: Call, invoice: Stripe.Invoice): Payer {
  return {
    customerId: typeof invoice.customer === 'string' ? invoice.customer : null,
    email: invoice.customer_email,
    name: invoice.customer_name,
    currency: invoice.currency,
    at: call.now,
  };
}

/** Sets what a customer is owed (negative) or owes, and says so. */
export function setCustomerBalance(call: Call, id: string, balance: number): void {
  const before = find(call, 'customer', id, 'customer');
  if (before.balance === balance) return;
  const after = call.store.put('customer', id, { ...before, balance });
  call.emit('customer.updated', after, { previous: { balance: before.balance } });
}

/** Makes a finalized invoice; what the customer's balance covers is used up. */
export function issueInvoice(
  call: Call,
  input: Omit<InvoiceInput, 'startingBalance' | 'at' | 'customer'> & { customer: string },
): Stripe.Invoice {
  const customer = find(call, 'customer', input.customer, 'customer');
  const { id, email, name = null, balance: startingBalance } = customer;
  const full = { ...input, customer: { id, email, name }, at: call.now, startingBalance };
  const { invoice, lines } = newInvoice(full);
  if (lines.length > 10) call.store.put('invoiceLines', invoice.id ?? '', lines);
  keepInvoice(call, invoice);
  setCustomerBalance(call, id, invoice.ending_balance ?? 0);
  return invoice;
}

/** Pays an open invoice, in one or several payments; `invoice.paid` once nothing remains. */
export function payInvoice(call: Call, id: string, payment: Payment = {}): Stripe.Invoice {
  let invoice = findInvoice(call, id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalid(`Invoice is already ${invoice.status}`, undefined, 'invoice_not_editable');
  const amounts = payment.offStripe ? [] : (payment.payments ?? [invoice.amount_remaining]);
  for (const amount of amounts) {
    if (amount > invoice.amount_remaining) throw invalid('A payment is higher than what remains', 'payments');
    if (amount > 0) invoice = payPart(call, invoice, amount, payment.settlesAt);
  }
  if (payment.offStripe) {
    const paid = invoice.amount_paid + invoice.amount_remaining;
    const offStripe = { amount_paid_off_stripe: invoice.amount_remaining };
    invoice = { ...invoice, ...offStripe, amount_paid: paid, amount_remaining: 0 };
  }
  return invoice.amount_remaining === 0 ? settleInvoice(call, invoice) : keepInvoice(call, invoice);
}

/** One payment of an invoice among several. */
function payPart(call: Call, invoice: Stripe.Invoice, amount: number, settlesAt?: string): Stripe.Invoice {
  const charge = chargePayer(call, payerOf(call, invoice), { amount, settlesAt });
  const intent = String(charge.payment_intent);
  const isDefault = invoice.amount_paid === 0;
  const payment = newInvoicePayment(invoice, { intent, amount, at: call.now, isDefault });
  call.store.put('invoicePayment', payment.id, payment);
  call.store.put('intentPayment', intent, { payment: payment.id });
  return {
    ...invoice,
    amount_paid: invoice.amount_paid + amount,
    amount_remaining: invoice.amount_remaining - amount,
    attempt_count: invoice.attempt_count + 1,
    attempted: true,
  };
}

/** Nothing remains to be paid. */
export function settleInvoice(call: Call, invoice: Stripe.Invoice): Stripe.Invoice {
  const paid: Stripe.Invoice = {
    ...invoice,
    status: 'paid',
    next_payment_attempt: null,
    attempted: true,
    status_transitions: { ...invoice.status_transitions, paid_at: call.now },
  };
  keepInvoice(call, paid);
  call.emit('invoice.paid', paid);
  return paid;
}

/** The card is declined: the invoice stays open and is tried again later. */
export function failInvoice(call: Call, id: string): Stripe.Invoice {
  const invoice = findInvoice(call, id);
  if (invoice.status !== 'open') throw invalid(`Invoice is ${invoice.status}`);
  declineCharge(call, payerOf(call, invoice), invoice.amount_remaining);
  const failed = keepInvoice(call, {
    ...invoice,
    attempt_count: invoice.attempt_count + 1,
    attempted: true,
    next_payment_attempt: call.now + RETRY_AFTER,
  });
  call.emit('invoice.payment_failed', failed);
  return failed;
}

/** Nobody will pay it: as if it had never been; the credit it used up comes back. */
export function voidInvoice(call: Call, id: string): Stripe.Invoice {
  const invoice = findInvoice(call, id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalid(`You can only void open or uncollectible invoices; this one is ${invoice.status}.`);
  const status_transitions = { ...invoice.status_transitions, voided_at: call.now };
  const voided = keepInvoice(call, {
    ...invoice,
    status: 'void',
    next_payment_attempt: null,
    status_transitions,
  });
  call.emit('invoice.voided', voided);
  const used = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  const customer = find(call, 'customer', String(invoice.customer), 'customer');
  setCustomerBalance(call, customer.id, customer.balance - used);
  return voided;
}

/** Given up on, though it may still be paid. */
export function markUncollectible(call: Call, id: string): Stripe.Invoice {
  const invoice = findInvoice(call, id);
  if (invoice.status !== 'open') throw invalid(`Invoice is ${invoice.status}`);
  const status_transitions = { ...invoice.status_transitions, marked_uncollectible_at: call.now };
  const given = { ...invoice, status: 'uncollectible' as const, next_payment_attempt: null };
  const marked = keepInvoice(call, { ...given, status_transitions });
  call.emit('invoice.marked_uncollectible', marked);
  return marked;
}
