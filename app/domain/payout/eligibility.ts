import { formatMoney, type MinorUnits } from '~/kernel/money';

/** What a request is judged by, read under the lock of the partner's balance. */
export interface RequestFacts {
  available: MinorUnits;
  minimum: MinorUnits;
  /** what the partner named; absent: everything available */
  amount?: MinorUnits | undefined;
  partnerActive: boolean;
  /** a Stripe account that can receive transfers, or bank details where the partner is paid by hand */
  payable: boolean;
  /** the partner asks less than 24 h after where its money goes was changed; absent: no (reliability.md section 4, "Step-up") */
  changedLately?: boolean | undefined;
  /** of the person who asks; true where no person does */
  emailVerified: boolean;
}

/** Why no payout can be requested; the API's 422 `code` is in `refusalCodes`. */
export type Refusal =
  | 'not_active'
  | 'email_unverified'
  | 'no_account'
  | 'destination_changed'
  | 'below_minimum'
  | 'insufficient'
  // a batch of the ledger does not add up with its commissions: money stays where it is, a person looks
  | 'not_covered';

export type Eligibility = { outcome: 'eligible'; amount: MinorUnits } | { outcome: Refusal };

/** The `code` of a refused request in the REST API (contract.md `/payouts`). */
export const refusalCodes: Readonly<Record<Refusal, string>> = {
  not_active: 'partner_not_active',
  email_unverified: 'email_unverified',
  no_account: 'no_payout_account',
  destination_changed: 'destination_changed',
  below_minimum: 'below_minimum',
  insufficient: 'insufficient_available',
  not_covered: 'not_covered',
};

/**
 * Whether a payout may be requested, and of how much (domain.md section 9): an active partner, an account that can be paid, and at least the
 * minimum, which is inclusive. Without a named amount it takes the whole available balance.
 */
export function checkRequest(facts: RequestFacts): Eligibility {
  if (!facts.partnerActive) return { outcome: 'not_active' };
  if (!facts.emailVerified) return { outcome: 'email_unverified' };
  if (!facts.payable) return { outcome: 'no_account' };
  if (facts.changedLately) return { outcome: 'destination_changed' };
  const amount = facts.amount ?? facts.available;
  if (amount < facts.minimum) return { outcome: 'below_minimum' };
  if (amount > facts.available) return { outcome: 'insufficient' };
  return { outcome: 'eligible', amount };
}

/** A sentence for the person who asked, saying what to do. */
export function explainRefusal(
  refusal: Refusal,
  figures: { available: MinorUnits; minimum: MinorUnits; currency: string },
): string {
  const minimum = formatMoney(figures.minimum, figures.currency);
  const available = formatMoney(figures.available, figures.currency);
  switch (refusal) {
    case 'not_active':
      return 'Payouts can be requested while the partner account is active.';
    case 'email_unverified':
      return 'Confirm your e-mail address first: open the link in the message we sent you.';
    case 'no_account':
      return 'Connect a payout account that can receive transfers first.';
    case 'destination_changed':
      return 'Where your payouts go was changed less than 24 hours ago. For your safety, wait until a day has passed.';
    case 'below_minimum':
      return `A payout is at least ${minimum}; ${available} is available.`;
    case 'insufficient':
      return `Only ${available} is available.`;
    case 'not_covered':
      return 'The available balance is being checked. Nothing was lost; please ask the program.';
  }
}
