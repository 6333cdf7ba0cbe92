import { recordAudit } from '~/domain/audit/audit.server';
import type { AdminScope } from '~/domain/identity/scope';
import { mayUseNewKey, nextMove } from '~/domain/payout/attempt';
import {
  closeAttempt,
  hurryAttempt,
  insertAttempt,
  latestAttempt,
} from '~/domain/payout/attempt-book.server';
import { lockPayout } from '~/domain/payout/payout-book.server';
import type { Payout, PayoutAttempt } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { assertQueueReady, wake } from '~/platform/queue.server';
import { findTransfersByGroup } from '~/platform/stripe.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { giveMoneyBack } from './give-money-back.server';
import { presentState } from './payout-manifest.server';
import { settlePayout } from './settle-payout.server';

export type ReleaseOutcome =
  /** it will be sent: with the same key while Stripe remembers it, else with a new one */
  | { outcome: 'released' }
  /** Stripe had made the transfer after all */
  | { outcome: 'paid' }
  /** it failed for good; the amount is available again */
  | { outcome: 'given_up' }
  | { outcome: 'not_found' }
  /** it waits for nobody */
  | { outcome: 'not_held' }
  /** a commission or the account changed since the approval: reject it instead */
  | { outcome: 'changed' }
  /** Stripe may still carry out the last request */
  | { outcome: 'too_early'; at: Instant }
  | { outcome: 'unknown'; reason: string };

interface Release {
  scope: AdminScope;
  payoutId: string;
  /** the program's clock */
  at: Instant;
  /** machine time */
  machineNow?: Instant;
}

/** A person lets a payout that waits be sent again (protocol P: only a person releases a new key). */
export function sendAgain(release: Release): Promise<ReleaseOutcome> {
  return decide(release, 'again');
}

/** A person gives up a payout that waits and that Stripe knows nothing of: the amount is available again. */
export function giveUpPayout(release: Release): Promise<ReleaseOutcome> {
  return decide(release, 'give_up');
}

async function decide(release: Release, wish: 'again' | 'give_up'): Promise<ReleaseOutcome> {
  await assertQueueReady();
  const now = release.machineNow ?? Date.now();
  const first = await transaction((tx) => withoutStripe(tx, release, wish, now));
  if (first !== 'ask_stripe') return first;
  // Outside of any transaction; what it finds is checked against the row again.
  const found = await findTransfersByGroup(release.payoutId);
  if (found.outcome !== 'ok') {
    return {
      outcome: 'unknown',
      reason: found.outcome === 'not_configured' ? 'Stripe is not configured' : found.reason,
    };
  }
  const [transfer] = found.value;
  if (transfer) {
    const outcome = await settlePayout(release.payoutId, transfer);
    return outcome === 'paid' || outcome === 'already_paid' ? { outcome: 'paid' } : { outcome: 'not_held' };
  }
  return transaction((tx) => afterLookUp(tx, release, wish, now));
}

async function withoutStripe(
  tx: Tx,
  release: Release,
  wish: 'again' | 'give_up',
  now: Instant,
): Promise<ReleaseOutcome | 'ask_stripe'> {
  const payout = await lockPayout(tx, release.payoutId);
  if (!payout) return { outcome: 'not_found' };
  if (!payout.needsReview || (payout.status !== 'approved' && payout.status !== 'sending'))
    return { outcome: 'not_held' };
  const attempt = await latestAttempt(tx, payout.id);
  if (!attempt) return beforeSending(tx, payout, release, wish);
  const state = { firstCalledAt: attempt.calledAt?.getTime() ?? null, lookUpFirst: attempt.lookUpFirst };
  if (wish === 'give_up' || nextMove(state, now) === 'look_up') return 'ask_stripe';
  await hurryAttempt(tx, attempt.id, now);
  return resume(tx, payout, release);
}

/** Approved and never sent: nothing can be at Stripe. */
async function beforeSending(
  tx: Tx,
  payout: Payout,
  release: Release,
  wish: 'again' | 'give_up',
): Promise<ReleaseOutcome> {
  if (wish === 'give_up') return giveUp(tx, payout, release);
  const present = await presentState(tx, payout);
  if (!present.unchanged || !present.partnerActive) return { outcome: 'changed' };
  return resume(tx, payout, release);
}

/** Stripe knows no transfer: a new key, or the end, once nothing sent with the old one can still be carried out. */
async function afterLookUp(
  tx: Tx,
  release: Release,
  wish: 'again' | 'give_up',
  now: Instant,
): Promise<ReleaseOutcome> {
  const payout = await lockPayout(tx, release.payoutId);
  const attempt = await latestAttempt(tx, release.payoutId);
  if (payout?.status !== 'sending' || !payout.needsReview || !attempt) return { outcome: 'not_held' };
  const last = attempt.lastCalledAt?.getTime() ?? 0;
  if (!mayUseNewKey(last, now)) return { outcome: 'too_early', at: last };
  await closeAttempt(tx, attempt.id, now);
  if (wish === 'give_up') return giveUp(tx, payout, release);
  await insertNext(tx, payout, attempt, release.at);
  return resume(tx, payout, release);
}

async function insertNext(tx: Tx, payout: Payout, last: PayoutAttempt, at: Instant): Promise<void> {
  const { id: payoutId, amount, currency, destination } = payout;
  await insertAttempt(tx, { payoutId, amount, currency, destination }, { number: last.number + 1, at });
}

async function resume(tx: Tx, payout: Payout, { scope, at }: Release): Promise<ReleaseOutcome> {
  await tx.payout.update({ where: { id: payout.id }, data: { needsReview: false, reason: null } });
  const subject = { type: 'payout', id: payout.id };
  await recordAudit(tx, {
    at,
    actor: scope,
    action: 'payout.released',
    subject,
    partnerId: payout.partnerId,
  });
  await wake('send-payouts', tx);
  return { outcome: 'released' };
}

async function giveUp(tx: Tx, payout: Payout, { scope, at }: Release): Promise<ReleaseOutcome> {
  const reason = 'The transfer could not be made. The amount is available again.';
  await giveMoneyBack(tx, payout, { as: 'failed', reason, actor: scope, at });
  return { outcome: 'given_up' };
}
