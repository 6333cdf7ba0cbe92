import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Partner } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { type AccountWords, accountWords, isHeldByChange, readRequirements } from './account-state';
import { maskedDetails } from './manual-destination.server';
import { payoutPlace } from './payout-account.server';
import { countryDifference, methodFor, type PayoutMethod } from './payout-country';
import { bankRefusalWords } from './requirement-words';

/** How a partner is paid, for its own pages and the admins'. */
export interface AccountView {
  method: PayoutMethod;
  payable: boolean;
  /** ISO 3166 alpha-2; null: not said */
  country: string | null;
  /** Stripe pays there from here; null: nobody knows where that is */
  reachable: boolean | null;
  accountId: string | null;
  /** what Stripe says; null without an account */
  state: AccountWords | null;
  /** "STRIPE TEST BANK, ending in 6789" */
  bank: string | null;
  /** why the bank refused the last payment; null: it did not */
  refusal: string | null;
  /** the account is in another country than the partner said */
  difference: string | null;
  /** when the last account was taken away, while there is no other */
  disconnectedAt: Instant | null;
  /** bank details, masked; null: none written down */
  details: string | null;
  /** where money goes was changed less than a day ago */
  changedLately: boolean;
}

/** How a partner is paid; undefined when it is not the asker's. @param platformCountry where the program's own account is */
export async function getAccountView(
  scope: Scope,
  partnerId: string,
  { platformCountry, at }: { platformCountry: string; at: Instant },
): Promise<AccountView | undefined> {
  const id = visiblePartnerId(scope, partnerId) ?? partnerId;
  const row = await db.partner.findUnique({
    where: { id },
    include: { stripeAccounts: { orderBy: [{ connectedAt: 'desc' }, { id: 'desc' }] } },
  });
  if (!row) return undefined;
  const { stripeAccounts, manualDestinationId } = row;
  const own = stripeAccounts.find((account) => account.id === row.stripeAccountId);
  const former = stripeAccounts.find((account) => account.deauthorizedAt !== null);
  const masked = manualDestinationId === null ? {} : await maskedDetails([manualDestinationId]);
  return {
    ...standing(row, { platformCountry, at }),
    bank: own?.externalLabel ?? null,
    refusal:
      own?.bankStatus === 'failed' ? bankRefusalWords(own.bankFailureCode, own.bankFailureMessage) : null,
    difference: countryDifference(row.country, own?.country ?? null),
    disconnectedAt: row.stripeAccountId === null ? (former?.deauthorizedAt?.getTime() ?? null) : null,
    details: masked[manualDestinationId ?? ''] ?? null,
  };
}

function standing(row: Partner, { platformCountry, at }: { platformCountry: string; at: Instant }) {
  const { method, payable } = payoutPlace(row);
  const { country, stripeAccountId: accountId } = row;
  return {
    ...{ method, payable, country, accountId },
    reachable: country === null ? null : methodFor(country, platformCountry) === 'stripe',
    state: accountId === null ? null : accountWords(row.payable, readRequirements(row.accountRequirements)),
    changedLately: isHeldByChange(row.destinationChangedAt?.getTime() ?? null, at),
  };
}
