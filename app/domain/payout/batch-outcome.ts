import type { ApprovalVerdict } from './approval';
import type { PayoutStatus } from './payout';

/** What an approval of a batch came to for one payout. */
export type BatchOutcome =
  | Exclude<ApprovalVerdict, 'wrong_state' | 'already_approved'>
  /** approved before, by somebody else, and perhaps sent: this approval had no effect on it */
  | 'decided_before'
  /** rejected, canceled or failed before */
  | 'ended';

/** Approved, or waiting for the second admin: nothing to be done about it here. The rest are exceptions. */
export function tookEffect(outcome: BatchOutcome): boolean {
  return outcome === 'approved' || outcome === 'needs_another';
}

/**
 * Reads what approving one payout of a batch answered.
 * @param ownApproval this very admin's approval of it stands: a second click finds what the first one did
 */
export function batchOutcomeOf(
  verdict: ApprovalVerdict,
  { status, ownApproval }: { status: PayoutStatus; ownApproval: boolean },
): BatchOutcome {
  if (verdict === 'already_approved') return 'needs_another';
  if (verdict !== 'wrong_state') return verdict;
  if (status === 'rejected' || status === 'canceled' || status === 'failed') return 'ended';
  return ownApproval ? 'approved' : 'decided_before';
}

/** Why a payout of a batch is not on its way, and what to do: one sentence each, for the admin. */
export interface BatchException {
  reason: string;
  next: string;
}

const AGAIN = 'The partner, or your next batch, asks for what is left.';

const words: Readonly<Record<ExceptionKind, BatchException>> = {
  changed: {
    reason: 'Since it was requested a commission in it was taken back, or the payout account is another one.',
    next: `Reject it. ${AGAIN}`,
  },
  not_active: {
    reason: 'The partner is not active any more.',
    next: 'Activate the partner and approve it, or reject it.',
  },
  no_account: {
    reason: 'The payout account cannot receive transfers at the moment.',
    next: 'Wait until Stripe has what it asks the partner for, or reject it.',
  },
  own_payout: {
    reason: 'You belong to this partner, or asked for the payout yourself as the partner.',
    next: 'Another admin can approve it.',
  },
  held: { reason: 'It was stopped before it was sent.', next: 'Open it: send it again, or give it up.' },
  failed: {
    reason: 'Stripe refused the transfer.',
    next: 'The money is available again: request it again once the reason is gone.',
  },
  returned: {
    reason: 'The transfer was reversed at Stripe.',
    next: 'The money is available again: find out why before you request it again.',
  },
  ended: {
    reason: 'It had ended before the approval: rejected by an admin, or taken back by the partner.',
    next: `Nothing to do. ${AGAIN}`,
  },
};

export type ExceptionKind =
  | 'changed'
  | 'not_active'
  | 'no_account'
  | 'own_payout'
  | 'held'
  | 'failed'
  | 'returned'
  | 'ended';

/**
 * An exception in words.
 * @param said what stands on the payout: why it was stopped, refused or returned
 */
export function explainException(kind: ExceptionKind, said: string | null): BatchException {
  return { ...words[kind], ...(said === null ? {} : { reason: said }) };
}
