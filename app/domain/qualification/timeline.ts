import type { Money } from '~/kernel/money';
import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';

/** What may stand in a customer's timeline; at one instant, in this order. */
export const timelineTypes = [
  'click',
  'linked',
  'signed_up',
  'captured',
  'attributed',
  'members_changed',
  'used',
  'activated',
  'subscription_changed',
  'payment',
  'paid',
  'sustained',
  'refund',
  'refund_failed',
  'dispute_opened',
  'dispute_closed',
  'dispute_restored',
  'subscription_canceled',
  'churned',
  'commission_accrued',
  'commission_vested',
  'commission_released',
  'commission_reversed',
  'commission_withdrawn',
  'payout_requested',
  'commission_paid',
  'earned_nothing',
  'not_earned_yet',
] as const;
export type TimelineType = (typeof timelineTypes)[number];

/** One thing that happened to a customer, or because of it. */
export interface TimelineEntry {
  at: Instant;
  type: TimelineType;
  /** the click's, payment's, refund's, dispute's (the product's ids) or commission's id; for others the customer's */
  id: string;
  amount: Money | null;
  /** what else is known, by name */
  detail: Record<string, string | number | null>;
  /** one sentence */
  words: string;
  /** of what earned nothing: what would have changed it */
  change: string | null;
}

/** Tells the entries of one customer apart: a commission may be reversed in steps. */
export function timelineKey({ type, id, at, detail }: TimelineEntry): string {
  return [type, id, at, detail.step].filter((part) => part !== undefined).join(':');
}

/** Oldest first; at one instant in the order of the types. */
export function chronological(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return [...entries].sort(
    byKeys(
      (entry) => entry.at,
      (entry) => timelineTypes.indexOf(entry.type),
      (entry) => entry.id,
    ),
  );
}
