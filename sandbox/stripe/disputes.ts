import type Stripe from 'stripe';
import { nulls } from './billing-objects';
import { type Call, type Endpoint, find, params } from './endpoint';
import { invalid } from './errors';
import { listEndpoint } from './list';
import { stripeId } from './stripe-id';

function newDispute(charge: Stripe.Charge, at: number): Stripe.Dispute {
  return {
    id: stripeId('du'),
    object: 'dispute',
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created: at,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...nulls('access_activity_log billing_address cancellation_policy cancellation_policy_disclosure'),
      ...nulls('cancellation_rebuttal customer_communication customer_email_address customer_name'),
      ...nulls('customer_purchase_ip customer_signature duplicate_charge_documentation'),
      ...nulls('duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy'),
      ...nulls('refund_policy_disclosure refund_refusal_explanation service_date service_documentation'),
      ...nulls('shipping_address shipping_carrier shipping_date shipping_documentation'),
      ...nulls('shipping_tracking_number uncategorized_file uncategorized_text'),
      enhanced_evidence: {},
    },
    evidence_details: {
      due_by: at + 7 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'general',
    status: 'needs_response',
  } as unknown as Stripe.Dispute;
}

/** A cardholder disputes a charge with the bank: nothing a merchant can do through the API. */
export function openDispute(call: Call, chargeId: string): Stripe.Dispute {
  const charge = find(call, 'charge', chargeId, 'charge');
  const dispute = newDispute(charge, call.now);
  call.store.put('dispute', dispute.id, dispute);
  call.store.put('charge', charge.id, { ...charge, disputed: true });
  call.emit('charge.dispute.created', dispute);
  return dispute;
}

/** The bank decides. */
export function closeDispute(call: Call, id: string, status: 'won' | 'lost'): Stripe.Dispute {
  const before = find(call, 'dispute', id, 'dispute');
  if (before.status === 'won' || before.status === 'lost') throw invalid(`Dispute ${id} is already closed.`);
  const closed = { ...before, status };
  call.store.put('dispute', id, closed);
  call.emit('charge.dispute.closed', closed, { previous: { status: before.status } });
  return closed;
}

/** Disputes are read; accepting one loses it (integrations.md section 4). */
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
  {
    method: 'POST',
    path: '/v1/disputes/:id/close',
    handle: (call) => {
      params(call);
      return closeDispute(call, call.ids.id ?? '', 'lost');
    },
  },
];
