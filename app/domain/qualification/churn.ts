import { byKeys } from '~/kernel/order';
import type { Instant } from '~/kernel/time';
import { type CustomerFacts, rank } from './facts';
import { refundSteps } from './payment';

/** A stretch in which the customer is gone; `to` is the payment that brought it back, null = still gone. */
export interface Churn {
  from: Instant;
  to: Instant | null;
}

/** Statuses that end a subscription for good (ADR-0025). */
const endedStatuses = new Set(['canceled', 'incomplete_expired', 'ended', 'expired']);

/** Whether a status ends its subscription for good. */
export function endsSubscription(status: string): boolean {
  return endedStatuses.has(status);
}

interface Step {
  at: Instant;
  rank: number;
  id: string;
  apply: (state: State) => void;
}

interface State {
  paidAt: Instant | null;
  /** payments above zero not yet fully refunded */
  standing: Set<string>;
  live: Set<string>;
  churns: Churn[];
}

/** The first payment above zero, by its own time then id; a $0 trial invoice is not one (domain.md section 4). */
export function paidAt(facts: Pick<CustomerFacts, 'payments'>): Instant | null {
  const times = facts.payments.filter((payment) => payment.amount > 0n).map((payment) => payment.at);
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * When the customer was gone: from the instant, at or after Paid, at which its last live subscription ended or its last payment not
 * yet fully refunded was, until the next payment (domain.md section 4).
 */
export function churnsOf(facts: CustomerFacts): Churn[] {
  const state: State = { paidAt: null, standing: new Set(), live: new Set(), churns: [] };
  const steps = [...paymentSteps(facts), ...subscriptionSteps(facts)].sort(
    byKeys(
      (step) => step.at,
      (step) => step.rank,
      (step) => step.id,
    ),
  );
  for (const step of steps) step.apply(state);
  return state.churns;
}

function leave(state: State, at: Instant): void {
  if (state.paidAt === null) return;
  if (state.churns.at(-1)?.to === null) return;
  state.churns.push({ from: at, to: null });
}

function paymentSteps(facts: CustomerFacts): Step[] {
  return facts.payments
    .filter((payment) => payment.amount > 0n)
    .flatMap((payment) => [
      {
        at: payment.at,
        rank: rank.payment,
        id: payment.id,
        apply: (state: State) => {
          state.paidAt ??= payment.at;
          state.standing.add(payment.id);
          const current = state.churns.at(-1);
          if (current?.to === null) current.to = payment.at;
        },
      },
      ...refundSteps(payment)
        .filter((step) => step.full)
        .map((step) => ({
          at: step.at,
          rank: step.rank,
          id: step.id,
          apply: (state: State) => {
            if (state.standing.delete(payment.id) && state.standing.size === 0) leave(state, step.at);
          },
        })),
    ]);
}

function subscriptionSteps(facts: CustomerFacts): Step[] {
  return facts.subscriptions.map((change) => {
    const ended = endsSubscription(change.status);
    return {
      at: change.at,
      rank: ended ? rank.cancellation : rank.use,
      id: change.id,
      apply: (state: State) => {
        if (!ended) {
          state.live.add(change.subscriptionId);
          return;
        }
        state.live.delete(change.subscriptionId);
        if (state.live.size === 0) leave(state, change.at);
      },
    };
  });
}

/** Whether the customer is gone at an instant, after all events of that instant. */
export function isChurnedAt(churns: readonly Churn[], at: Instant): boolean {
  return churns.some((churn) => churn.from <= at && (churn.to === null || at < churn.to));
}

/** Whether a subscription is in its trial now: shown beside the stage (domain.md section 4). */
export function isTrialing(facts: Pick<CustomerFacts, 'subscriptions'>): boolean {
  const latest = new Map<string, string>();
  const inOrder = [...facts.subscriptions].sort(
    byKeys(
      (change) => change.at,
      (change) => change.id,
    ),
  );
  for (const change of inOrder) latest.set(change.subscriptionId, change.status);
  return [...latest.values()].includes('trialing');
}
