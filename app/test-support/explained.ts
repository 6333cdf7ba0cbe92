import { claimKey } from '~/domain/commission/claim';
import type { EvaluationContext } from '~/domain/commission/evaluate';
import { evaluatePurchase } from '~/domain/commission/evaluate';
import {
  type CommissionResult,
  cappedOf,
  lookups,
  type ProgramFacts,
  replay,
  selfReferralIn,
} from '~/domain/commission/replay';
import { paidAt } from '~/domain/qualification/churn';
import type { Explained, PoolMember, Records, Subject } from '~/domain/reporting/explanation';
import type { Instant } from '~/kernel/time';

export const noRecords: Records = { clicks: new Map(), payments: new Map(), partnerNames: new Map() };

/** Everybody of a program as the explanation sees them, and each commission with the pool of its cap. */
export function explainedProgram(program: ProgramFacts, asOf: Instant) {
  const state = replay(program, asOf);
  const context: Subject['context'] = {
    ...lookups(program),
    terms: program.terms,
    selfReferral: selfReferralIn(program),
  };
  const subjects = new Map<string, Subject>();
  for (const { signUp, facts } of program.customers) {
    const customer = state.customers.get(signUp.customerId);
    if (!customer) continue;
    const { credits, referral, evaluation } = customer;
    subjects.set(signUp.customerId, {
      customer: { signUp: { ...signUp, firstPaidAt: paidAt(facts) }, facts, credits, referral },
      payments: facts.payments,
      evaluation,
      context,
      asOf,
      currency: 'USD',
    });
  }
  for (const payment of program.purchases) {
    subjects.set(`purchase ${payment.id}`, purchase(payment, context, asOf));
  }
  const explained = state.commissions.map((result) => ({
    ...result,
    subject: subjects.get(result.claim.customerId ?? `purchase ${result.claim.cause.id}`) as Subject,
    of: explainedOf(result, state.commissions),
  }));
  return { subjects, explained };
}

function purchase(
  payment: ProgramFacts['purchases'][number],
  context: Subject['context'] & EvaluationContext,
  asOf: Instant,
): Subject {
  const { claims, skips } = evaluatePurchase(payment, context, asOf);
  return {
    customer: null,
    payments: [payment],
    evaluation: { claims, skips, milestones: null },
    context,
    asOf,
    currency: 'USD',
  };
}

function explainedOf({ claim }: CommissionResult, all: readonly CommissionResult[]): Explained {
  const capped = claim.capPerPartnerMonth ?? claim.capPerCustomer;
  const pool = all
    .map((one) => one.claim)
    .filter((one) => one.partnerId === claim.partnerId && one.rewardKey === claim.rewardKey)
    .filter((one) =>
      claim.capPerPartnerMonth === null ? one.customerId === claim.customerId : one.month === claim.month,
    )
    .map((one): PoolMember => ({ ...cappedOf(one), commissionId: claimKey(one) }));
  return { claim, pool: capped === null ? [] : pool, payouts: [], paid: false };
}
