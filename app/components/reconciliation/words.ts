import type { BadgeTone } from '~/components/ui/badge';
import type {
  FindingOutcome,
  ReconciliationView,
  Severity,
  StepName,
  StepState,
} from '~/domain/reconciliation/finding';

interface Word {
  word: string;
  tone: BadgeTone;
}

/** What a step compares, for people. */
export const stepWords: Record<StepName, string> = {
  checkouts: 'Checkouts at Stripe',
  payments: 'Paid invoices at Stripe',
  refunds: 'Refunds at Stripe',
  disputes: 'Disputes at Stripe',
  subscriptions: 'Subscriptions at Stripe',
  transfers: 'Transfers and payouts',
  commissions: 'Commissions that follow',
  books: 'The books against themselves',
};

export const stepStateWords: Record<StepState, Word> = {
  waiting: { word: 'Not begun', tone: 'neutral' },
  running: { word: 'Under way', tone: 'info' },
  done: { word: 'Done', tone: 'good' },
  skipped: { word: 'Left out', tone: 'neutral' },
  incomplete: { word: 'Broken off', tone: 'bad' },
};

export const stateWords: Record<ReconciliationView['state'], Word> = {
  running: { word: 'Under way', tone: 'info' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
};

export const originWords: Record<ReconciliationView['origin'], string> = {
  schedule: 'The monthly schedule',
  admin: 'An admin',
  api: 'The API',
  command: 'The command line',
};

export const severityWords: Record<Severity, { title: string; lead: string }> = {
  error: { title: 'Errors', lead: 'Money or a rule is not right. A person must look.' },
  warning: {
    title: 'Differences',
    lead: 'What Stripe had and the books had not, and what was done about it.',
  },
  info: {
    title: 'For the record',
    lead: 'What followed from the repairs, and what waits for somebody to sign up.',
  },
};

export const outcomeWords: Record<FindingOutcome, Word> = {
  repaired: { word: 'Repaired', tone: 'good' },
  waiting: { word: 'Waits', tone: 'warn' },
  left: { word: 'Left as it is', tone: 'neutral' },
  needs_person: { word: 'Needs a person', tone: 'bad' },
  noted: { word: 'Noted', tone: 'neutral' },
};
