import type Stripe from 'stripe';
import { nulls } from './billing-objects';
import { stripeId } from './stripe-id';

/** A dispute as it is opened; `amount` in minor units of the charge's currency. */
export function newDispute(
  charge: Stripe.Charge,
  input: { amount: number; reason: string; status: Stripe.Dispute.Status; at: number },
): Stripe.Dispute {
  return {
    id: stripeId('du'),
    object: 'dispute',
    amount: input.amount,
    balance_transactions: [],
    charge: charge.id,
    created: input.at,
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
      due_by: input.at + 7 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: input.status.startsWith('warning'),
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: input.reason,
    status: input.status,
  } as unknown as Stripe.Dispute;
}
