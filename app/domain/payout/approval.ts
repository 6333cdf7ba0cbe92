import type { MinorUnits } from '~/kernel/money';
import type { PayoutStatus } from './payout';

/** What an admin's approval is judged by, read under the lock of the payout. */
export interface ApprovalFacts {
  status: PayoutStatus;
  amount: MinorUnits;
  /** PAYOUT_SECOND_APPROVAL_ABOVE, minor units: strictly above it, two different admins */
  secondApprovalAbove: MinorUnits;
  /** the approver belongs to the partner, or asked for the money on its behalf */
  ownPayout: boolean;
  /** admins who approved already */
  approvedBy: readonly string[];
  /** admins who made the terms or the rate that it was earned by (ADR-0089) */
  madeTheTerms: readonly string[];
  approverId: string;
  /** items, amount and destination are still what was requested and what the approver saw */
  unchanged: boolean;
  partnerActive: boolean;
  payable: boolean;
}

export type ApprovalVerdict =
  /** the last approval needed: the payout is approved */
  | 'approved'
  /** recorded; another admin's approval is needed */
  | 'needs_another'
  /** this admin approved before; nothing changes, another admin's approval is needed */
  | 'already_approved'
  /** not `requested` any more */
  | 'wrong_state'
  /** nobody approves a payout of a partner they belong to */
  | 'own_payout'
  /** a refund reversed one of its commissions, or the destination changed: reject it, the partner asks again */
  | 'changed'
  | 'not_active'
  | 'no_account';

/** How many different admins must approve (domain.md section 9; reliability.md I14). */
export function approvalsNeeded(amount: MinorUnits, secondApprovalAbove: MinorUnits): 1 | 2 {
  return amount > secondApprovalAbove ? 2 : 1;
}

/**
 * What an approval comes to. Two keys of one admin are one admin. Above the limit, one of those who approve has not made the terms or the
 * rate that the money was earned by (ADR-0089).
 */
export function judgeApproval(facts: ApprovalFacts): ApprovalVerdict {
  if (facts.status !== 'requested') return 'wrong_state';
  if (facts.ownPayout) return 'own_payout';
  if (!facts.unchanged) return 'changed';
  if (!facts.partnerActive) return 'not_active';
  if (!facts.payable) return 'no_account';
  if (facts.approvedBy.includes(facts.approverId)) return 'already_approved';
  const approvers = new Set([...facts.approvedBy, facts.approverId]);
  const needed = approvalsNeeded(facts.amount, facts.secondApprovalAbove);
  const independent = [...approvers].some((approver) => !facts.madeTheTerms.includes(approver));
  return approvers.size >= needed && (needed === 1 || independent) ? 'approved' : 'needs_another';
}
