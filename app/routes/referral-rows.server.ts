import type { ReferralRow } from '~/components/referrals/referral-table';
import type { Scope } from '~/domain/identity/scope';
import type { Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { CustomerView } from '~/domain/qualification/customers.server';
import { defaultActivation } from '~/domain/qualification/milestones';
import { nextStep } from '~/domain/reporting/next-step';
import { getReferralProgress, type ReferralProgress } from '~/domain/reporting/referral-progress.server';
import { now } from '~/platform/clock.server';

/** Customers as the tables of partners and admins show them: with what comes next and what they have brought. */
export async function referralRows(scope: Scope, customers: readonly CustomerView[]): Promise<ReferralRow[]> {
  const ids = customers.map(({ id }) => id);
  const [progress, terms] = await Promise.all([getReferralProgress(scope, ids), loadAllTerms()]);
  return customers.map((customer) => rowOf(customer, progress.get(customer.id), terms));
}

function rowOf(
  customer: CustomerView,
  progress: ReferralProgress | undefined,
  all: readonly Terms[],
): ReferralRow {
  const { id, externalId, email, stage, milestones, trialing, referral, currency } = customer;
  const terms = all.find(
    ({ key, version }) => key === progress?.termsKey && version === progress.termsVersion,
  );
  const apiCalls = progress?.apiCalls ?? 0n;
  return {
    ...{ id, externalId, email, stage, trialing, currency },
    churned: milestones.churnedAt !== null,
    signedUpAt: milestones.signedUpAt,
    reason: referral?.reason ?? null,
    channel: referral?.channel ?? null,
    partner: progress?.partner ?? null,
    selfReferral: progress?.selfReferral ? (progress.selfReferralOutcome ?? 'undecided') : null,
    next: nextStep({ ...customer, apiCalls }, terms?.activation ?? defaultActivation, now()),
    earned: progress?.earned ?? 0n,
  };
}
