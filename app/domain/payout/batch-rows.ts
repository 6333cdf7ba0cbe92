import type { MinorUnits } from '~/kernel/money';
import {
  type BatchException,
  type BatchOutcome,
  type ExceptionKind,
  explainException,
  tookEffect,
} from './batch-outcome';
import { type PayoutFlag, type RiskGroup, riskGroupOf } from './batch-risk';
import type { PayoutStatus } from './payout';

/** A payout of a batch, as far as its place on the page goes. */
export interface BatchPayout {
  id: string;
  amount: MinorUnits;
  status: PayoutStatus;
  needsReview: boolean;
  reason: string | null;
  flags: readonly PayoutFlag[];
  /** whoever looks has approved it already: another admin must, too */
  approvedByViewer: boolean;
}

/** Where a payout of a batch stands: to be decided, on its way or over, or needing a person. */
export type BatchPlace =
  | { place: 'decide'; group: RiskGroup; choosable: boolean }
  | { place: 'exception'; exception: BatchException }
  | { place: 'progress' };

/**
 * The place of a payout (ADR-0088). One that an approval named and did not approve is an exception as long as what stood in its way does; one
 * that is stopped, refused or returned is one, too.
 * @param outcomes what the approvals that named it came to
 */
export function placeOf(payout: BatchPayout, outcomes: readonly BatchOutcome[]): BatchPlace {
  const kind = exceptionOf(payout, outcomes);
  if (kind !== null) return { place: 'exception', exception: explainException(kind, payout.reason) };
  if (payout.status !== 'requested') return { place: 'progress' };
  const group = riskGroupOf(payout.flags);
  return { place: 'decide', group, choosable: group !== 'blocked' && !payout.approvedByViewer };
}

const blockedBy: ReadonlyArray<[PayoutFlag, ExceptionKind]> = [
  ['changed', 'changed'],
  ['partner_not_active', 'not_active'],
  ['account_not_ready', 'no_account'],
  ['own_partner', 'own_payout'],
];

/** What stands in the way of a payout that is requested; null: nothing an approval would be refused for. */
export function obstacleOf(flags: readonly PayoutFlag[]): BatchException | null {
  const found = blockedBy.find(([flag]) => flags.includes(flag));
  return found ? explainException(found[1], null) : null;
}

function exceptionOf(payout: BatchPayout, outcomes: readonly BatchOutcome[]): ExceptionKind | null {
  const { status, needsReview, flags } = payout;
  if (needsReview) return 'held';
  if (status === 'failed' || status === 'returned') return status;
  const without = outcomes.some((outcome) => !tookEffect(outcome) && outcome !== 'decided_before');
  if (!without) return null;
  if (status === 'rejected' || status === 'canceled') return outcomes.includes('ended') ? 'ended' : null;
  if (status !== 'requested') return null;
  return blockedBy.find(([flag]) => flags.includes(flag))?.[1] ?? null;
}

/** How far a batch is; a payout counts once. Amounts in minor units. */
export interface BatchProgress {
  waiting: number;
  moving: number;
  paid: number;
  paidAmount: MinorUnits;
  /** stopped until a person looks */
  stopped: number;
  /** rejected, canceled, failed, returned */
  unpaid: number;
}

export function progressOf(payouts: readonly BatchPayout[]): BatchProgress {
  const progress = { waiting: 0, moving: 0, paid: 0, paidAmount: 0n, stopped: 0, unpaid: 0 };
  for (const { status, needsReview, amount } of payouts) {
    if (needsReview) progress.stopped += 1;
    else if (status === 'requested') progress.waiting += 1;
    else if (status === 'approved' || status === 'sending') progress.moving += 1;
    else if (status === 'paid') {
      progress.paid += 1;
      progress.paidAmount += amount;
    } else progress.unpaid += 1;
  }
  return progress;
}
