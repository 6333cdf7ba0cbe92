import { creditPurchase } from '~/domain/commission/evaluate';
import type { FlatReward } from '~/domain/program/terms';
import type { CustomerFacts } from '~/domain/qualification/facts';
import { qualifiedAt } from '~/domain/qualification/milestones';
import type { Instant } from '~/kernel/time';
import { partyOf, type Seen, type WhyNot } from './explanation';
import { progressAt } from './explanation-earning';
import { whyNotOfSkip } from './explanation-skips';

/** Everything of a customer, or of a purchase, that was evaluated and earned nothing; oldest first (ADR-0073). */
export function whyNots(seen: Seen): WhyNot[] {
  const { evaluation } = seen.subject;
  const all = [
    ...evaluation.skips.map((skip) => whyNotOfSkip(skip, seen)),
    ...uncredited(seen),
    ...notQualifiedYet(seen),
  ];
  return all.sort((a, b) => a.at - b.at);
}

/** Payments that no reward was asked about: of nothing, of customers credited to nobody or Impact, purchases without a click. */
function uncredited({ subject, viewer, records }: Seen): WhyNot[] {
  const { customer, payments, context } = subject;
  const referral = customer?.referral ?? null;
  const base = { reward: null, rewardName: null, wouldEarn: null };
  return payments.flatMap((payment): WhyNot[] => {
    const cause = { type: 'payment' as const, id: payment.id, slice: 0 };
    const who = (of: Parameters<typeof partyOf>[0]) => partyOf(of, viewer, records);
    const party = who(referral ?? { channel: null, partnerId: null });
    const one = { ...base, at: payment.at, cause, party };
    if (payment.amount <= 0n) return [{ ...one, reason: 'nothing_paid' }];
    if (referral?.channel === 'impact') return [{ ...one, reason: 'credited_to_impact' }];
    if (referral?.terms?.scope === 'customer') return [];
    const { click, looked } = creditPurchase(payment, context);
    if (click) return [];
    if (looked.length === 0 && !referral && customer) return [{ ...one, reason: 'credited_to_nobody' }];
    return [{ ...one, reason: 'no_eligible_click', looked: looked.length }];
  });
}

/** The last thing known to have happened to a customer. */
function lastFactAt(facts: CustomerFacts): Instant {
  return [
    ...[...facts.usages, ...facts.members, ...facts.subscriptions].map(({ at }) => at),
    ...facts.payments.flatMap(({ at, refunds, disputes }) => [
      at,
      ...refunds.map((refund) => refund.at),
      ...disputes.flatMap(({ openedAt, closedAt }) => [openedAt ?? 0, closedAt ?? 0]),
    ]),
  ].reduce((latest, at) => Math.max(latest, at), facts.signedUpAt);
}

/** Flat rewards that may still come: how far the customer is. */
function notQualifiedYet({ subject, viewer, records }: Seen): WhyNot[] {
  const { customer, asOf, currency } = subject;
  const referral = customer?.referral;
  if (!customer || !referral?.terms || referral.terms.scope !== 'customer') return [];
  const { facts } = customer;
  return referral.terms.rewards
    .filter((reward): reward is FlatReward => reward.kind === 'flat' && qualifiedAt(facts, reward) === null)
    .map(({ key, name, amount, activeDaysAtLeast, membersAbove }): WhyNot => {
      const { activeDays, members } = progressAt(facts, asOf);
      return {
        reason: 'not_qualified_yet',
        ...{ activeDays, activeDaysAtLeast, members, membersAbove },
        // not the moment of asking: the same facts give the same answer
        at: lastFactAt(facts),
        cause: { type: 'customer', id: facts.customerId },
        reward: key,
        rewardName: name,
        party: partyOf(referral, viewer, records),
        wouldEarn: { amount, currency },
      };
    });
}
