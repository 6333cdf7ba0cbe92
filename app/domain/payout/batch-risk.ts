import { type MinorUnits, sum } from '~/kernel/money';
import { HOUR_MS, type Instant } from '~/kernel/time';

/** What an admin should notice about a payout before approving it, the worst first. */
export const payoutFlags = [
  'changed',
  'partner_not_active',
  'account_not_ready',
  'own_partner',
  'destination_changed',
  'first_payout',
  'above_mean',
  'refund_rate',
  'one_customer',
] as const;
export type PayoutFlag = (typeof payoutFlags)[number];

/** Clean: nothing unusual. Review: a person should look. Blocked: an approval would be refused. */
export const riskGroups = ['clean', 'review', 'blocked'] as const;
export type RiskGroup = (typeof riskGroups)[number];

/** What the flags of a payout, or of one that would be requested now, are judged by. Amounts in minor units. */
export interface RiskFacts {
  amount: MinorUnits;
  /** what was paid to the partner before, the latest ones (TRAILING_PAYOUTS at most) */
  paidBefore: readonly MinorUnits[];
  /** when the partner's payout account was last another one */
  destinationChangedAt: Instant | null;
  /** payments of the partner's customers in the last SALES_DAYS */
  sales: number;
  /** those of them with a refund or a dispute */
  salesTakenBack: number;
  /** the most that one customer's commissions contribute to the amount */
  largestCustomer: MinorUnits;
  /** the account can receive transfers, as Stripe last said */
  payable: boolean;
  partnerActive: boolean;
  /** every commission is worth what it was, and the account is the one asked for */
  unchanged: boolean;
  /** whoever looks belongs to the partner */
  ownPartner: boolean;
}

/** How long a new account counts as new (ADR-0086). */
export const DESTINATION_FRESH_HOURS = 72;
export const TRAILING_PAYOUTS = 12;
const TIMES_THE_MEAN = 3n;
/** reliability.md section 5, "Refund gaming": more than 15 % of at least 10 sales. */
const LEAST_SALES = 10;
const TAKEN_BACK_PERCENT = 15;
/** Over which days back sales are counted: what was good for years must not hide what is bad now (ADR-0086). */
export const SALES_DAYS = 365;

const blocking: ReadonlySet<PayoutFlag> = new Set([
  'changed',
  'partner_not_active',
  'account_not_ready',
  'own_partner',
]);

/** The flags of a payout, the worst first. */
export function flagsOf(facts: RiskFacts, now: Instant): PayoutFlag[] {
  const changedAt = facts.destinationChangedAt;
  const raised: Record<PayoutFlag, boolean> = {
    changed: !facts.unchanged,
    partner_not_active: !facts.partnerActive,
    account_not_ready: !facts.payable,
    own_partner: facts.ownPartner,
    destination_changed: changedAt !== null && changedAt > now - DESTINATION_FRESH_HOURS * HOUR_MS,
    first_payout: facts.paidBefore.length === 0,
    above_mean: isAboveMean(facts.amount, facts.paidBefore),
    refund_rate: facts.sales >= LEAST_SALES && facts.salesTakenBack * 100 > facts.sales * TAKEN_BACK_PERCENT,
    one_customer: facts.largestCustomer * 2n > facts.amount,
  };
  return payoutFlags.filter((flag) => raised[flag]);
}

/** More than three times the mean of what was paid before: amount > 3 x sum / count, without dividing. */
function isAboveMean(amount: MinorUnits, before: readonly MinorUnits[]): boolean {
  return before.length > 0 && amount * BigInt(before.length) > TIMES_THE_MEAN * sum(before);
}

export function riskGroupOf(flags: readonly PayoutFlag[]): RiskGroup {
  if (flags.some((flag) => blocking.has(flag))) return 'blocked';
  return flags.length === 0 ? 'clean' : 'review';
}
