import type Stripe from 'stripe';
import { addMonths } from '../../app/kernel/time';
import { nulls } from './billing-objects';
import { type Call, find } from './endpoint';
import { invalid } from './errors';
import type { DiscountWish } from './records';
import { stripeId } from './stripe-id';

export interface Reduction {
  coupon: Stripe.Coupon;
  promotionCode: string | null;
}

export function newCoupon(
  input: Partial<Stripe.Coupon> & Pick<Stripe.Coupon, 'duration' | 'created'>,
): Stripe.Coupon {
  return {
    id: stripeId('cpn').slice(4, 12).toUpperCase(),
    object: 'coupon',
    ...nulls('amount_off currency duration_in_months max_redemptions name percent_off redeem_by'),
    livemode: false,
    metadata: {},
    times_redeemed: 0,
    valid: true,
    ...input,
  } as Stripe.Coupon;
}

/** What a coupon takes off an amount, minor units: never more than all of it. */
export function amountOff(coupon: Stripe.Coupon, amount: number): number {
  if (coupon.amount_off !== null) return Math.min(coupon.amount_off, Math.max(0, amount));
  return Math.round((Math.max(0, amount) * (coupon.percent_off ?? 0)) / 100);
}

/** The coupon that is meant; undefined: none is. @throws StripeFailure when it does not exist or may not be used any more */
export function reductionOf(call: Call, wish: DiscountWish, currency: string): Reduction | undefined {
  if (wish.promotionCode) {
    const all = call.store.list('promotionCode');
    const wanted = wish.promotionCode.toLowerCase();
    const code =
      call.store.get('promotionCode', wish.promotionCode) ??
      all.find((one) => one.active && one.code.toLowerCase() === wanted);
    if (!code) throw invalid(`No such promotion code: '${wish.promotionCode}'`, 'promotion_code');
    if (!code.active || (code.expires_at !== null && code.expires_at <= call.now))
      throw invalid('This promotion code is not active.', 'promotion_code', 'promotion_code_inactive');
    const coupon = find(call, 'coupon', String(code.promotion.coupon), 'coupon');
    return { coupon: usable(call, coupon), promotionCode: code.id };
  }
  if (wish.coupon)
    return { coupon: usable(call, find(call, 'coupon', wish.coupon, 'coupon')), promotionCode: null };
  if (!wish.amountOff) return undefined;
  const terms = { duration: 'once' as const, amount_off: wish.amountOff, currency };
  const coupon = newCoupon({ ...terms, created: call.now });
  return { coupon: call.store.put('coupon', coupon.id, coupon), promotionCode: null };
}

function usable(call: Call, coupon: Stripe.Coupon): Stripe.Coupon {
  const over = coupon.redeem_by !== null && coupon.redeem_by <= call.now;
  if (!coupon.valid || over) throw invalid('Coupon expired', 'coupon', 'coupon_expired');
  return coupon;
}

/** Uses a coupon once: a discount, and one more redemption of coupon and promotion code. */
export function redeem(
  call: Call,
  { coupon, promotionCode }: Reduction,
  of: { customer: string | null; subscription: string | null; session: string | null },
): Stripe.Discount {
  const months = coupon.duration === 'repeating' ? (coupon.duration_in_months ?? 1) : null;
  const discount = {
    id: stripeId('di'),
    object: 'discount',
    checkout_session: of.session,
    customer: of.customer,
    customer_account: null,
    end: months === null ? null : addMonths(call.now * 1000, months) / 1000,
    invoice: null,
    invoice_item: null,
    promotion_code: promotionCode,
    source: { coupon: coupon.id, type: 'coupon' },
    start: call.now,
    subscription: of.subscription,
    subscription_item: null,
  } as unknown as Stripe.Discount;
  call.store.put('discount', discount.id, discount);
  const used = coupon.times_redeemed + 1;
  const valid = coupon.max_redemptions === null || used < coupon.max_redemptions;
  call.store.put('coupon', coupon.id, { ...coupon, times_redeemed: used, valid });
  const code = promotionCode ? call.store.get('promotionCode', promotionCode) : undefined;
  if (code) {
    const redeemed = code.times_redeemed + 1;
    const active = code.active && (code.max_redemptions === null || redeemed < code.max_redemptions);
    call.store.put('promotionCode', code.id, { ...code, times_redeemed: redeemed, active });
  }
  return discount;
}

/** What a subscription's discounts take off an amount at this moment; a coupon for one invoice is gone after the first. */
export function discountsOf(call: Call, subscription: Stripe.Subscription, amount: number) {
  return subscription.discounts.flatMap((id) => {
    const discount = call.store.get('discount', String(id));
    if (!discount || (discount.end !== null && discount.end <= call.now)) return [];
    const coupon = call.store.get('coupon', String(discount.source.coupon));
    return coupon ? [{ discount: discount.id, amount: amountOff(coupon, amount) }] : [];
  });
}

/** The discounts a subscription keeps after an invoice. */
export function lasting(call: Call, discounts: readonly string[]): string[] {
  return discounts.filter((id) => {
    const discount = call.store.get('discount', id);
    const coupon = discount && call.store.get('coupon', String(discount.source.coupon));
    if (!discount || !coupon || coupon.duration === 'once') return false;
    return discount.end === null || discount.end > call.now;
  });
}
