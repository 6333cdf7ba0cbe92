import type { Freeze } from '~/domain/qualification/payment';
import type { Bps, MinorUnits } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';

/** Something that takes a claim back, from an instant on. */
export interface Reversal {
  at: Instant;
  reason: 'refund' | 'dispute_lost' | 'early_churn' | 'never_sustained' | 'self_referral';
  /** the cause was total: status reversed even when the amount is 0 */
  total: boolean;
  /** what of the slice's basis is gone by then; ignored when total */
  refundedOfSlice: MinorUnits;
}

/** What a partner has earned for one cause under one reward, before caps; a commission is a claim with its amount. */
export interface Claim {
  partnerId: string;
  rewardKey: string;
  termsKey: string;
  termsVersion: number;
  /** the product's id; null for a purchase without a customer */
  customerId: string | null;
  cause: { type: 'customer'; id: string } | { type: 'payment'; id: string; slice: number };
  basis: MinorUnits | null;
  rateBps: Bps | null;
  uncapped: MinorUnits;
  /** "2026-01", null for flat rewards */
  month: string | null;
  accruedAt: Instant;
  /** orders the cap, together with the payment */
  dueAt: Instant;
  paymentAt: Instant | null;
  vestedAt: Instant | null;
  capPerPartnerMonth: MinorUnits | null;
  capPerCustomer: MinorUnits | null;
  /** vestedAt + the hold */
  heldUntil: Instant | null;
  /** null = not yet sustained; -Infinity = not asked for */
  sustainedAt: Instant | null;
  freezes: readonly Freeze[];
  reversals: readonly Reversal[];
}

/** "customer:acme" or "payment:p1:0": the once of domain.md section 6, within partner and reward. */
export function causeKeyOf(cause: Claim['cause']): string {
  return cause.type === 'customer' ? `customer:${cause.id}` : `payment:${cause.id}:${cause.slice}`;
}

/** A claim's own key in the whole program. */
export function claimKey(claim: Pick<Claim, 'partnerId' | 'rewardKey' | 'cause'>): string {
  return `${claim.partnerId}|${claim.rewardKey}|${causeKeyOf(claim.cause)}`;
}

export interface CapOrder {
  dueAt: Instant;
  paymentAt: Instant | null;
  paymentId: string;
  slice: number;
}

/** In order of due instant, then payment instant, then payment id (domain.md section 6), then slice. */
export const inCapOrder = byKeys<CapOrder>(
  (claim) => claim.dueAt,
  (claim) => claim.paymentAt ?? 0,
  (claim) => claim.paymentId,
  (claim) => claim.slice,
);
