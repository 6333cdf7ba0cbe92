import type { PayoutBlocker } from '~/components/money/request-payout';
import type { BalanceView } from '~/domain/ledger/balances.server';
import { isHeldByChange } from '~/domain/partner/account-state';
import { payoutPlace } from '~/domain/partner/payout-account.server';
import { checkRequest } from '~/domain/payout/eligibility';
import { loadProgram } from '~/domain/program/program.server';
import { type Instant, startOfNextMonth } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import type { PartnerAccess } from '~/routes/guards.server';

/** What a partner's pages say about the next payout. */
export interface PayoutFacts {
  minimum: bigint;
  /** why no payout can be requested now; null: it can */
  blocker: PayoutBlocker | null;
  /** when one is requested without being asked for; null: never */
  nextAutomatic: Instant | null;
  /** the partner has not said where it is, so nobody knows how it can be paid (ADR-0090) */
  countryMissing: boolean;
}

/** The same question the request itself will ask, under lock, when the button is pressed (domain.md section 9). */
export async function payoutFacts(
  { user, partner, role }: PartnerAccess,
  { available }: BalanceView,
): Promise<PayoutFacts> {
  const { minimumPayout: minimum } = await loadProgram();
  const { payable } = payoutPlace(partner);
  const partnerActive = partner.status === 'active';
  const verdict = checkRequest({
    available,
    minimum,
    partnerActive,
    payable,
    changedLately: isHeldByChange(partner.destinationChangedAt?.getTime() ?? null, now()),
    emailVerified: user.emailVerified,
  });
  return {
    minimum,
    blocker: role === 'viewer' ? 'viewer' : verdict.outcome === 'eligible' ? null : verdict.outcome,
    nextAutomatic: partner.automaticPayout && partnerActive && payable ? startOfNextMonth(now()) : null,
    countryMissing: partner.country === null,
  };
}
