import type { BalanceText } from './check-ledger';
import type { Finding, Findings, Stage } from './finding';

/** One thing that was looked at. */
export interface Check {
  stage: Stage;
  /** what it is about, a word or two */
  title: string;
  /** what was done, with counts */
  detail: string;
  /** skipped: something before it is damaged, or nothing was given to compare with */
  outcome: 'right' | 'wrong' | 'skipped';
}

/** Commissions of one reward; minor units as decimal strings. */
export interface RewardTotal {
  reward: string;
  count: number;
  amount: string;
  reversed: string;
}

/** Commissions in one status. */
export interface StatusTotal {
  status: string;
  count: number;
  /** amount less reversed */
  amount: string;
}

/** What a verification says. */
export interface ChainReport {
  verdict: 'right' | 'damaged';
  chain: string | null;
  program: string | null;
  currency: string | null;
  asOf: string | null;
  events: number;
  /** first and last instant at which something was sealed */
  period: { from: string; to: string } | null;
  /** hash of the last event */
  tip: string | null;
  checks: Check[];
  /** how many, also those not told */
  findingCount: number;
  findings: Finding[];
  /** recomputed; null when the events are damaged */
  balance: BalanceText | null;
  rewards: RewardTotal[];
  statuses: StatusTotal[];
  lastHead: { day: string; seq: number; at: string; key: string } | null;
  recomputed: string[];
  attested: string[];
  notes: string[];
}

/** What the program worked out itself. */
export const RECOMPUTED = [
  'every hash, and that event follows event without a gap',
  'the Merkle root of every day from its leaves',
  'every signature, and that each head names the event it closes with',
  'the terms of every referral, from the partner’s standing and the versions in force at the sign-up',
  'every milestone, from the facts of the customer',
  'every commission: basis, rate, cap, refunds, disputes, churn, vesting, release and status',
  'every movement of the ledger, every payout’s money, and the balance',
];

/** What it had to take as it is said. */
export const ATTESTED = [
  'the attribution decision: who is credited with a customer, signed, with salted commitments to the candidates that lost',
  'that a client accepted a handoff, with a salted commitment to who: the portal’s signature over it is checked',
  'that a customer belongs to the partner itself, and an admin’s decision on it',
  'the facts as they reached the program: use, members, subscriptions, payments, refunds, disputes, the click of a purchase',
  'an admin’s approval of a payout, and the transfer at Stripe',
];

/** A check's row. */
export function checkOf(
  findings: Findings,
  stage: Stage,
  row: { title: string; detail: string; skipped?: string | null },
): Check {
  const { title, detail, skipped = null } = row;
  const count = findings.countOf(stage);
  if (count > 0) {
    return { stage, title, detail: `${count} ${count === 1 ? 'finding' : 'findings'}.`, outcome: 'wrong' };
  }
  return skipped === null
    ? { stage, title, detail, outcome: 'right' }
    : { stage, title, detail: skipped, outcome: 'skipped' };
}
