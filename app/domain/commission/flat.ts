import { isActiveAt } from '~/domain/partner/standing';
import type { FlatReward } from '~/domain/program/terms';
import type { Churn } from '~/domain/qualification/churn';
import type { CustomerFacts } from '~/domain/qualification/facts';
import { qualifiedAt } from '~/domain/qualification/milestones';
import { addDays, type Instant } from '~/kernel/time';
import { churnsSince, type Earner, type Earnings, skipOf } from './share';

/**
 * A flat reward: earned once per customer, ever. One that qualifies while the customer is churned is earned at the payment that ends
 * the churn; one that qualifies while the partner is not active is not earned (domain.md sections 5 and 7).
 */
export function earnFlat(
  reward: FlatReward,
  facts: CustomerFacts,
  paidAt: Instant | null,
  earner: Earner,
): Earnings {
  const nothing: Earnings = { claims: [], skips: [], upcoming: [] };
  const qualified = qualifiedAt(facts, reward);
  if (qualified === null) return nothing;
  const cause = { type: 'customer' as const, id: facts.customerId };
  const accruedAt = earnedAt(qualified, earner.churns);
  if (accruedAt === null) {
    return { ...nothing, skips: [skipOf(reward, earner, cause, 'churned_when_due', qualified)] };
  }
  if (!isActiveAt(earner.standings, accruedAt)) {
    return { ...nothing, skips: [skipOf(reward, earner, cause, 'partner_not_active', accruedAt)] };
  }
  const vestedAt = paidAt === null ? null : Math.max(accruedAt, paidAt);
  return {
    ...nothing,
    claims: [
      {
        partnerId: earner.partnerId,
        rewardKey: reward.key,
        termsKey: earner.terms.key,
        termsVersion: earner.terms.version,
        customerId: facts.customerId,
        cause,
        basis: null,
        rateBps: null,
        uncapped: reward.amount,
        month: null,
        accruedAt,
        dueAt: accruedAt,
        paymentAt: null,
        vestedAt,
        capPerPartnerMonth: null,
        capPerCustomer: null,
        heldUntil: vestedAt === null ? null : addDays(vestedAt, earner.terms.holdDays),
        sustainedAt: earner.sustainedAt,
        freezes: earner.freezes,
        reversals: [...churnsSince(accruedAt, earner.churnReversals), ...earner.reversals],
      },
    ],
  };
}

/** The qualifying instant, or the payment that ended the churn it fell into; null while the customer is still gone. */
function earnedAt(qualified: Instant, churns: readonly Churn[]): Instant | null {
  // use comes before a cancellation of the same instant, and before the payment that ends a churn
  const away = churns.find((churn) => churn.from < qualified && (churn.to === null || qualified <= churn.to));
  return away ? away.to : qualified;
}
