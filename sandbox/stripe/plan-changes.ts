import type Stripe from 'stripe';
import type { Call } from './endpoint';
import { issueInvoice, payInvoice } from './invoices';
import type { Billing } from './records';
import { recurring } from './subscription-object';
import { bill, itemLine, itemOf, periodEnd, taxOn, termsOf } from './subscriptions';

/** How a change of plan or quantity is settled for the rest of the period. */
export type ProrationBehavior = 'always_invoice' | 'create_prorations' | 'none';

/** What a subscription changes to. */
export interface PlanChange {
  /** minor units per period and unit */
  unitAmount: number;
  quantity: number;
  billing: Billing;
  price?: string | undefined;
  product?: string | undefined;
  prorate: ProrationBehavior;
}

/** Changes plan or quantity; what was paid ahead is given back in part, the rest of the period is charged at the new price. */
export function changePlan(call: Call, before: Stripe.Subscription, change: PlanChange): Stripe.Subscription {
  const old = itemOf(before);
  const terms = termsOf(call, before.id);
  const { item } = old;
  const sameCycle =
    old.billing.interval === change.billing.interval &&
    old.billing.intervalCount === change.billing.intervalCount;
  const { current_period_start: start, current_period_end: end } = item;
  const period = sameCycle ? { start, end } : { start: call.now, end: periodEnd(call.now, change.billing) };
  const priced = recurring({
    ...change.billing,
    amount: change.unitAmount,
    currency: before.currency,
    taxInclusive: terms.taxInclusive,
    at: call.now,
    price: change.price,
    product: change.product ?? old.product,
  });
  const next = {
    ...item,
    ...priced,
    quantity: change.quantity,
    current_period_start: period.start,
    current_period_end: period.end,
  } as unknown as Stripe.SubscriptionItem;
  if (!call.store.get('price', next.price.id)) call.store.put('price', next.price.id, next.price);
  const changed = call.store.put('subscription', before.id, {
    ...before,
    billing_cycle_anchor: sameCycle ? before.billing_cycle_anchor : call.now,
    items: { ...before.items, data: [next] },
  });
  if (before.status === 'trialing') return changed;
  const left = (end - call.now) / (end - start);
  const rest = { start: call.now, end };
  const line = (of: Stripe.Subscription, amount: number, description: string) =>
    itemLine(of, {
      ...{ amount, tax: taxOn(terms, amount), inclusive: terms.taxInclusive },
      ...{ period: rest, proration: true, description },
    });
  const prorations =
    change.prorate === 'none'
      ? []
      : [
          line(before, -Math.round(old.amount * left), 'Unused time on the old plan'),
          ...(sameCycle
            ? [
                line(
                  changed,
                  Math.round(change.unitAmount * change.quantity * left),
                  'Remaining time on the new plan',
                ),
              ]
            : []),
        ];
  call.store.put('terms', before.id, { ...terms, pending: [...terms.pending, ...prorations] });
  if (!sameCycle) {
    const amount = change.unitAmount * change.quantity;
    const { settlesAt } = terms;
    return bill(call, changed, {
      ...{ amount, tax: taxOn(terms, amount), period, reason: 'subscription_update', terms: { settlesAt } },
    });
  }
  return change.prorate === 'always_invoice' ? invoicePending(call, changed) : changed;
}

function invoicePending(call: Call, subscription: Stripe.Subscription): Stripe.Subscription {
  const terms = termsOf(call, subscription.id);
  const invoice = issueInvoice(call, {
    ...{ customer: String(subscription.customer), subscription, currency: subscription.currency },
    ...{ reason: 'subscription_update', lines: terms.pending, discounts: [] },
  });
  payInvoice(call, invoice.id ?? '', { settlesAt: terms.settlesAt });
  call.store.put('terms', subscription.id, { ...terms, pending: [] });
  const latest_invoice = invoice.id ?? null;
  return call.store.put('subscription', subscription.id, { ...subscription, latest_invoice });
}
