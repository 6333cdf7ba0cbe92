import type { Bps, MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

/** What a customer must have reached for a flat reward (domain.md section 5, "qualifies when"). */
export interface FlatReward {
  kind: 'flat';
  key: string;
  name: string;
  amount: MinorUnits;
  /** distinct UTC days with use, inclusive; 0 = not asked for */
  activeDaysAtLeast: number;
  /** members strictly more than; null = not asked for */
  membersAbove: number | null;
}

/** A share of what a customer pays (domain.md sections 5 and 6). */
export interface ShareReward {
  kind: 'share';
  key: string;
  name: string;
  rateBps: Bps;
  /** the partner's own rate replaces rateBps where it has one (marketplace) */
  partnerRate: boolean;
  /** per payment: monthly value strictly greater than; null = not asked for */
  monthlyValueAbove: MinorUnits | null;
  /** months counted from the first commissionable payment's period start; null = for life */
  months: number | null;
  capPerPartnerMonth: MinorUnits | null;
  capPerCustomer: MinorUnits | null;
}

export type Reward = FlatReward | ShareReward;

/** One version of a set of rules; immutable, a referral keeps its version (domain.md section 3). */
export interface Terms {
  key: string;
  version: number;
  effectiveAt: Instant;
  name: string;
  /** 'customer': a customer is attributed once; 'purchase': each purchase by itself */
  scope: 'customer' | 'purchase';
  windowDays: WindowDays;
  activation: { apiCalls: bigint; activeDays: number };
  /** release waits for the customer to be sustained; churn before that reverses */
  needsSustained: boolean;
  holdDays: number;
  rewards: Reward[];
}

/** domain.md section 4: sign-up + 90 days, use or payment within 30 days; section 7: early churn within 30 days of Paid. */
export const SUSTAINED_AFTER_DAYS = 90;
export const RECENT_ACTIVITY_DAYS = 30;
export const EARLY_CHURN_DAYS = 30;
/** Windows a program may offer (domain.md section 2). */
export const WINDOW_DAYS_OFFERED = [14, 30, 60, 90] as const;
export type WindowDays = (typeof WINDOW_DAYS_OFFERED)[number];

const usd = (dollars: number): MinorUnits => BigInt(dollars) * 100n;
const activation = { apiCalls: 1000n, activeDays: 30 };
const common = { version: 1, effectiveAt: 0, activation };

/** The terms shipped as defaults (domain.md section 5). All editable, versioned. */
export const defaultTerms: Terms[] = [
  {
    ...common,
    key: 'developer',
    name: 'Developer',
    scope: 'customer',
    windowDays: 90,
    needsSustained: true,
    holdDays: 30,
    rewards: [
      {
        kind: 'flat',
        key: 'tier-1',
        name: 'Casual referral',
        amount: usd(50),
        activeDaysAtLeast: 7,
        membersAbove: null,
      },
      {
        kind: 'flat',
        key: 'tier-2',
        name: 'Team activation',
        amount: usd(250),
        activeDaysAtLeast: 30,
        membersAbove: 5,
      },
      {
        kind: 'share',
        key: 'tier-3',
        name: 'Revenue share',
        rateBps: 1500n,
        partnerRate: false,
        monthlyValueAbove: usd(500),
        months: 6,
        capPerPartnerMonth: usd(2000),
        capPerCustomer: null,
      },
    ],
  },
  {
    ...common,
    key: 'agency',
    name: 'Agency',
    scope: 'customer',
    windowDays: 90,
    needsSustained: true,
    holdDays: 30,
    rewards: [
      {
        kind: 'share',
        key: 'tier-4',
        name: 'Agency partner',
        rateBps: 2000n,
        partnerRate: false,
        monthlyValueAbove: null,
        months: 12,
        capPerPartnerMonth: usd(5000),
        capPerCustomer: null,
      },
    ],
  },
  {
    ...common,
    key: 'content',
    name: 'Content',
    scope: 'customer',
    windowDays: 90,
    needsSustained: true,
    holdDays: 30,
    rewards: [
      {
        kind: 'share',
        key: 'lifetime',
        name: 'Lifetime share',
        rateBps: 1000n,
        partnerRate: false,
        monthlyValueAbove: null,
        months: null,
        capPerPartnerMonth: null,
        capPerCustomer: usd(1000),
      },
    ],
  },
  {
    ...common,
    key: 'marketplace',
    name: 'Marketplace',
    scope: 'purchase',
    windowDays: 30,
    needsSustained: false,
    holdDays: 30,
    rewards: [
      {
        kind: 'share',
        key: 'sale',
        name: 'Sale',
        rateBps: 1500n,
        partnerRate: true,
        monthlyValueAbove: null,
        months: null,
        capPerPartnerMonth: null,
        capPerCustomer: null,
      },
    ],
  },
];

/** The version of `key` in force at an instant; before the first one, the first one. Undefined for an unknown key. */
export function termsInForce(all: readonly Terms[], key: string, at: Instant): Terms | undefined {
  const versions = all.filter((terms) => terms.key === key).sort((a, b) => a.effectiveAt - b.effectiveAt);
  return versions.findLast((terms) => terms.effectiveAt <= at) ?? versions[0];
}

/** A reward of one version of terms; undefined when there is none of that name. */
export function findReward(
  all: readonly Terms[],
  termsKey: string,
  version: number,
  rewardKey: string,
): Reward | undefined {
  const terms = all.find((one) => one.key === termsKey && one.version === version);
  return terms?.rewards.find((reward) => reward.key === rewardKey);
}
