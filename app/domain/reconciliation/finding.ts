import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

/** How bad: `error` is money or a rule broken, `warning` a difference, `info` for the record. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What was done about a finding (prisma/schema.prisma, FindingOutcome). */
export const findingOutcomes = ['repaired', 'waiting', 'left', 'needs_person', 'noted'] as const;
export type FindingOutcome = (typeof findingOutcomes)[number];

/** What a finding is about. What both sides know goes by Stripe's or the product's id, `stripe` is what only Stripe knows. */
export const subjectTypes = [
  'customer',
  'payment',
  'refund',
  'dispute',
  'subscription',
  'payout',
  'commission',
  'partner',
  'stripe',
  'books',
] as const;
export type SubjectType = (typeof subjectTypes)[number];

/** One difference, and what was done about it. */
export interface Finding {
  kind: string;
  severity: Severity;
  outcome: FindingOutcome;
  subject: { type: SubjectType; id: string };
  /** what was found and what was done, in words */
  message: string;
  /** minor units; null when no amount can be named */
  amount: MinorUnits | null;
  /** null exactly when the amount is */
  currency: string | null;
}

/** The parts of a run, in order: later ones look for what earlier ones brought (domain.md section 10). */
export const steps = [
  'checkouts',
  'payments',
  'refunds',
  'disputes',
  'subscriptions',
  'transfers',
  'commissions',
  'books',
] as const;
export type StepName = (typeof steps)[number];

/** Those that ask Stripe. */
export const stripeSteps: readonly StepName[] = [
  'checkouts',
  'payments',
  'refunds',
  'disputes',
  'subscriptions',
  'transfers',
];

export const stepStates = ['waiting', 'running', 'done', 'skipped', 'incomplete'] as const;
export type StepState = (typeof stepStates)[number];

/** How far a step has come and what it found. */
export interface StepReport {
  step: StepName;
  state: StepState;
  /** why it was skipped or is incomplete */
  reason: string | null;
  /** objects or rows looked at so far */
  read: number;
  /** how many there are; null when nobody knows before the end */
  total: number | null;
  findings: number;
}

/** Every step before a run begins. */
export function stepsAhead(): StepReport[] {
  return steps.map((step) => ({ step, state: 'waiting', reason: null, read: 0, total: null, findings: 0 }));
}

/** A finding as it is kept. */
export interface FindingView extends Finding {
  id: string;
  step: StepName;
  at: Instant;
}

/** What a run found, by severity and by what was done. */
export interface FindingCounts {
  bySeverity: Record<Severity, number>;
  byOutcome: Record<FindingOutcome, number>;
}

export const noFindings = (): FindingCounts => ({
  bySeverity: { error: 0, warning: 0, info: 0 },
  byOutcome: { repaired: 0, waiting: 0, left: 0, needs_person: 0, noted: 0 },
});

/** Whether the books are right and nothing is left to do: the exit status of `npm run portal -- reconcile`. */
export function isAllRight(run: { state: 'running' | 'done' | 'failed'; counts: FindingCounts }): boolean {
  const { bySeverity, byOutcome } = run.counts;
  return (
    run.state === 'done' && bySeverity.error === 0 && byOutcome.needs_person === 0 && byOutcome.left === 0
  );
}

/** A run as it is kept. */
export interface ReconciliationView {
  id: string;
  origin: 'schedule' | 'admin' | 'api' | 'command';
  /** "2026-02": the monthly one of that month */
  month: string | null;
  repair: boolean;
  since: Instant | null;
  state: 'running' | 'done' | 'failed';
  reason: string | null;
  startedAt: Instant;
  finishedAt: Instant | null;
  steps: StepReport[];
  counts: FindingCounts;
}
