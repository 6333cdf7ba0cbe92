import type { MinorUnits } from '~/kernel/money';
import type { Refusal } from './eligibility';

/** Why a request for everybody leaves a partner out. An admin asks in office: nobody's address has to be confirmed. */
export type Ineligible = Refusal;

/** Amounts are words already, "$50.00". */
interface IneligibleFacts {
  status: string;
  hasAccount: boolean;
  available: MinorUnits;
  owed: string;
  have: string;
  minimum: string;
  /** what an open dispute holds back; null: nothing */
  frozen: string | null;
}

/** The reason in a sentence for an admin. */
export function explainIneligible(code: Ineligible, facts: IneligibleFacts): string {
  switch (code) {
    case 'not_active':
      return `The partner is ${facts.status}.`;
    case 'no_account':
      return facts.hasAccount
        ? 'The payout account cannot receive transfers at the moment.'
        : 'No payout account is connected.';
    case 'below_minimum':
    case 'insufficient':
      return belowMinimum(facts);
    case 'not_covered':
      return 'The balance is not explained by its commissions: check the books.';
    case 'destination_changed':
      return 'Where its money goes was changed less than 24 hours ago.';
    case 'email_unverified':
      return 'The mail address is not confirmed.';
  }
}

function belowMinimum({ available, owed, have, minimum, frozen }: IneligibleFacts): string {
  const dispute = frozen === null ? '' : ` ${frozen} more is held back by an open dispute.`;
  if (available < 0n)
    return `Owes ${owed} after a reversal: it is set against what is earned next.${dispute}`;
  return `${have} is below the minimum of ${minimum}.${dispute}`;
}
