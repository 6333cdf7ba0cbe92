import { z } from 'zod';
import { DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';
import { disabledWords, isRejected, requirementList } from './requirement-words';

const codes = z.array(z.string()).catch([]);

/** What the partner's row keeps of Stripe's word on an account; rows written before a member existed read as nothing said. */
const Requirements = z.object({
  currentlyDue: codes,
  pastDue: codes,
  pendingVerification: codes,
  /** milliseconds: when what is due must be there */
  deadline: z.number().nullable().catch(null),
  disabledReason: z.string().nullable().catch(null),
  transfers: z.string().nullable().catch(null),
  payoutsEnabled: z.boolean().nullable().catch(null),
});
export type AccountRequirements = z.output<typeof Requirements>;

/** Reads what was stored. */
export function readRequirements(stored: unknown): AccountRequirements {
  return Requirements.parse(typeof stored === 'object' && stored !== null ? stored : {});
}

/** A connected account's state for a page. */
export interface AccountWords {
  /** the one reason it cannot be paid; null: it can */
  reason: string | null;
  /** what is missing already, and what will be, in words */
  pastDue: string[];
  due: string[];
  /** by when the latter; null: no date is set */
  deadline: Instant | null;
  /** answering does not help: another account, or the program's help, is needed */
  over: boolean;
}

/**
 * Why an account cannot be paid and what its owner can do (integrations.md section 3, "Onboarding": payable means transfers active and
 * payouts enabled).
 */
export function accountWords(payable: boolean, requirements: AccountRequirements): AccountWords {
  const { pastDue, currentlyDue, deadline, disabledReason } = requirements;
  const late = requirementList(pastDue);
  return {
    reason: payable ? null : reasonOf(requirements),
    pastDue: late,
    due: requirementList(currentlyDue).filter((words) => !late.includes(words)),
    deadline,
    over: isRejected(disabledReason),
  };
}

function reasonOf({
  disabledReason,
  pastDue,
  currentlyDue,
  pendingVerification,
  ...rest
}: AccountRequirements) {
  const open = pastDue.length + currentlyDue.length;
  if (disabledReason !== null && (isRejected(disabledReason) || open === 0))
    return disabledWords(disabledReason);
  if (open > 0) return 'Stripe needs a few more answers before it can pay you.';
  if (pendingVerification.length > 0) return disabledWords('requirements.pending_verification');
  if (rest.transfers !== null && rest.transfers !== 'active')
    return 'The account cannot receive transfers yet. Stripe switches that on once it has checked your answers.';
  if (rest.payoutsEnabled === false) return 'Stripe has switched payouts to your bank off.';
  return 'Stripe has not said yet that the account can be paid.';
}

/** A day after it was last asked about, an account that can be paid is asked about again; one that cannot after an hour, then two, four … */
export function nextRefresh(at: Instant, account: { payable: boolean; vain: number }): Instant {
  if (account.payable) return at + DAY_MS;
  return at + Math.min(DAY_MS, HOUR_MS * 2 ** Math.min(account.vain, 10));
}

/** A partner's own request must wait this long after it changed where money goes (reliability.md section 4, "Step-up"). */
export const CHANGE_HOLD_MS: number = DAY_MS;

/** Whether a change of destination still holds a request back. */
export function isHeldByChange(changedAt: Instant | null, at: Instant): boolean {
  return changedAt !== null && at < changedAt + CHANGE_HOLD_MS;
}
