import type { StripeEvent } from '~/domain/qualification/stripe-event';
import { type FraudWarning, PromotionCode } from '~/domain/qualification/stripe-objects';
import { db } from '~/platform/db.server';
import { retrievePromotionCode } from '~/platform/stripe-billing.server';
import type { Reading } from './resolve-stripe-customer.server';
import { current, ownerIn } from './stripe-evidence.server';

type Notice = Extract<
  StripeEvent,
  {
    type:
      | 'invoice.payment_failed'
      | 'invoice.marked_uncollectible'
      | 'invoice.voided'
      | 'coupon.deleted'
      | 'radar.early_fraud_warning.created';
  }
>;

const words = {
  'invoice.payment_failed': 'nothing was paid, so nothing is earned yet',
  'invoice.marked_uncollectible': 'nothing was paid, so nothing is earned',
  'invoice.voided': 'nothing was paid, so nothing is earned',
  'coupon.deleted': 'what was bought with it stays credited',
} as const;

/** Events that move no money: kept, and shown to admins with what they mean (ADR-0085). */
export function readNotice(event: Notice): Reading {
  if (event.type !== 'radar.early_fraud_warning.created')
    return { outcome: 'ignored', reason: words[event.type] };
  return { outcome: 'facts', events: [], note: fraudNote(event.object) };
}

/** A warning is no dispute yet: the bank took nothing. Whoever approves payouts should have seen it. */
function fraudNote({ charge, fraud_type: kind, actionable }: FraudWarning): string {
  const type = kind ? ` (${kind.replaceAll('_', ' ')})` : '';
  const next = actionable === false ? '' : ': refund it, or expect a dispute';
  return `early fraud warning about the charge ${charge}${type}${next}`;
}

/**
 * A promotion code as Stripe has it: known here by its text it gets Stripe's id; made at Stripe with a partner's handle as metadata `partner`
 * it becomes that partner's (ADR-0084). One that is not active any more stays what it was for whoever used it.
 */
export async function readPromotionCode(payload: PromotionCode, patient: boolean): Promise<Reading> {
  const fetched = await current(retrievePromotionCode(payload.id), {
    schema: PromotionCode,
    payload,
    patient,
  });
  if (fetched.outcome === 'later') return fetched;
  const { id: stripeId, code: written } = fetched.value;
  const code = written.toUpperCase();
  const known = await db.promotionCode.findUnique({ where: { code } });
  const handle = ownerIn(fetched.value);
  const owner = handle ? await db.partner.findUnique({ where: { handle }, select: { id: true } }) : null;
  const partnerId = known?.partnerId ?? owner?.id;
  if (partnerId) return { outcome: 'facts', events: [], promotionCode: { code, stripeId, partnerId } };
  if (!handle) return { outcome: 'ignored', reason: 'is no partner’s code' };
  return { outcome: 'waiting', reason: 'unknown_partner', waitingFor: `partner:${handle}`, mail: null };
}
