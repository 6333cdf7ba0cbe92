import type Stripe from 'stripe';
import { moveBalance } from './balance';
import { newRefund } from './billing-objects';
import { chargeOfIntent } from './charges';
import { type Call, type Endpoint, find, page, params, retrieve } from './endpoint';
import { invalid, missing } from './errors';
import { createdFilter } from './list';
import type { Params } from './params';
import { newBalanceTransaction, SETTLES_IN, settledShare } from './settlements';

const ENDED = ['failed', 'canceled'];

/** What may become of a refund afterwards: a card's may fail days after it succeeded. */
const NEXT: Record<string, readonly string[]> = {
  pending: ['succeeded', 'failed', 'canceled', 'requires_action'],
  requires_action: ['pending', 'succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
};

/** Money moves with its transaction, in the currency of the account. */
function book(call: Call, refund: Stripe.Refund, charge: Stripe.Charge, sign: 1 | -1): string | null {
  const share = settledShare(call, charge, refund.amount);
  if (share === null) return null;
  const type = sign < 0 ? 'refund' : 'refund_failure';
  const amount = sign * share.amount;
  const of = { amount, rate: share.rate, at: call.now, source: refund.id };
  const transaction = newBalanceTransaction({ ...of, type, category: type });
  call.store.put('balanceTransaction', transaction.id, transaction);
  moveBalance(call, SETTLES_IN, amount);
  return transaction.id;
}

/** Gives back what a charge took, in whole or in part. */
export function refundCharge(
  call: Call,
  charge: Stripe.Charge,
  input: {
    amount?: number | undefined;
    reason?: string | null;
    status?: string;
    metadata?: Record<string, string>;
  },
): Stripe.Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = input.amount ?? left;
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      'amount',
    );
  const { reason = null, status = 'succeeded', metadata = {} } = input;
  const made = newRefund(charge, { amount, reason, at: call.now, status, metadata });
  const refund = { ...made, balance_transaction: book(call, made, charge, -1) };
  const refunded = charge.amount_refunded + amount;
  const after = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount_captured };
  call.store.put('refund', refund.id, refund);
  call.store.put('charge', charge.id, after);
  call.emit('refund.created', refund);
  const previous = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  call.emit('charge.refunded', after, { previous });
  return refund;
}

/** A refund goes on, or fails: then the charge counts as not refunded again (integrations.md section 4). */
export function changeRefund(
  call: Call,
  id: string,
  status: string,
  failureReason = 'lost_or_stolen_card',
): Stripe.Refund {
  const before = find(call, 'refund', id, 'refund');
  const from = before.status ?? 'succeeded';
  if (!NEXT[from]?.includes(status)) throw invalid(`A refund that is ${from} does not become ${status}.`);
  const { pending_reason: _, ...kept } = before;
  let after: Stripe.Refund = { ...kept, status };
  if (ENDED.includes(status)) {
    const charge = find(call, 'charge', String(before.charge), 'charge');
    const returned = book(call, before, charge, 1);
    if (status === 'failed') {
      after = { ...after, failure_reason: failureReason };
      if (returned) after = { ...after, failure_balance_transaction: returned };
    }
    const amount_refunded = charge.amount_refunded - before.amount;
    call.store.put('charge', charge.id, { ...charge, amount_refunded, refunded: false });
  }
  call.store.put('refund', id, after);
  const previous = { status: before.status };
  call.emit('refund.updated', after, { previous });
  call.emit('charge.refund.updated', after, { previous });
  if (status === 'failed') call.emit('refund.failed', after, { previous });
  return after;
}

function chargeToRefund(call: Call, read: Params): Stripe.Charge {
  const id = read.text('charge');
  if (id) return find(call, 'charge', id, 'charge');
  const intent = read.text('payment_intent') ?? '';
  const charge = chargeOfIntent(call, intent);
  if (!charge) throw missing('charge', intent, 'charge');
  return charge;
}

function createRefund(call: Call): object {
  const read = params(call, 'amount', 'charge', 'metadata', 'payment_intent', 'reason');
  const charge = chargeToRefund(call, read);
  const metadata = read.metadata();
  return refundCharge(call, charge, {
    ...{ amount: read.integer('amount'), reason: read.text('reason') ?? null, metadata },
  });
}

function listRefunds(call: Call): object {
  const read = params(
    call,
    'charge',
    'created',
    'ending_before',
    'limit',
    'payment_intent',
    'starting_after',
  );
  const [charge, intent] = [read.text('charge'), read.text('payment_intent')];
  const made = createdFilter(call);
  const matching = call.store
    .list('refund')
    .filter((one) => made(one) && (!charge || one.charge === charge))
    .filter((one) => !intent || one.payment_intent === intent);
  return page(call, '/v1/refunds', matching);
}

/** Refunds, made and read. */
export const refundEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/refunds', handle: createRefund },
  { method: 'GET', path: '/v1/refunds', handle: listRefunds },
  retrieve('/v1/refunds/:id', 'refund', 'refund'),
];
