import { clickIdsOf } from '~/domain/attribution/claimed-clicks.server';
import { domainOf, isFreeMailDomain } from '~/domain/identity/mail-domain';
import type { ProductEvent, ProductEventOf } from '~/domain/qualification/product-event';
import type { Instant } from '~/kernel/time';
import type { Row } from './snapshot.server';

/** The tables a product event may leave a fact in. */
export type FactTable =
  | 'customer'
  | 'usage_record'
  | 'members_change'
  | 'subscription_change'
  | 'attribution_capture'
  | 'promotion_code_use'
  | 'payment'
  | 'refund'
  | 'refund_undone'
  | 'dispute'
  | 'invitation';

/** The fact an event must have left, by the columns it decides; `key` finds it among facts unique by the product's id. */
export interface ExpectedFact {
  table: FactTable;
  /** the event's own id, or the product's id of the thing */
  key: string;
  columns: Row;
}

const date = (at: Instant) => new Date(at).toISOString();

/** What an applied event of the product must stand as; null when it leaves no fact (a capture that names no click). */
export function expectedFact(inboundId: string, event: ProductEvent): ExpectedFact | null {
  const at = date(event.at);
  switch (event.type) {
    case 'customer.signed_up':
      return { table: 'customer', key: event.data.customer.id, columns: signUp(event) };
    case 'customer.usage_recorded':
      return own('usage_record', inboundId, {
        customer: event.data.customerId,
        at,
        api_calls: event.data.apiCalls.toString(),
      });
    case 'customer.members_changed':
      return own('members_change', inboundId, {
        customer: event.data.customerId,
        at,
        members: event.data.members,
      });
    case 'subscription.changed':
    case 'subscription.canceled':
      return own('subscription_change', inboundId, { ...subscription(event), at });
    case 'customer.attribution_captured': {
      const [clickId] = clickIdsOf(event.data);
      if (unreadable(event.data)) return null;
      const columns = { customer: event.data.customerId, at, click_id: clickId };
      const code = event.data.promotionCode?.toUpperCase();
      if (!clickId && code)
        return own('promotion_code_use', inboundId, { customer: event.data.customerId, at, code });
      return clickId ? own('attribution_capture', inboundId, columns) : null;
    }
    case 'payment.succeeded':
      return { table: 'payment', key: event.data.paymentId, columns: payment(event) };
    case 'payment.refunded': {
      const { refundId, paymentId, amount, outOf } = event.data;
      return {
        table: 'refund',
        key: refundId,
        columns: { payment: paymentId, at, amount: amount.toString(), out_of: outOf?.toString() ?? null },
      };
    }
    case 'payment.refund_failed':
      return {
        table: 'refund_undone',
        key: event.data.refundId,
        columns: { payment: event.data.paymentId, at },
      };
    case 'payment.disputed':
      return { table: 'dispute', key: event.data.disputeId, columns: { opened_at: at } };
    case 'payment.dispute_closed':
      return {
        table: 'dispute',
        key: event.data.disputeId,
        columns: { closed_at: at, ...ending(event) },
      };
    case 'client.invited':
      return own('invitation', inboundId, {
        partner: event.data.partnerHandle,
        domain: event.data.domain.toLowerCase(),
        at,
      });
  }
}

/** A part is a part of something; one without the other says nothing. */
function ending({ data }: ProductEventOf<'payment.dispute_closed'>): Row {
  const { outcome, amount, outOf } = data;
  const part = amount !== undefined && outOf !== undefined;
  return {
    outcome,
    amount: part ? amount.toString() : null,
    out_of: part ? outOf.toString() : null,
    restored_at: null,
  };
}

const own = (table: FactTable, key: string, columns: Row): ExpectedFact => ({ table, key, columns });

/** A signed cookie says nothing any more once the secret it was signed with has changed. */
const unreadable = (data: { refCookie?: string | undefined }) =>
  data.refCookie !== undefined && clickIdsOf({ refCookie: data.refCookie }).length === 0;

function signUp({ at, data }: ProductEventOf<'customer.signed_up'>): Row {
  const domain = domainOf(data.customer.email);
  return {
    email: data.customer.email,
    email_domain: domain,
    match_domain: isFreeMailDomain(domain) ? null : domain,
    signed_up_at: date(at),
    ...(unreadable(data) ? {} : { click_ids: clickIdsOf(data) }),
    visitor_id: data.visitorId ?? null,
    promotion_code: data.promotionCode?.toUpperCase() ?? null,
    // which handoff a token names is asked of the handoffs; without a token there is none
    ...(data.handoffToken === undefined ? { handoff_id: null } : {}),
  };
}

function subscription(
  event: ProductEventOf<'subscription.changed'> | ProductEventOf<'subscription.canceled'>,
): Row {
  const { customerId: customer, subscriptionId: subscription_id } = event.data;
  if (event.type === 'subscription.canceled')
    return { customer, subscription_id, status: 'canceled', monthly_value: null, currency: null };
  const { amount, currency } = event.data.monthlyValue;
  return { customer, subscription_id, status: event.data.status, monthly_value: amount.toString(), currency };
}

function payment({ at, data }: ProductEventOf<'payment.succeeded'>): Row {
  return {
    customer: data.customerId ?? null,
    visitor_id: data.visitorId ?? null,
    click_id: data.clickId ?? null,
    at: date(at),
    amount: data.amount.toString(),
    currency: data.currency,
    period_start: data.period ? date(data.period.start) : null,
    period_end: data.period ? date(data.period.end) : null,
    order_id: data.orderId ?? null,
    source: 'product',
  };
}
