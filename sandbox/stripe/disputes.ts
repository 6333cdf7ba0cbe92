import type Stripe from 'stripe';
import { moveBalance } from './balance';
import { newDispute } from './dispute-object';
import { type Call, type Endpoint, find, params } from './endpoint';
import { invalid } from './errors';
import { listEndpoint } from './list';
import { newBalanceTransaction, SETTLES_IN, settledShare } from './settlements';
import { stripeId } from './stripe-id';

type Status = Stripe.Dispute.Status;

/** What Stripe charges for a dispute, minor units of dollars. */
const FEE = 1_500;

/** Which stage may follow which; what is missing has ended. */
const NEXT: Partial<Record<Status, readonly Status[]>> = {
  warning_needs_response: ['warning_under_review', 'warning_closed', 'needs_response', 'prevented'],
  warning_under_review: ['warning_closed', 'needs_response'],
  needs_response: ['under_review', 'won', 'lost', 'prevented'],
  under_review: ['won', 'lost', 'needs_response'],
  won: ['appeal_under_review'],
  lost: ['appeal_needs_response', 'appeal_under_review'],
  appeal_needs_response: ['appeal_under_review', 'won', 'lost'],
  appeal_under_review: ['won', 'lost'],
};

const FINAL: readonly Status[] = ['won', 'lost', 'warning_closed', 'prevented'];
const OPENINGS: readonly Status[] = ['needs_response', 'warning_needs_response', 'prevented'];

/** Whether the money is gone at the moment. */
function isWithdrawn({ balance_transactions: all }: Stripe.Dispute): boolean {
  return all.reduce((sum, one) => sum + one.amount, 0) < 0;
}

/** Money moves between the platform and the bank, and is said so; nothing moves for a charge that has not settled. */
function moveFunds(
  call: Call,
  dispute: Stripe.Dispute,
  direction: 'withdrawn' | 'reinstated',
): Stripe.Dispute {
  const charge = find(call, 'charge', String(dispute.charge), 'charge');
  const share = settledShare(call, charge, dispute.amount);
  let moved = dispute;
  if (share) {
    const isOut = direction === 'withdrawn';
    const fee = isOut ? FEE : 0;
    const amount = isOut ? -share.amount : share.amount;
    const of = { amount, fee, rate: share.rate, at: call.now, source: dispute.id };
    const category = isOut ? 'dispute' : 'dispute_reversal';
    const transaction = newBalanceTransaction({ ...of, type: 'adjustment', category });
    call.store.put('balanceTransaction', transaction.id, transaction);
    moveBalance(call, SETTLES_IN, amount - fee);
    moved = { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] };
    call.store.put('dispute', dispute.id, moved);
  }
  call.emit(`charge.dispute.funds_${direction}`, moved, {
    previous: { balance_transactions: dispute.balance_transactions },
  });
  return moved;
}

/** A cardholder disputes a charge with the bank, or inquires: nothing a merchant can do through the API. */
export function openDispute(
  call: Call,
  chargeId: string,
  input: { amount?: number | undefined; reason?: string | undefined; status?: string | undefined } = {},
): Stripe.Dispute {
  const charge = find(call, 'charge', chargeId, 'charge');
  const status = OPENINGS.find((one) => one === (input.status ?? 'needs_response'));
  if (!status) throw invalid(`A dispute begins as ${OPENINGS.join(', ')}.`, 'status');
  const { amount = charge.amount_captured, reason = 'general' } = input;
  const dispute = newDispute(charge, { amount, reason, status, at: call.now });
  call.store.put('dispute', dispute.id, dispute);
  if (status === 'needs_response') call.store.put('charge', charge.id, { ...charge, disputed: true });
  call.emit('charge.dispute.created', dispute);
  return status === 'needs_response' ? moveFunds(call, dispute, 'withdrawn') : dispute;
}

