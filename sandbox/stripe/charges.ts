import type Stripe from 'stripe';
import { newCharge, type Payer } from './billing-objects';
import type { Call } from './endpoint';
import type { IntentRecord } from './records';
import { SETTLES_IN, settle } from './settlements';
import { stripeId } from './stripe-id';

/** A payment intent whose money is on its way, or did not come. */
export function keepIntent(
  call: Call,
  payer: Payer,
  input: { amount: number; status: IntentRecord['status']; metadata?: Record<string, string> },
): IntentRecord {
  const id = stripeId('pi');
  const { customerId: customer, currency } = payer;
  const metadata = input.metadata ?? {};
  const { amount, status } = input;
  return call.store.put('intent', id, {
    ...{ id, amount, currency, customer, status, metadata },
    charge: null,
    created: payer.at,
  });
}

/** Charges a card: charge and payment intent, settled where a rate is known. */
export function chargePayer(
  call: Call,
  payer: Payer,
  {
    amount,
    settlesAt,
    intent,
  }: { amount: number; settlesAt?: string | undefined; intent?: IntentRecord | undefined },
): Stripe.Charge {
  const kept = intent ?? keepIntent(call, payer, { amount, status: 'processing' });
  const made = newCharge(payer, kept.id, amount);
  const charge = payer.currency === SETTLES_IN || settlesAt ? settle(call, made, settlesAt) : made;
  call.store.put('charge', charge.id, charge);
  call.store.put('intent', kept.id, { ...kept, charge: charge.id, status: 'succeeded' });
  call.emit('charge.succeeded', charge);
  return charge;
}

/** The bank says no: a failed charge, and a payment intent that wants another card. */
export function declineCharge(call: Call, payer: Payer, amount: number): Stripe.Charge {
  const intent = keepIntent(call, payer, { amount, status: 'requires_payment_method' });
  const charge: Stripe.Charge = {
    ...newCharge(payer, intent.id, amount),
    amount_captured: 0,
    captured: false,
    failure_code: 'card_declined',
    failure_message: 'Your card was declined.',
    paid: false,
    status: 'failed',
  };
  call.store.put('charge', charge.id, charge);
  call.store.put('intent', intent.id, { ...intent, charge: charge.id });
  call.emit('charge.failed', charge);
  return charge;
}

/** The charge of a payment intent; undefined while there is none. */
export function chargeOfIntent(call: Call, id: string): Stripe.Charge | undefined {
  const charge = call.store.get('intent', id)?.charge;
  return charge ? call.store.get('charge', charge) : undefined;
}
