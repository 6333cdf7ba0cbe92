import type Stripe from 'stripe';
import { chargeOfIntent } from './charges';
import { type CreditNoteInput, newCreditNote } from './credit-note-object';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid } from './errors';
import { findInvoice, keepInvoice, setCustomerBalance, settleInvoice } from './invoices';
import { listEndpoint } from './list';
import { asForm, Params } from './params';
import { refundCharge } from './refunds';
import { stripeId } from './stripe-id';

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

/** The charges that paid an invoice, newest first. */
function chargesOf(call: Call, invoice: Stripe.Invoice): Stripe.Charge[] {
  return call.store
    .list('invoicePayment')
    .filter((one) => one.invoice === invoice.id)
    .flatMap((one) => chargeOfIntent(call, String(one.payment.payment_intent)) ?? [])
    .reverse();
}

function refundInvoice(call: Call, invoice: Stripe.Invoice, amount: number): Stripe.CreditNote.Refund[] {
  let left = amount;
  const made: Array<{ refund: string; amount: number }> = [];
  for (const charge of chargesOf(call, invoice)) {
    const part = Math.min(left, charge.amount_captured - charge.amount_refunded);
    if (part <= 0) continue;
    made.push({ refund: refundCharge(call, charge, { amount: part }).id, amount: part });
    left -= part;
  }
  if (left > 0) throw invalid('The refund is higher than what the invoice was paid with.', 'refund_amount');
  return made.map(asRefund);
}

const asRefund = ({ refund, amount }: { refund: string; amount: number }): Stripe.CreditNote.Refund =>
  ({
    amount_refunded: amount,
    payment_record_refund: null,
    refund,
    type: 'refund',
  }) as Stripe.CreditNote.Refund;

/** How much of a note is before payment and how much after; the latter must go somewhere. */
function split(invoice: Stripe.Invoice, input: CreditNoteInput) {
  const { amount, refundAmount = 0, refunds = [], creditAmount = 0, outOfBandAmount = 0 } = input;
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  if (amount < 1 || amount > invoice.total - credited)
    throw invalid('The credit note amount is higher than what is left of the invoice.', 'amount');
  const before = Math.min(amount, invoice.status === 'open' ? invoice.amount_remaining : 0);
  const returned = refundAmount + creditAmount + outOfBandAmount + sum(refunds.map((one) => one.amount));
  if (returned !== amount - before)
    throw invalid(
      `The sum of credit amount, refund amount and out of band amount (${returned}) must equal the credit note amount after payment (${amount - before}).`,
    );
  return { before, after: amount - before };
}

/** Lowers what an invoice asks for, or gives back what was paid: as a refund, as credit, or outside of Stripe. */
export function createCreditNote(call: Call, input: CreditNoteInput): Stripe.CreditNote {
  const invoice = findInvoice(call, input.invoice);
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalid(`You cannot create a credit note for an invoice that is ${invoice.status}.`, 'invoice');
  const { before, after } = split(invoice, input);
  const refunds = [
    ...(input.refunds ?? []).map(({ refund, amount }) => {
      find(call, 'refund', refund, 'refund');
      return asRefund({ refund, amount });
    }),
    ...(input.refundAmount ? refundInvoice(call, invoice, input.refundAmount) : []),
  ];
  const balanceTransaction = input.creditAmount ? stripeId('cbtxn') : null;
  if (input.creditAmount) {
    const customer = find(call, 'customer', String(invoice.customer), 'customer');
    setCustomerBalance(call, customer.id, customer.balance - input.creditAmount);
  }
  const note = newCreditNote(call.now, invoice, input, { before, after, refunds, balanceTransaction });
  call.store.put('creditNote', note.id, note);
  const noted = keepInvoice(call, {
    ...invoice,
    amount_due: invoice.amount_due - before,
    amount_remaining: invoice.amount_remaining - before,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + before,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + after,
  });
  call.emit('credit_note.created', note);
  if (invoice.status === 'open' && noted.amount_remaining === 0) settleInvoice(call, noted);
  return note;
}

/** Takes a note back; not one that gave money back. */
export function voidCreditNote(call: Call, id: string): Stripe.CreditNote {
  const note = find(call, 'creditNote', id, 'credit note');
  if (note.status === 'void') throw invalid(`Credit note ${id} is already void.`);
  if (note.refunds.length > 0) throw invalid('You cannot void a credit note that gave back money.');
  const invoice = findInvoice(call, String(note.invoice));
  if (note.pre_payment_amount > 0 && invoice.status !== 'open')
    throw invalid(`You can only void a credit note of an open invoice; this one is ${invoice.status}.`);
  const { pre_payment_amount: before, post_payment_amount: after } = note;
  keepInvoice(call, {
    ...invoice,
    amount_due: invoice.amount_due + before,
    amount_remaining: invoice.amount_remaining + before,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - before,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount - after,
  });
  if (note.customer_balance_transaction) {
    const customer = find(call, 'customer', String(note.customer), 'customer');
    const credited = after - (note.out_of_band_amount ?? 0);
    setCustomerBalance(call, customer.id, customer.balance + credited);
  }
  const voided: Stripe.CreditNote = { ...note, status: 'void', voided_at: call.now };
  call.store.put('creditNote', id, voided);
  call.emit('credit_note.voided', voided, { previous: { status: 'issued', voided_at: null } });
  return voided;
}

function created(call: Call): object {
  const read = params(
    call,
    'amount',
    'credit_amount',
    'effective_at',
    'email_type',
    'invoice',
    'lines',
    'memo',
    'metadata',
    'out_of_band_amount',
    'reason',
    'refund_amount',
    'refunds',
  );
  const refunds = read.list('refunds').map((value) => {
    const one = new Params(asForm(value), ['amount_refunded', 'refund', 'type']);
    return { refund: one.required('refund'), amount: one.integer('amount_refunded') ?? 0 };
  });
  const lines = read.list('lines').map((value) => {
    const names = ['amount', 'type', 'description', 'quantity', 'unit_amount', 'invoice_line_item'];
    const one = new Params(asForm(value), names);
    return one.integer('amount') ?? (one.integer('unit_amount') ?? 0) * (one.integer('quantity') ?? 1);
  });
  return createCreditNote(call, {
    invoice: read.required('invoice'),
    amount: read.integer('amount') ?? sum(lines),
    reason: read.text('reason'),
    memo: read.text('memo'),
    metadata: read.metadata(),
    refundAmount: read.integer('refund_amount'),
    refunds,
    creditAmount: read.integer('credit_amount'),
    outOfBandAmount: read.integer('out_of_band_amount'),
  });
}

/** Credit notes, made, read and voided. */
export const creditNoteEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/credit_notes', handle: created },
  listEndpoint('/v1/credit_notes', ['customer', 'invoice'], (call) => call.store.list('creditNote')),
  {
    method: 'GET',
    path: '/v1/credit_notes/:id',
    handle: (call) => {
      params(call);
      return find(call, 'creditNote', call.ids.id ?? '', 'credit note');
    },
  },
  {
    method: 'GET',
    path: '/v1/credit_notes/:id/lines',
    handle: (call) => {
      params(call, 'ending_before', 'limit', 'starting_after');
      const { lines } = find(call, 'creditNote', call.ids.id ?? '', 'credit note');
      return page(call, lines.url, [...lines.data].reverse());
    },
  },
  {
    method: 'POST',
    path: '/v1/credit_notes/:id/void',
    handle: (call) => {
      params(call);
      return voidCreditNote(call, call.ids.id ?? '');
    },
  },
];