/**
 * The dispute goes on to another stage: an inquiry becomes one that takes the money, evidence is looked at, the bank decides.
 * @throws StripeFailure when the stage does not follow
 */
export function moveDispute(call: Call, id: string, wanted: string): Stripe.Dispute {
  const before = find(call, 'dispute', id, 'dispute');
  const status = NEXT[before.status]?.find((one) => one === wanted);
  if (!status) throw invalid(`A dispute that is ${before.status} does not become ${wanted}.`, 'status');
  let after: Stripe.Dispute = { ...before, status, is_charge_refundable: status.startsWith('warning') };
  call.store.put('dispute', id, after);
  const previous = { status: before.status };
  if (!FINAL.includes(status)) call.emit('charge.dispute.updated', after, { previous });
  if (status === 'needs_response' && !isWithdrawn(after)) {
    const charge = find(call, 'charge', String(after.charge), 'charge');
    call.store.put('charge', charge.id, { ...charge, disputed: true });
    after = moveFunds(call, after, 'withdrawn');
  }
  if (!FINAL.includes(status)) return after;
  if (status !== 'lost' && isWithdrawn(after)) after = moveFunds(call, after, 'reinstated');
  if (status === 'lost' && before.status.startsWith('appeal') && !isWithdrawn(after))
    after = moveFunds(call, after, 'withdrawn');
  call.emit('charge.dispute.closed', after, { previous });
  return after;
}

/** The bank decides. */
export function closeDispute(call: Call, id: string, status: 'won' | 'lost'): Stripe.Dispute {
  const before = find(call, 'dispute', id, 'dispute');
  if (before.status === 'won' || before.status === 'lost') throw invalid(`Dispute ${id} is already closed.`);
  return moveDispute(call, id, status);
}

/** The card network suspects a payment before anybody disputes it. */
export function warnOfFraud(call: Call, chargeId: string): object {
  const charge = find(call, 'charge', chargeId, 'charge');
  const warning = {
    id: stripeId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: call.now,
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    payment_intent: String(charge.payment_intent),
  };
  call.emit('radar.early_fraud_warning.created', warning);
  return warning;
}

function update(call: Call): object {
  const read = params(call, 'evidence', 'intended_submission_method', 'metadata', 'submit');
  const id = call.ids.id ?? '';
  const before = find(call, 'dispute', id, 'dispute');
  const given = Object.entries(read.object('evidence')).filter(([, value]) => typeof value === 'string');
  const details = before.evidence_details;
  const submits = read.boolean('submit') ?? true;
  const submitted = submits && given.length > 0;
  const updated: Stripe.Dispute = {
    ...before,
    evidence: { ...before.evidence, ...Object.fromEntries(given) },
    evidence_details: {
      ...details,
      has_evidence: details.has_evidence || given.length > 0,
      submission_count: details.submission_count + (submitted ? 1 : 0),
      submission_method: submitted ? 'manual' : details.submission_method,
    },
    metadata: { ...before.metadata, ...read.metadata() },
  };
  call.store.put('dispute', id, updated);
  if (!submitted) {
    call.emit('charge.dispute.updated', updated, { previous: { metadata: before.metadata } });
    return updated;
  }
  const review = before.status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
  return moveDispute(call, id, review);
}

/** Disputes are read and answered; accepting one loses it (integrations.md section 4). */
export const disputeEndpoints: Endpoint[] = [
  listEndpoint('/v1/disputes', ['charge', 'payment_intent'], (call) => call.store.list('dispute')),
  {
    method: 'GET',
    path: '/v1/disputes/:id',
    handle: (call) => {
      params(call);
      return find(call, 'dispute', call.ids.id ?? '', 'dispute');
    },
  },
  { method: 'POST', path: '/v1/disputes/:id', handle: update },
  {
    method: 'POST',
    path: '/v1/disputes/:id/close',
    handle: (call) => {
      params(call);
      return closeDispute(call, call.ids.id ?? '', 'lost');
    },
  },
];
