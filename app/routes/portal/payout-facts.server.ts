import type { PayoutBlocker } from '~/components/money/request-payout';
import type { BalanceView } from '~/domain/ledger/balances.server';
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
  /** there is an account, whether it can be paid or not */
  connected: boolean;
  payable: boolean;
}

/** The same question the request itself will ask, under lock, when the button is pressed (domain.md section 9). */
export async function payoutFacts(
  { user, partner, role }: PartnerAccess,
  { available }: BalanceView,
): Promise<PayoutFacts> {
  const { minimumPayout: minimum } = await loadProgram();
  const connected = partner.stripeAccountId !== null;
  const payable = partner.payable && connected;
  const partnerActive = partner.status === 'active';
  const verdict = checkRequest({
    available,
    minimum,
    partnerActive,
    payable,
    emailVerified: user.emailVerified,
  });
  return {
    minimum,
    blocker: role === 'viewer' ? 'viewer' : verdict.outcome === 'eligible' ? null : verdict.outcome,
    nextAutomatic: partner.automaticPayout && partnerActive && payable ? startOfNextMonth(now()) : null,
    connected,
    payable,
  };
}
