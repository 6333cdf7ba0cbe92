import { rateText } from '~/domain/payout/statement';
import type { FlatReward, Reward, ShareReward, Terms } from '~/domain/program/terms';
import { formatMoney } from '~/kernel/money';
import { rewardWords } from './reward-words';

/** One thing that differs between two versions, in words. */
export interface TermsChange {
  /** "Window", "Revenue share (tier-3): rate" */
  what: string;
  /** null: it was not there */
  before: string | null;
  /** null: it is gone */
  after: string | null;
}

type Rules = Omit<Terms, 'version' | 'effectiveAt'>;

const count = (n: number | bigint, one: string) =>
  `${n.toLocaleString('en-US')} ${one}${Number(n) === 1 ? '' : 's'}`;
const yes = (value: boolean) => (value ? 'Yes' : 'No');

/** What a version changes, the terms first, then reward by reward; money in the program's currency. */
export function termsChanges(before: Rules, after: Rules, currency: string): TermsChange[] {
  const own = differing(termsWords(before), termsWords(after));
  const keys = [...new Set([...before.rewards, ...after.rewards].map(({ key }) => key))];
  return [
    ...own,
    ...keys.flatMap((key) => {
      const [one, two] = [before, after].map(({ rewards }) => rewards.find((reward) => reward.key === key));
      if (one && two && one.kind === two.kind) {
        const changed = differing(figures(one, currency), figures(two, currency));
        return changed.map((change) => ({
          ...change,
          what: `${two.name} (${key}): ${change.what.toLowerCase()}`,
        }));
      }
      const words = (reward: Reward | undefined, terms: Rules) => {
        if (!reward) return null;
        const { qualifies, pays, limits } = rewardWords(reward, terms, currency);
        return `${pays}. ${qualifies}.${limits === 'None' ? '' : ` At most ${limits}.`}`;
      };
      const what = `${(two ?? one)?.name} (${key})`;
      return [{ what, before: words(one, before), after: words(two, after) }];
    }),
  ];
}

type Words = Record<string, string>;

function differing(before: Words, after: Words): TermsChange[] {
  return Object.keys(after).flatMap((what) => {
    const [one, two] = [before[what] ?? null, after[what] ?? null];
    return one === two ? [] : [{ what, before: one, after: two }];
  });
}

function termsWords({ name, scope, windowDays, activation, needsSustained, holdDays }: Rules): Words {
  return {
    Name: name,
    'Credited by': scope === 'customer' ? 'Customer' : 'Purchase',
    Window: count(windowDays, 'day'),
    'Activated by API calls': count(activation.apiCalls, 'call'),
    'Activated by active days': count(activation.activeDays, 'day'),
    'Waits for sustained': yes(needsSustained),
    Hold: count(holdDays, 'day'),
  };
}

function figures(reward: Reward, currency: string): Words {
  return reward.kind === 'flat' ? flatFigures(reward, currency) : shareFigures(reward, currency);
}

function flatFigures({ name, amount, activeDaysAtLeast, membersAbove }: FlatReward, currency: string): Words {
  return {
    Name: name,
    Pays: formatMoney(amount, currency),
    'Active days at least': String(activeDaysAtLeast),
    'Members more than': membersAbove === null ? 'Not asked for' : String(membersAbove),
  };
}

function shareFigures(reward: ShareReward, currency: string): Words {
  const money = (amount: bigint | null, none: string) =>
    amount === null ? none : formatMoney(amount, currency);
  return {
    Name: reward.name,
    Rate: rateText(reward.rateBps),
    'Partner’s own rate': yes(reward.partnerRate),
    'Monthly value above': money(reward.monthlyValueAbove, 'Not asked for'),
    Months: reward.months === null ? 'For life' : String(reward.months),
    'Cap per partner and month': money(reward.capPerPartnerMonth, 'None'),
    'Cap per customer': money(reward.capPerCustomer, 'None'),
  };
}
