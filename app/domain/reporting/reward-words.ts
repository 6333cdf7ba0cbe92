import { rateText } from '~/domain/payout/statement';
import type { Reward, Terms } from '~/domain/program/terms';
import { formatMoney } from '~/kernel/money';

/** A reward as a person reads it (domain.md section 5). */
export interface RewardWords {
  qualifies: string;
  pays: string;
  limits: string;
}

const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

export function rewardWords(reward: Reward, terms: Pick<Terms, 'scope'>, currency: string): RewardWords {
  const money = (amount: bigint) => formatMoney(amount, currency);
  if (reward.kind === 'flat') {
    const needs = [
      reward.membersAbove !== null && `more than ${plural(reward.membersAbove, 'member')}`,
      reward.activeDaysAtLeast > 0 && `active on ${plural(reward.activeDaysAtLeast, 'day')}`,
    ].filter(Boolean);
    return {
      qualifies: needs.length === 0 ? 'Signed up' : capital(needs.join(' and ')),
      pays: `${money(reward.amount)} once per customer`,
      limits: 'None',
    };
  }
  const limits = [
    reward.months !== null && `${reward.months} months`,
    reward.capPerPartnerMonth !== null && `${money(reward.capPerPartnerMonth)} a month`,
    reward.capPerCustomer !== null && `${money(reward.capPerCustomer)} per customer`,
  ].filter(Boolean);
  const basis = terms.scope === 'purchase' ? 'each purchase' : 'payments';
  return {
    qualifies:
      reward.monthlyValueAbove === null
        ? 'Every payment'
        : `Pays more than ${money(reward.monthlyValueAbove)} a month`,
    pays: `${rateText(reward.rateBps)} of ${basis}${reward.months === null && terms.scope === 'customer' ? ', for life' : ''}`,
    limits: limits.length === 0 ? 'None' : limits.join(', '),
  };
}

/** When earned money becomes available (domain.md section 7). */
export function releaseWords({
  needsSustained,
  holdDays,
}: Pick<Terms, 'needsSustained' | 'holdDays'>): string {
  const hold = `After ${plural(holdDays, 'day')}`;
  return needsSustained ? `${hold}, once the customer is sustained` : hold;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
